// From failing checks to lines that somebody can act on.
#include "flowvet/report/ticket.hpp"

#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/mtu_words.hpp"
#include "report/path_words.hpp"
#include "report/responder_words.hpp"

#include <algorithm>
#include <utility>

namespace flowvet::report {
namespace {

bool is_failure(const CheckReport& check) {
  return check.verdict.verdict == judge::Verdict::fail || check.verdict.verdict == judge::Verdict::degraded;
}

/// Undetermined failures go to the network too: the destination was not heard of.
Addressee addressee_of(judge::Cause cause) {
  using enum judge::Cause;
  switch (cause) {
    case none:
    case no_route:
    case dropped:
    case rejected:
    case intercepted:
    case proxy_needed:
    case undetermined:
      return Addressee::network;
    case host_down:
    case not_listening:
    case no_answer:
    case wrong_service:
    case tls:
    case rate_limited:
    case not_installed:
      return Addressee::destination;
    case dns:
      return Addressee::names;
    case local_firewall:
    case local_limit:
      return Addressee::this_host;
  }
  return Addressee::network;
}

/// Who connects to this host, as far as the paper says.
std::string senders_of(const FlowReport& flow) {
  std::string text;
  for (const auto& role : flow.flow.from) text += (text.empty() ? "" : ", ") + role.text;
  return text;
}

TicketLine line_of(const Report& report, const FlowReport& flow, const CheckReport& check) {
  TicketLine line;
  line.addressee = addressee_of(check.verdict.cause);
  line.close = check.verdict.expect == site::Expect::closed;
  line.inbound = check.way == plan::Way::reverse;
  line.gets_through = is_held_back_by_mtu(check);
  line.source = check.source.empty() ? report.run.host : check.source;
  if (report.inbound) line.source = senders_of(flow);
  line.host = check.host;
  line.address = check.address;
  if (line.inbound) {
    line.address = std::exchange(line.source, check.address);
    line.host = report.run.host;
  }
  line.via = check.via;
  line.transport = check.transport;
  line.both_ways = !line.inbound && flow.flow.direction == catalog::Direction::both;
  line.weight = flow.flow.weight;
  line.flow = flow.flow.id;
  line.purpose = flow.flow.purpose;
  line.sources = flow.flow.sources;
  line.seen = check_in_words(check) + with_responder(check) + with_path(check) + with_mtu(check);
  line.cause = check.verdict.cause;
  line.next_step = check.next_step;
  return line;
}

/// Whether two failures are one: the same in all but the port.
bool says_the_same(const TicketLine& a, const TicketLine& b) {
  return a.host == b.host && a.address == b.address && a.via == b.via && a.source == b.source && a.transport == b.transport &&
         a.seen == b.seen && a.cause == b.cause && a.close == b.close && a.next_step == b.next_step;
}

void add_flow(const Report& report, const FlowReport& flow, std::vector<TicketLine>& ticket) {
  std::vector<std::pair<TicketLine, std::vector<std::uint16_t>>> lines;
  for (const auto& check : flow.checks) {
    if (!is_failure(check)) continue;
    auto line = line_of(report, flow, check);
    const auto same = std::ranges::find_if(lines, [&](const auto& known) { return says_the_same(known.first, line); });
    if (same == lines.end())
      lines.push_back({std::move(line), {check.port}});
    else
      same->second.push_back(check.port);
  }
  for (auto& [line, ports] : lines) {
    if (line.transport != catalog::Transport::icmp) line.ports = ports_text(std::move(ports));
    ticket.push_back(std::move(line));
  }
}

}  // namespace

std::vector<TicketLine> make_ticket(const Report& report) {
  std::vector<TicketLine> ticket;
  for (const auto& flow : report.flows)
    if (flow.verdict == judge::Verdict::fail || flow.verdict == judge::Verdict::degraded) add_flow(report, flow, ticket);
  std::ranges::stable_sort(ticket, {}, &TicketLine::addressee);
  return ticket;
}

}  // namespace flowvet::report
