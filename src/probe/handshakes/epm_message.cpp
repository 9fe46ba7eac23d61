// NDR ([C706] chapter 14): numbers are aligned to their size from the beginning of the result, and what a pointer points to
// stands behind the array that holds the pointer.
#include "probe/handshakes/epm_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint32_t most_entries = 500;  // a page of it is about 100 KB
constexpr std::uint32_t longest_annotation = 64;
constexpr std::uint8_t uuid_floor = 0x0d, tcp_floor = 0x07;
constexpr std::uint16_t fewest_floors = 4;  // interface, transfer syntax, RPC protocol, port

/// A Reader that knows how far it is, for alignment.
class NdrReader {
 public:
  explicit NdrReader(ByteView bytes) : reader_(bytes), size_(bytes.size()) {}

  std::uint32_t number() {
    align();
    return reader_.u32_little();
  }
  ByteView take(std::size_t count) { return reader_.take(count); }
  [[nodiscard]] bool ok() const { return reader_.ok(); }

 private:
  void align() {
    const std::size_t position = size_ - reader_.rest().size();
    reader_.skip((4 - position % 4) % 4);
  }

  Reader reader_;
  std::size_t size_;
};

/// One floor of a tower: what it is, and its value.
struct Floor {
  ByteView kind;
  ByteView value;
};

Floor next_floor(Reader& tower) {
  const ByteView kind = tower.take(tower.u16_little());
  return {kind, tower.take(tower.u16_little())};
}

/// The UUID and the major version of an identifier floor; the minor version is its value ([C706] appendix L).
std::optional<RpcInterface> parse_identity(const Floor& floor) {
  Reader kind(floor.kind);
  if (kind.u8() != uuid_floor) return std::nullopt;
  RpcInterface rpc;
  std::ranges::copy(kind.take(rpc.id.size()), rpc.id.begin());
  const std::uint32_t major = kind.u16_little();
  const std::uint32_t minor = Reader(floor.value).u16_little();
  rpc.version = minor << 16U | major;
  return kind.ok() ? std::optional(rpc) : std::nullopt;
}

std::optional<RpcEndpoint> parse_tower(ByteView bytes) {
  Reader tower(bytes);
  const std::uint16_t floors = tower.u16_little();
  const auto served = parse_identity(next_floor(tower));
  next_floor(tower);
  next_floor(tower);
  const Floor port = next_floor(tower);
  if (!tower.ok() || floors < fewest_floors || !served) return std::nullopt;
  RpcEndpoint endpoint{0, *served};
  if (port.kind.size() == 1 && port.kind[0] == tcp_floor) endpoint.port = Reader(port.value).u16();
  return endpoint;
}

/// The array of entries; yields how many of them point to a tower.
std::uint32_t skip_entries(NdrReader& reader, std::uint32_t count) {
  std::uint32_t towers = 0;
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    reader.number();  // the object's UUID, of which only the first number is aligned
    reader.take(sizeof(Uuid) - 4);
    if (reader.number() != 0) ++towers;
    reader.number();  // where the annotation starts
    const std::uint32_t length = reader.number();
    reader.take(length <= longest_annotation ? length : SIZE_MAX);
  }
  return towers;
}

}  // namespace

Bytes epm_lookup_arguments(const EpmHandle& handle) {
  constexpr std::uint32_t every_entry = 0, no_object = 0, no_interface = 0, any_version = 1;
  return Writer()
      .u32_little(every_entry)
      .u32_little(no_object)
      .u32_little(no_interface)
      .u32_little(any_version)
      .raw(handle)
      .u32_little(most_entries)
      .bytes();
}

std::optional<EpmPage> parse_epm_page(ByteView result) {
  NdrReader reader(result);
  EpmPage page;
  const ByteView handle = reader.take(page.next.size());
  std::ranges::copy(handle, page.next.begin());
  const std::uint32_t count = reader.number();
  reader.number();  // the array's size, which is what was asked for
  const std::uint32_t offset = reader.number();
  const std::uint32_t in_array = reader.number();
  if (!reader.ok() || count > most_entries || offset != 0 || in_array != count) return std::nullopt;
  for (std::uint32_t left = skip_entries(reader, count); left > 0 && reader.ok(); --left) {
    reader.number();  // the tower's size, twice
    const ByteView tower = reader.take(reader.number());
    // A tower of a kind that we do not know is no reason to lose the others.
    if (const auto endpoint = parse_tower(tower)) page.endpoints.push_back(*endpoint);
  }
  page.status = reader.number();
  if (!reader.ok()) return std::nullopt;
  return page;
}

}  // namespace flowvet::probe
