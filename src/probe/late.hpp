// Sockets of attempts that stayed silent, kept open while later attempts are under way: an answer that comes late is still one.
#pragma once

#include "probe/attempt.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace flowvet::probe {

class LateAnswers {
 public:
  /// Keeps what `end` left open, if anything.
  void keep(AttemptEnd& end);

  /// Looks at every socket once, without waiting. Where one has been answered, its attempt takes the place of `end` and is made to
  /// its end in its own lane, with the dialogue where there is one; the others are closed first, so that no service sees us twice.
  Task<bool> take(Loop& loop, Target& target, AttemptEnd& end);

  /// Which attempt's SYN is known to have been kept back by this host; nullopt where none is.
  [[nodiscard]] std::optional<std::size_t> never_left() const;

 private:
  struct Kept {
    std::size_t index;
    Clock::time_point began;
    std::unique_ptr<Pending> pending;
    far_end::Lane lane;
  };
  std::vector<Kept> kept_;
};

}  // namespace flowvet::probe
