// When something changes so often that each change is no news any more. Pure; shared by history and by what is told.
#pragma once

#include "flowvet/judge/judge.hpp"

#include <string>

namespace flowvet::agent {

/// A pass and a degraded service work for their users.
bool works(judge::Verdict verdict);

/// Looks at the last 20 verdicts. Flapping begins with 5 changes between working and failing among them, a quarter, and ends when no
/// more than 2 are left. What is unknown is no change: it says nothing.
class Flapping {
 public:
  Flapping() = default;
  /// As it was remembered.
  Flapping(std::string recent, bool flapping) : recent_(std::move(recent)), flapping_(flapping) {}

  void see(judge::Verdict verdict);

  [[nodiscard]] bool now() const { return flapping_; }
  /// One letter a verdict, the newest last: w works, f fails.
  [[nodiscard]] const std::string& recent() const { return recent_; }

  friend bool operator==(const Flapping&, const Flapping&) = default;

 private:
  std::string recent_;
  bool flapping_ = false;
};

}  // namespace flowvet::agent
