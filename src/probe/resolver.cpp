// The asking side of a lookup: waits in the loop, takes the answer or leaves at its deadline.
#include "probe/resolver.hpp"

#include "probe/os/os.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

namespace flowvet::probe {

namespace asio = boost::asio;

namespace {

/// Where a lookup's thread leaves its answer. Owned by both sides; the asker clears `context` before it goes.
struct Mailbox {
  std::mutex mutex;
  asio::io_context* context = nullptr;
  asio::steady_timer* bell = nullptr;  ///< touched only on the loop's thread
  std::optional<Lookup> lookup;        ///< touched only on the loop's thread
};

void deliver(const std::shared_ptr<Mailbox>& box, Lookup lookup) {
  const std::lock_guard lock(box->mutex);
  if (box->context == nullptr) return;
  asio::post(*box->context, [box, lookup = std::move(lookup)]() mutable {
    box->lookup = std::move(lookup);
    if (box->bell != nullptr) box->bell->cancel();
  });
}

Task<std::optional<Lookup>> await_lookup(Loop& loop, std::string name, Clock::time_point deadline) {
  const auto box = std::make_shared<Mailbox>();
  asio::steady_timer bell(loop.context, Clock::time_point::max());
  box->context = &loop.context;
  box->bell = &bell;
  loop.lookups->ask(std::move(name), [box](Lookup lookup) { deliver(box, std::move(lookup)); });
  const Deadline guard(loop.deadlines, deadline, [&bell] { bell.cancel(); });
  boost::system::error_code rung;
  co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  const std::lock_guard lock(box->mutex);
  box->context = nullptr;
  box->bell = nullptr;
  co_return std::move(box->lookup);
}

bool wanted(const IpAddress& address, const RunOptions& options) {
  return address.family == Family::v4 ? options.use_v4 : options.use_v6;
}

}  // namespace

std::optional<Resolution> resolve_literal(const std::string& host, const RunOptions& options) {
  const auto address = parse_address(host);
  if (!address) return std::nullopt;
  Resolution resolution;
  if (wanted(*address, options))
    resolution.addresses = {*address};
  else
    resolution = {{}, {ErrorKind::unsupported, 0}, "an address of a family that this run leaves out", {}};
  return resolution;
}

void drop_unroutable(Resolution& resolution, bool (*has_route)(const IpAddress&)) {
  if (std::ranges::none_of(resolution.addresses, has_route)) return;
  std::erase_if(resolution.addresses, [&](const IpAddress& address) {
    if (has_route(address)) return false;
    resolution.detail += (resolution.detail.empty() ? "left out, because this host has no route there: " : ", ") + to_text(address);
    return true;
  });
}

Task<Resolution> resolve(Loop& loop, std::string host, Clock::time_point deadline) {
  const auto began = Clock::now();
  auto lookup = co_await await_lookup(loop, std::move(host), deadline);
  Resolution resolution;
  if (!lookup) {
    resolution.error = {loop.deadlines.is_cut() ? ErrorKind::cancelled : ErrorKind::timed_out, 0};
    resolution.detail = "the resolver did not answer in time";
  } else if (lookup->error) {
    resolution.error = {ErrorKind::other, lookup->error.value()};
    resolution.detail = lookup->error.message();
  } else {
    resolution.addresses = std::move(lookup->addresses);
    std::erase_if(resolution.addresses, [&loop](const IpAddress& address) { return !wanted(address, loop.options); });
    drop_unroutable(resolution, &os::has_route);
    if (resolution.addresses.empty()) resolution = {{}, {ErrorKind::unsupported, 0}, "no address of the families that this run uses", {}};
  }
  resolution.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  co_return resolution;
}

}  // namespace flowvet::probe
