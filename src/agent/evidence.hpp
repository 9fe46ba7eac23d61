// When two pieces of evidence say the same. A flow that fails all night leaves one piece of evidence, not a hundred.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowvet::agent {

/// A flow's JSON as it is kept: on one line. Inside a JSON string no line can break, so nothing is lost.
std::string compact(std::string_view evidence);

/// Equal for evidence that differs in nothing but times (keys that end in `_ms`): 16 bytes, the same in every version of flowvet.
std::array<std::uint8_t, 16> digest_of(std::string_view evidence);

}  // namespace flowvet::agent
