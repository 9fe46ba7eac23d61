// .NET Message Framing ([MC-NMF]) as far as its refusal of an unknown version.
#pragma once

#include "probe/bytes.hpp"

#include <optional>
#include <string>

namespace flowvet::probe {

/// A version record (section 2.2.3.1) for version 9.0, which nobody has.
Bytes nmf_unsupported_version();

/// Bytes of a fault record (section 2.2.5.1) before its text: type and size. The text is shorter than 128, so the size is one byte.
inline constexpr std::size_t nmf_fault_header_size = 2;

/// The size of the text of a fault record; nullopt when `header` does not begin one.
std::optional<std::size_t> nmf_fault_size(ByteView header);

/// "UnsupportedVersion" of a fault's text; nullopt when it is not one of the protocol's faults.
std::optional<std::string> nmf_fault_name(ByteView text);

}  // namespace flowvet::probe
