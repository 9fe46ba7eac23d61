// A fault that is accepted has a name made of letters.
#include "probe/handshakes/nmf_message.hpp"
#include "require.hpp"

using namespace flowvet::probe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto text_size = nmf_fault_size(bytes)) REQUIRE_ALWAYS(*text_size < 0x80 && size >= nmf_fault_header_size);
  if (const auto name = nmf_fault_name(bytes)) REQUIRE_ALWAYS(!name->empty() && name->size() < size);
  if (size > nmf_fault_header_size) static_cast<void>(nmf_fault_name(bytes.subspan(nmf_fault_header_size)));
  return 0;
}
