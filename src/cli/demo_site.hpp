// A small site on this host's loopback: what it consists of, what must be found there, and the servers that make it real.
#pragma once

#include "cli/demo_server.hpp"
#include "flowvet/judge/judge.hpp"
#include "flowvet/site/site.hpp"

#include <span>
#include <string_view>
#include <thread>

namespace flowvet::cli {

/// One flow of the demo and what the reader is told about it beforehand.
struct DemoFlow {
  std::string_view role;  ///< the role that checks it
  std::string_view id;
  std::string_view host;  ///< a loopback address
  Behaviour tcp = Behaviour::none;
  Behaviour udp = Behaviour::none;
  judge::Verdict verdict = judge::Verdict::pass;
  std::string_view story;
};

std::span<const DemoFlow> demo_flows();

/// Starts every server on a thread of its own; the destructor closes them all. Throws where loopback sockets cannot be had.
class DemoSite {
 public:
  DemoSite();
  ~DemoSite();
  DemoSite(const DemoSite&) = delete;
  DemoSite& operator=(const DemoSite&) = delete;

  /// The site file that a user would have written: hosts and the ports that were moved.
  [[nodiscard]] const site::Site& site() const { return site_; }

 private:
  void add(const DemoFlow& flow);

  site::Site site_;
  boost::asio::io_context context_{1};
  DemoServers servers_{context_};
  std::thread thread_;
};

}  // namespace flowvet::cli
