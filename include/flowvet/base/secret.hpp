// A secret that a site shares with a service. It travels with the plan to the one protocol that needs it and is written nowhere:
// the type has no output operator, no comparison and no conversion, only reveal(), which is easy to search for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace flowvet::base {

class Secret {
 public:
  Secret(std::string source, std::string value) : source_(std::move(source)), value_(std::move(value)) {}

  /// Where it was read, e.g. "file /etc/flowvet/radius.secret", which is no secret. As the user wrote it: escape on output.
  [[nodiscard]] const std::string& source() const { return source_; }

  /// The secret itself, for a message digest and nothing else. Lives as long as this object.
  [[nodiscard]] std::string_view reveal() const { return value_; }

 private:
  std::string source_;
  std::string value_;
};

/// One secret serves many probes and is never changed; null where none is known.
using SharedSecret = std::shared_ptr<const Secret>;

}  // namespace flowvet::base

namespace flowvet {
using namespace base;
}
