// A channel whose peer says the fuzzer's bytes, in pieces of one size, and then ends.
#pragma once

#include "probe/channel.hpp"
#include "require.hpp"

#include <algorithm>
#include <string>

namespace flowvet::probe {

class FuzzedChannel final : public Channel {
 public:
  FuzzedChannel(ByteView bytes, std::size_t piece, ErrorKind end) : bytes_(bytes), piece_(piece), end_(end) {}

  Task<Io<void>> write(Bytes) override {
    REQUIRE_ALWAYS(++written_ < 1000);
    co_return Io<void>{};
  }
  Task<Io<TlsFacts>> start_tls(std::string) override { co_return TlsFacts{}; }

 protected:
  Task<Io<Bytes>> receive(std::size_t limit) override {
    REQUIRE_ALWAYS(limit > 0);
    if (bytes_.empty()) co_return NetError{end_, 0};
    const std::size_t count = std::min({limit, piece_, bytes_.size()});
    Bytes taken(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(count));
    bytes_ = bytes_.subspan(count);
    co_return taken;
  }

 private:
  ByteView bytes_;
  std::size_t piece_;
  ErrorKind end_;
  int written_ = 0;
};

}  // namespace flowvet::probe
