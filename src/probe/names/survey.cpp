// Some questions are under way to each server at a time. The names that addresses have are looked up again: a name that leads back to
// its address is another name of the same host, not a stale entry.
#include "probe/names/survey.hpp"

#include "probe/names/ask.hpp"
#include "probe/names/message.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <deque>
#include <exception>
#include <set>

namespace flowvet::probe::names {

namespace {

constexpr std::size_t most_hosts = 256;  // a person reads no more differences than this
constexpr std::size_t questions_at_once = 16;
constexpr std::size_t enough_silence = 3;  // unanswered questions after which a server that never answered is left alone

bool is_own_name(std::string_view name) {
  return is_same_name(name, "localhost") || name.ends_with(".localhost") || name.ends_with(".localhost.");
}

void add_once(auto& list, const auto& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

/// All questions to one server.
class Interview {
 public:
  Interview(Loop& loop, NameServer& server, const Subjects& subjects, const ResolverFile& file)
      : loop_(loop),
        server_(server),
        subjects_(subjects),
        file_(file),
        names_(subjects.names.begin(), subjects.names.end()),
        addresses_(subjects.addresses.begin(), subjects.addresses.end()) {}

  Task<void> work() {
    while (goes_on() && !(names_.empty() && addresses_.empty())) {
      if (names_.empty()) {
        const IpAddress address = addresses_.front();
        addresses_.pop_front();
        co_await ask_reverse(address);
        continue;
      }
      const std::string host = names_.front();
      names_.pop_front();
      co_await ask_forward(host);
    }
  }

 private:
  [[nodiscard]] bool goes_on() const { return !loop_.deadlines.is_cut() && (heard_ || silent_ < enough_silence); }

  Task<DnsAnswer> put(DnsType type, std::string name, std::string for_host) {
    DnsAnswer answer;
    answer.type = type;
    answer.asked = std::move(name);
    answer.for_host = std::move(for_host);
    co_await ask(loop_, server_.address, answer);
    const bool unheard = answer.status == DnsStatus::silent || answer.status == DnsStatus::unreachable;
    if (unheard) ++silent_;
    if (!unheard && answer.status != DnsStatus::not_waited) heard_ = true;
    server_.answers.push_back(answer);
    co_return answer;
  }

  /// One name in the families of the run; whether it has an address.
  Task<std::vector<IpAddress>> put_both(std::string name, std::string for_host) {
    std::vector<IpAddress> found;
    for (const DnsType type : {DnsType::a, DnsType::aaaa}) {
      const bool wanted = type == DnsType::a ? loop_.options.use_v4 : loop_.options.use_v6;
      if (!wanted || !goes_on()) continue;
      const DnsAnswer answer = co_await put(type, name, for_host);
      found.insert(found.end(), answer.addresses.begin(), answer.addresses.end());
    }
    co_return found;
  }

  Task<void> ask_forward(std::string host) {
    std::vector<IpAddress> found;
    for (const std::string& name : candidates(host, file_)) {
      if (!found.empty() || !goes_on()) break;
      found = co_await put_both(name, host);
    }
    if (std::ranges::find(subjects_.cloud_names, host) != subjects_.cloud_names.end()) co_return;
    for (const IpAddress& address : found) co_await ask_reverse(address);
  }

  Task<void> ask_reverse(IpAddress address) {
    if (!goes_on() || is_loopback(address) || !reversed_.insert(address).second) co_return;
    const DnsAnswer answer = co_await put(DnsType::ptr, to_text(address), {});
    for (const std::string& name : answer.names) {
      const bool known = std::ranges::any_of(server_.answers, [&](const DnsAnswer& other) {
        return other.type != DnsType::ptr && (is_same_name(other.asked, name) || is_same_name(other.canonical, name));
      });
      if (known || !confirmed_.insert(name).second || !goes_on()) continue;
      co_await put(address.family == Family::v4 ? DnsType::a : DnsType::aaaa, name, {});
    }
  }

  Loop& loop_;
  NameServer& server_;
  const Subjects& subjects_;
  const ResolverFile& file_;
  std::deque<std::string> names_;
  std::deque<IpAddress> addresses_;
  std::set<IpAddress> reversed_;
  std::set<std::string> confirmed_;
  std::size_t silent_ = 0;
  bool heard_ = false;
};

}  // namespace

Subjects subjects_of(const plan::Plan& plan) {
  Subjects subjects;
  std::set<std::string> seen;
  for (const plan::Probe& probe : plan.probes) {
    const std::string& host = probe.proxy ? probe.proxy->host : probe.host;
    const auto address = parse_address(host);
    if (address ? is_loopback(*address) : is_own_name(host)) continue;
    if (!address && !probe.proxy && probe.public_certificate) add_once(subjects.cloud_names, host);
    if (!seen.insert(host).second) continue;
    if (subjects.names.size() + subjects.addresses.size() == most_hosts)
      ++subjects.left_out;
    else if (address)
      subjects.addresses.push_back(*address);
    else
      subjects.names.push_back(host);
  }
  return subjects;
}

void survey(Loop& loop, std::span<NameServer> servers, const Subjects& subjects, const ResolverFile& file) {
  std::deque<Interview> interviews;
  std::exception_ptr bug;
  const std::size_t workers = std::min(questions_at_once, subjects.names.size() + subjects.addresses.size());
  std::size_t running = servers.size() * workers;
  for (NameServer& server : servers) {
    Interview& interview = interviews.emplace_back(loop, server, subjects, file);
    for (std::size_t i = 0; i < workers; ++i)
      boost::asio::co_spawn(loop.context, interview.work(), [&](std::exception_ptr thrown) {
        if (thrown) bug = std::move(thrown);
        if (--running == 0 || bug) loop.context.stop();  // the timer of a deadline that is gone may still be armed
      });
  }
  loop.context.run();
  if (bug) std::rethrow_exception(bug);
}

}  // namespace flowvet::probe::names
