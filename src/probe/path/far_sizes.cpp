// A look at the port by the session of a size: small, repeated while it gets lost, and itself not counted.
#include "probe/path/far_sizes.hpp"

#include "flowvet/probe/read_sizes.hpp"
#include "probe/far_end/contact.hpp"

#include <tuple>
#include <utility>

namespace flowvet::probe::path {
namespace {

using catalog::Transport;

/// Silent sizes that make one vanish, and how often each was asked.
std::map<std::uint16_t, int> vanishing_sizes(const SizeSurvey& survey) {
  const auto passes = largest_arrived(survey), stops = smallest_vanishing(survey);
  std::map<std::uint16_t, int> sizes;
  for (const SizeAnswer& answer : survey.answers)
    if (answer.hops == 0 && answer.sign == SizeSign::nothing && answer.size > passes && answer.size <= stops) ++sizes[answer.size];
  return sizes;
}

}  // namespace

FarSizes::FarSizes(Loop& loop, const responder::Keys& keys, Target target, std::uint16_t port_there)
    : loop_(loop), keys_(keys), target_(std::move(target)), port_there_(port_there) {
  target_.handshake = nullptr;
  target_.lane = far_end::Lane::responder;
}

FarSizes::Session& FarSizes::session_of(std::uint16_t size) {
  const auto found = sessions_.find(size);
  if (found != sessions_.end()) return found->second;
  return sessions_.emplace(std::piecewise_construct, std::tuple(size), std::forward_as_tuple(keys_, loop_.random, target_)).first->second;
}

const Target& FarSizes::at(std::uint16_t size) {
  return session_of(size).target;
}

Task<std::optional<int>> FarSizes::arrived(Session& session, std::chrono::microseconds rtt) {
  const far_end::Contact contact{{target_.address, target_.port}, Transport::udp, rtt};
  far_end::Wish wish;
  wish.verb = responder::Verb::look;
  wish.call_back = responder::CallBack{Transport::udp, port_there_, false};
  const auto answer = co_await far_end::ask(loop_, contact, session.asking, wish);
  if (!answer || answer->status != responder::Status::ok) co_return std::nullopt;
  co_return answer->arrived;
}

Task<std::optional<AskCount>> FarSizes::count_unanswered(const SizeSurvey& survey, std::chrono::microseconds rtt) {
  const auto sizes = vanishing_sizes(survey);
  if (sizes.empty()) co_return std::nullopt;
  AskCount count;
  for (const auto& [size, times] : sizes) {
    const auto came = co_await arrived(session_of(size), rtt);
    if (!came) co_return std::nullopt;
    count.sent += times;
    count.arrived += *came;
  }
  co_return count;
}

}  // namespace flowvet::probe::path
