// What `flowvet listen` prints while it runs: lines for people, or one JSON object a line.
#pragma once

#include "flowvet/responder/listen.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace flowvet::cli {

/// What is told once, when the ports are open.
struct ListenStart {
  const plan::Inbound& inbound;
  const responder::Opened& opened;
  std::chrono::seconds life;
  std::string privileges;    ///< what was given up, or empty
  std::string fresh_token;   ///< made at start, to be shown this once; empty where the user gave one
  std::string host;          ///< this host's name
  std::chrono::system_clock::time_point now;
};

class ListenOutput : public responder::Watcher {
 public:
  virtual void started(const ListenStart& start) = 0;
  /// `stopped`: somebody asked; else its life was over.
  virtual void ended(const responder::Summary& summary, bool stopped) = 0;
};

/// Writes to standard output. `inbound` outlives it; `columns` is the width of the text.
std::unique_ptr<ListenOutput> listen_text(const plan::Inbound& inbound, std::size_t columns);
std::unique_ptr<ListenOutput> listen_json(const plan::Inbound& inbound);

/// "80, 443, 49152-65535" of one transport, or empty.
std::string port_list(const std::vector<responder::OpenPorts>& ports, catalog::Transport transport);

}  // namespace flowvet::cli
