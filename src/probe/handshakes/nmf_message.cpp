// Every fault of the protocol is named by an address of its own; a fault without one is somebody else's bytes.
#include "probe/handshakes/nmf_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t version_record = 0x00, fault_record = 0x08;
constexpr std::uint8_t major_version_of_nobody = 9;
constexpr std::string_view fault_namespace = "http://schemas.microsoft.com/ws/2006/05/framing/faults/";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

Bytes nmf_unsupported_version() {
  return Writer().u8(version_record).u8(major_version_of_nobody).u8(0).bytes();
}

std::optional<std::size_t> nmf_fault_size(ByteView header) {
  Reader reader(header);
  const std::uint8_t type = reader.u8();
  const std::uint8_t size = reader.u8();
  if (!reader.ok() || type != fault_record || size <= fault_namespace.size() || size >= 0x80) return std::nullopt;
  return size;
}

std::optional<std::string> nmf_fault_name(ByteView text) {
  std::string name = to_string(text);
  if (!name.starts_with(fault_namespace)) return std::nullopt;
  name.erase(0, fault_namespace.size());
  if (name.empty() || !std::ranges::all_of(name, is_letter)) return std::nullopt;
  return name;
}

}  // namespace flowvet::probe
