// Tables of words for raw evidence, and the sentences made of them.
#include "report/evidence_words.hpp"

#include "flowvet/base/text.hpp"
#include "report/icmp_words.hpp"
#include "report/inbound_words.hpp"
#include "report/mtu_words.hpp"
#include "report/proxy_words.hpp"
#include "report/time_text.hpp"

#include <cctype>

namespace flowvet::report {
namespace {

std::string in_attempts(std::size_t count) {
  if (count == 1) return " in 1 attempt";
  return " in " + std::to_string(count) + " attempts";
}

/// ": the detail", or nothing.
std::string with_detail(std::string_view detail) {
  return detail.empty() ? std::string{} : ": " + escape_peer_text(detail);
}

std::string with_icmp_or_detail(const probe::Attempt* attempt) {
  if (!attempt) return {};
  if (attempt->icmp) return ": " + icmp_in_words(*attempt->icmp);
  return with_detail(attempt->detail);
}

std::string with_round_trip(const probe::Attempt* attempt) {
  return attempt && attempt->rtt.count() > 0 ? ", " + round_trip_text(attempt->rtt) : std::string{};
}

/// Why nothing better can be shown, where a connection to the host itself or silence is all that there was.
std::string with_reason(const CheckReport& check) {
  if (!check.service.empty() || !check.via.empty()) return {};
  return ": " + why_unproven_in_words(check);
}

std::string refusal_in_words(const CheckReport& check, const probe::Attempt* attempt) {
  const auto count = in_attempts(check.attempts.size());
  if (attempt && attempt->icmp) return "refused" + count + ": " + icmp_in_words(*attempt->icmp);
  return check.transport == catalog::Transport::tcp ? "refused (TCP reset)" + count : "refused" + count;
}

std::string local_in_words(const probe::Attempt* attempt) {
  if (!attempt) return "this host prevented it";
  std::string text = "this host prevented it: " + std::string{error_in_words(attempt->error.kind)};
  if (attempt->error.code != 0) text += " (error " + std::to_string(attempt->error.code) + ")";
  return text + with_detail(attempt->detail);
}

/// What is wrong with the certificate, or who is not known to have issued it where that is why the check does not pass.
std::string with_certificate(const CheckReport& check, const probe::Attempt* attempt) {
  if (!attempt) return {};
  std::string text;
  if (!attempt->certificate.flaw.empty()) text = "; certificate: " + escape_peer_text(attempt->certificate.flaw);
  if (check.verdict.cause == judge::Cause::intercepted && attempt->certificate.issuer == probe::Issuer::not_in_public_log)
    text += "; no public authority is known to have issued the certificate, although one must have";
  return text;
}

std::string answered_in_words(const CheckReport& check, const probe::Attempt* attempt) {
  const auto times = check.attempts.size() > 1 ? in_attempts(check.attempts.size()) : std::string{};
  if (check.way == plan::Way::reverse) return "called back, and the call arrived here";
  if (attempt && attempt->reply == probe::Reply::responder)
    return "a responder answered with the token" + times + with_round_trip(attempt);
  return "answered as documented" + times + with_round_trip(attempt) + with_certificate(check, attempt);
}

std::string no_route_in_words(const probe::Attempt* attempt) {
  if (attempt && attempt->icmp) return "unreachable: " + icmp_in_words(*attempt->icmp);
  return "unreachable: " + std::string{attempt ? error_in_words(attempt->error.kind) : "no route"};
}

std::string_view stage_in_words(probe::Stage stage, catalog::Transport transport) {
  switch (stage) {
    case probe::Stage::open:
      return "while making a socket";
    case probe::Stage::connect:
      return transport == catalog::Transport::tcp ? "while connecting" : "after our datagram";
    case probe::Stage::proxy:
      return "after asking the proxy for a tunnel";
    case probe::Stage::tls:
      return "during the TLS handshake";
    case probe::Stage::dialogue:
      return "after our request";
    case probe::Stage::done:
      return "at the end";
  }
  return "";
}

std::string finished_in_words(const probe::Attempt& attempt, catalog::Transport transport) {
  if (attempt.stage == probe::Stage::proxy) return "connected to the proxy, which opened no tunnel";
  switch (attempt.reply) {
    case probe::Reply::valid:
      return "the documented service answered and its answer was checked";
    case probe::Reply::responder:
      return "a responder answered with the token";
    case probe::Reply::mismatched:
      return "something answered that is not the documented service";
    case probe::Reply::none:
      break;
  }
  return transport == catalog::Transport::tcp ? "the TCP handshake completed; nothing more was asked"
                                              : "sent; no answer that could be checked";
}

std::string row_in_words(const catalog::Source& source) {
  return source.row ? "row " + std::to_string(*source.row) : "in the text";
}

}  // namespace

std::string_view error_in_words(probe::ErrorKind kind) {
  using enum probe::ErrorKind;
  switch (kind) {
    case none:
      return "no error";
    case timed_out:
      return "no answer within the time allowed";
    case refused:
      return "connection refused";
    case reset:
      return "the connection was reset";
    case closed:
      return "the peer closed the connection early";
    case net_unreachable:
      return "network unreachable";
    case host_unreachable:
      return "host unreachable";
    case prohibited:
      return "prohibited by a filter";
    case protocol_unreachable:
      return "protocol unreachable";
    case too_big:
      return "the packet is too big for the path";
    case not_permitted:
      return "operation not permitted, as a firewall on this host answers";
    case no_descriptors:
      return "no file descriptors left";
    case no_source_port:
      return "no source port left";
    case no_source_address:
      return "the source address asked for is not one of this host's";
    case no_own_address:
      return "this host has no address of this family that is valid beyond its own links";
    case port_taken:
      return "another program on this host holds the port that the answer comes to";
    case no_privilege:
      return "this needs a privilege that the process lacks";
    case tls:
      return "the TLS handshake failed";
    case wants_certificate:
      return "the peer demands a client certificate";
    case unsupported:
      return "this build or this host cannot do it";
    case cancelled:
      return "the run was interrupted";
    case other:
      return "an error without a name of its own";
  }
  return "";
}

std::string attempt_in_words(const probe::Attempt& attempt, catalog::Transport transport) {
  std::string text;
  if (attempt.error.kind == probe::ErrorKind::none || attempt.reply != probe::Reply::none) {
    text = finished_in_words(attempt, transport);
  } else {
    text = std::string{error_in_words(attempt.error.kind)} + " " + std::string{stage_in_words(attempt.stage, transport)};
    if (attempt.error.code != 0) text += " (error " + std::to_string(attempt.error.code) + ")";
  }
  if (attempt.icmp) text += "; " + icmp_in_words(*attempt.icmp);
  if (attempt.icmp_from_self) text += ", an address of this host itself";
  return text + with_detail(attempt.detail);
}

namespace {

std::string silence_in_words(const CheckReport& check, const probe::Attempt* attempt) {
  const auto detail = with_detail(attempt ? attempt->detail : "");
  if (attempt && attempt->asked == probe::Asked::nobody) return "nothing was sent" + detail;
  if (check.way == plan::Way::reverse) return "called back, and nothing arrived here" + detail;
  return "silent" + in_attempts(check.attempts.size()) + with_reason(check) + detail;
}

std::string acceptance_in_words(const CheckReport& check, const probe::Attempt* attempt) {
  if (check.way == plan::Way::reverse) return "called back" + with_detail(attempt ? attempt->detail : "");
  return "accepted a connection" + with_round_trip(attempt) + "; what stands behind it is not proven" + with_reason(check);
}

std::string outcome_in_words(const CheckReport& check) {
  const auto* attempt = deciding_attempt(check);
  const auto count = in_attempts(check.attempts.size());
  using enum judge::Outcome;
  switch (check.verdict.outcome) {
    case answered:
      return answered_in_words(check, attempt);
    case accepted:
      return acceptance_in_words(check, attempt);
    case mute:
      return "connected, but the service did not answer" + count + with_detail(attempt ? attempt->detail : "");
    case mismatched:
      return "something else answered" + with_detail(attempt ? attempt->detail : "");
    case refused:
      return refusal_in_words(check, attempt);
    case rejected:
      return "rejected" + count + with_icmp_or_detail(attempt);
    case silent:
      return silence_in_words(check, attempt);
    case unresolved:
      return "the name has no address" + with_detail(check.resolution.detail);
    case unroutable:
      return no_route_in_words(attempt);
    case local:
      return local_in_words(attempt);
    case cut:
      return "not finished: the run was interrupted";
  }
  return "";
}

}  // namespace

std::string check_in_words(const CheckReport& check) {
  if (check.inbound) return inbound_in_words(check);
  const auto words = outcome_in_words(check);
  return check.via.empty() ? words : proxied_in_words(check, words);
}

std::string why_unproven_in_words(const CheckReport& check) {
  if (!check.unproven) return "the run was to make no request here";
  std::string text{catalog::sentence(*check.unproven)};
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  text.pop_back();
  return text;
}

std::string_view cause_in_words(const CheckReport& check) {
  if (check.inbound) return inbound_cause(check);
  if (const auto fault = proxy_fault_of(check); fault != judge::ProxyFault::none) return judge::sentence(fault);
  if (is_held_back_by_mtu(check)) return mtu_cause;
  const bool unwanted = check.verdict.expect == site::Expect::closed && check.verdict.verdict == judge::Verdict::fail;
  return unwanted ? "This flow must be closed here, and it is open." : judge::sentence(check.verdict.cause);
}

std::string_view transport_name(catalog::Transport transport) {
  switch (transport) {
    case catalog::Transport::tcp:
      return "TCP";
    case catalog::Transport::udp:
      return "UDP";
    case catalog::Transport::icmp:
      return "ICMP echo";
  }
  return "";
}

std::string port_in_words(std::uint16_t port) {
  return port == 0 ? "dynamic RPC ports" : std::to_string(port);
}

std::string target_in_words(catalog::Transport transport, std::string_view ports) {
  const std::string name{transport_name(transport)};
  return transport == catalog::Transport::icmp ? name : name + " " + std::string{ports};
}

const probe::Attempt* deciding_attempt(const CheckReport& check) {
  return check.deciding && *check.deciding < check.attempts.size() ? &check.attempts[*check.deciding] : nullptr;
}

std::string source_in_words(const catalog::Source& source) {
  return std::string{to_word(source.edition)} + " \"" + escape_peer_text(source.section) + "\" " + row_in_words(source);
}

std::string sources_in_words(const std::vector<catalog::Source>& sources) {
  std::string text;
  std::string_view section;
  for (const auto& source : sources) {
    const bool is_same = !text.empty() && source.section == section;
    text += text.empty() ? "" : is_same ? ", " : "; ";
    if (!is_same) text += "\"" + escape_peer_text(source.section) + "\" ";
    text += row_in_words(source) + " (" + std::string{to_word(source.edition)} + ")";
    section = source.section;
  }
  return text;
}

}  // namespace flowvet::report
