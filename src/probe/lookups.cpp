// A small pool that grows with the questions and goes away with the last one.
#include "probe/lookups.hpp"

#include "probe/os/os.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/system_executor.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace flowvet::probe {

namespace {

// Enough that one dead name server behind a few names does not hold up the rest; each holds up to three descriptors.
constexpr std::size_t most_threads = 8;
static_assert(most_threads * 3 <= Lookups::descriptors);

Lookup look_up(const std::string& name) {
  Lookup lookup;
  os::asio::ip::tcp::resolver resolver{os::asio::system_executor()};
  // No flags: the "address configured" rule would hide addresses that a namespace with only loopback can well reach.
  for (const auto& entry : resolver.resolve(name, "", os::asio::ip::resolver_base::flags(), lookup.error)) {
    const IpAddress address = os::from_asio(entry.endpoint().address());
    if (std::ranges::find(lookup.addresses, address) == lookup.addresses.end()) lookup.addresses.push_back(address);
  }
  return lookup;
}

}  // namespace

void Lookups::ask(std::string name, std::function<void(Lookup)> deliver) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(name), std::move(deliver)});
  if (threads_ == most_threads) return;
  ++threads_;
  std::thread([self = shared_from_this()] { self->serve(); }).detach();
}

void Lookups::close() {
  const std::lock_guard lock(mutex_);
  waiting_.clear();
}

void Lookups::serve() {
  while (true) {
    Question question;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        --threads_;
        return;
      }
      question = std::move(waiting_.front());
      waiting_.pop_front();
    }
    question.deliver(look_up(question.name));
  }
}

}  // namespace flowvet::probe
