// NFS: a reply to our call, from a server that has NFS.
#include "probe/handshakes/nfs_message.hpp"
#include "support/scripted_channel.hpp"

#include <doctest/doctest.h>

namespace flowvet::probe {
Task<Io<Finding>> nfs(Channel&, Peer);
}  // namespace flowvet::probe

using namespace flowvet;
using namespace flowvet::probe;
using test::Script;

namespace {

constexpr std::uint32_t transaction = 0x31383f46;  // from the scripted peer's nonce
constexpr std::uint32_t accepted = 0, denied = 1, success = 0, no_program = 1, other_versions = 2;

Bytes record(const Bytes& body) {
  return Writer().u32(0x80000000U | static_cast<std::uint32_t>(body.size())).raw(body).bytes();
}

Bytes accepted_with(std::uint32_t state, const Bytes& more = {}, std::uint32_t id = transaction, std::uint32_t type = 1) {
  return Writer().u32(id).u32(type).u32(accepted).u32(0).u32(0).u32(state).raw(more).bytes();
}

const Bytes versions = Writer().u32(4).u32(4).bytes();
const Bytes auth_error = Writer().u32(transaction).u32(1).u32(denied).u32(1).u32(5).bytes();

Io<Finding> play(const Bytes& body) {
  return test::play(nfs, Script().expects_anything().replies(record(body)));
}

}  // namespace

TEST_CASE("an NFS server that answers or refuses is proven, whole or not at all") {
  for (const Bytes& body : {accepted_with(success), accepted_with(other_versions, versions), auth_error})
    test::fail_at_every_step(nfs, Script().expects(nfs_null_call(transaction)).replies(record(body)));
  test::refuse_wrong_speakers(nfs);
}

TEST_CASE("an NFS server without version 3 tells which it has") {
  CHECK(play(accepted_with(success))->facts == std::vector<Fact>{{"nfs.versions", "3"}});
  CHECK(play(accepted_with(other_versions, versions))->facts == std::vector<Fact>{{"nfs.versions", "4-4"}});
}

TEST_CASE("an RPC server without NFS is another service") {
  CHECK(play(accepted_with(no_program))->reply == Reply::mismatched);
}

TEST_CASE("the NFS call is 44 bytes that do nothing") {
  const Bytes call = nfs_null_call(transaction);
  CHECK(call.size() == 44);
  CHECK(Reader(call).u32() == 0x80000028);
}

TEST_CASE("a record of another transaction, direction, state or length is no reply to us") {
  REQUIRE(parse_nfs_reply(accepted_with(success), transaction));
  CHECK_FALSE(parse_nfs_reply(accepted_with(success, {}, transaction + 1), transaction));
  CHECK_FALSE(parse_nfs_reply(accepted_with(success, {}, transaction, 0), transaction));
  CHECK_FALSE(parse_nfs_reply(accepted_with(6), transaction));
  CHECK_FALSE(parse_nfs_reply(accepted_with(other_versions, {0, 0, 0, 4}), transaction));
  CHECK_FALSE(parse_nfs_reply(Writer().u32(transaction).u32(1).u32(2).u32(0).bytes(), transaction));
  CHECK_FALSE(parse_nfs_reply(Writer().u32(transaction).u32(1).u32(denied).u32(2).bytes(), transaction));
  const Bytes long_verifier = Writer().u32(transaction).u32(1).u32(accepted).u32(0).u32(401).zeros(404).u32(0).bytes();
  CHECK_FALSE(parse_nfs_reply(long_verifier, transaction));
  CHECK_FALSE(parse_nfs_reply(ByteView(nfs_null_call(transaction)).subspan(4), transaction));
  CHECK_FALSE(nfs_record_size(Bytes{0x00, 0, 0, 24}));
  CHECK_FALSE(nfs_record_size(Bytes{0x80, 0, 0, 15}));
  CHECK_FALSE(nfs_record_size(Bytes{0x80, 0, 2, 0}));
}

TEST_CASE("an NFS server's verifier is skipped, padding included") {
  const Bytes with_verifier = Writer().u32(transaction).u32(1).u32(accepted).u32(1).u32(5).zeros(8).u32(success).bytes();
  CHECK(parse_nfs_reply(with_verifier, transaction)->kind == NfsReply::Kind::success);
}
