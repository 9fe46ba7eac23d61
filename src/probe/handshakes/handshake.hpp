// A handshake: the smallest harmless dialogue that makes the documented service, and nothing else, answer.
// To add one: write handshakes/<protocol>.cpp with a dialogue like those here, declare it in table.cpp and give it one line
// there, and test it with tests/support/scripted_channel.hpp. handshakes/ssh.cpp is the shortest to imitate,
// handshakes/dns.cpp the one for requests with an id.
#pragma once

#include "flowvet/base/rpc_interface.hpp"
#include "flowvet/base/secret.hpp"
#include "flowvet/plan/service.hpp"
#include "probe/channel.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flowvet::probe {

/// Random bytes, new in each attempt. A reply that carries them was made by something that read our request.
using Nonce = std::array<std::uint8_t, 32>;

/// What time this host believes it is; tests have a fixed one.
using WallClock = std::chrono::system_clock::time_point (*)();

/// Whom a dialogue is with.
struct Peer {
  std::string name;    ///< as the site names it: SNI, Host header; an address where the site gives one
  std::uint16_t port = 0;
  Nonce nonce{};
  std::vector<RpcInterface> interfaces{};  ///< that the endpoint mapper names for this port; empty where it was not asked
  WallClock clock = &std::chrono::system_clock::now;
  std::optional<IpAddress> source{};       ///< our own address towards it; of datagram dialogues only
  SharedSecret secret{};                   ///< null: none is known
  int tried = 0;                           ///< attempts before this one, all of them met by silence
};

/// What a dialogue came to when it was not the network that ended it.
struct Finding {
  Reply reply = Reply::none;
  std::string detail;     ///< why it is a mismatch, or what the service said; our own words, a peer's text only escaped
  std::vector<Fact> facts;
  Certificate certificate;
  Instead instead = Instead::nobody;
  std::vector<RpcEndpoint> endpoints{};  ///< of an endpoint mapper: all that it names
};

/// The documented service answered. A refusal by it is an answer too.
inline Finding proven(std::vector<Fact> facts = {}, std::string detail = {}) {
  return {Reply::valid, std::move(detail), std::move(facts), {}, {}};
}
/// Bytes came that the documented service cannot have sent.
inline Finding mismatch(std::string detail, std::vector<Fact> facts = {}) {
  return {Reply::mismatched, std::move(detail), std::move(facts), {}, {}};
}
/// The right kind of server, but nothing that shows it to be the documented one, nor that it is another.
inline Finding undecided(std::string detail, std::vector<Fact> facts = {}) {
  return {Reply::none, std::move(detail), std::move(facts), {}, {}};
}

/// Ends with a finding, or with the network's error where the dialogue could not be completed.
using Dialogue = Task<Io<Finding>> (*)(Channel&, Peer);

/// A request that can be padded, so that its answer shows how large a packet gets through.
struct Sized {
  Bytes (*request)(const Peer&, std::size_t size);  ///< of exactly this many bytes; empty where the request itself is longer
  Bytes (*farewell)(ByteView reply);                ///< to be sent after this reply, so that the server forgets us; empty: nothing
};

/// One line of the table.
struct Handshake {
  plan::Service service;
  Dialogue dialogue;
  const Sized* sized = nullptr;
};

/// Every handshake of this build.
std::span<const Handshake> handshakes();

/// The handshake of that name over that transport, or nullptr.
const Handshake* find_handshake(std::string_view name, catalog::Transport transport);

}  // namespace flowvet::probe
