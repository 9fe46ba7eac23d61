// RFB, known as VNC (RFC 6143): the server speaks first. One read and no reply. TigerVNC counts each such visit and refuses an
// address after five for everybody behind it; that refusal is a proof as well.
#include "probe/handshakes/handshake.hpp"
#include "probe/handshakes/vnc_message.hpp"

namespace flowvet::probe {

Task<Io<Finding>> vnc(Channel& channel, Peer) {
  constexpr std::size_t longest_first_words = 512;  // version and reason
  auto words = co_await channel.read_some(longest_first_words);
  if (!words) co_return words.error();
  if (words->size() < vnc_version_size) {
    const auto more = co_await channel.read_exactly(vnc_version_size - words->size());
    if (!more) co_return more.error();
    words->insert(words->end(), more->begin(), more->end());
  }
  const auto version = parse_vnc_version(*words);
  if (!version) co_return mismatch("no RFB version");
  std::vector<Fact> facts{{"vnc.version", *version}};
  const auto refusal = parse_vnc_refusal(ByteView(*words).subspan(vnc_version_size));
  if (!refusal) co_return proven(std::move(facts), "RFB version");
  facts.emplace_back("vnc.refusal", *refusal);
  co_return proven(std::move(facts), "the VNC server refuses us for now");
}

}  // namespace flowvet::probe
