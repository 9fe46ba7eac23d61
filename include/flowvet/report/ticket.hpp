// What to ask of whom: every failure of a report as one line for the people who can mend it.
// Pure: Report -> make_ticket() -> one writer per form.
#pragma once

#include "flowvet/report/report.hpp"

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowvet::report {

/// Who can mend a failure, by its cause.
enum class Addressee : std::uint8_t {
  network,      ///< whoever runs firewalls, routers and proxies between the two hosts
  destination,  ///< the administrator of the destination host and its service
  names,        ///< the administrator of the name servers
  this_host,    ///< the administrator of the host that made the run
};

/// One flow's failure at one destination.
struct TicketLine {
  Addressee addressee = Addressee::network;
  bool close = false;         ///< the request is to block what is open; otherwise to let it work
  bool gets_through = false;  ///< it is let through and works, but for large packets
  std::string source;         ///< our address towards the destination, or the name of the run's host where it has none
  std::string host;           ///< the destination as the site names it
  std::string address;        ///< empty when the name has none; the proxy's where `via` is set
  std::string via;            ///< the HTTP proxy that the check went through, "proxy01:3128"; empty: directly
  catalog::Transport transport = catalog::Transport::tcp;
  std::string ports;          ///< "80, 443", "16500-16509"; empty for ICMP
  bool both_ways = false;     ///< the paper documents the flow in both directions
  bool inbound = false;       ///< the other host begins: source and destination are then the other way round
  plan::Weight weight = plan::Weight::required;
  FlowId flow;
  catalog::Text purpose;
  std::vector<catalog::Source> sources;
  std::string seen;           ///< one sentence without a full stop; a peer's text in it is escaped
  judge::Cause cause = judge::Cause::none;
  std::string next_step;      ///< one plain sentence
};

/// A line for every check that failed or is degraded, ports joined, in the order of the report and grouped by addressee.
std::vector<TicketLine> make_ticket(const Report& report);

/// One form of a ticket: a word for `--format` and its writer.
struct TicketFormat {
  std::string_view name;
  std::string_view title;
  void (*write)(const Report&, const std::vector<TicketLine>&, std::ostream&);
};

/// All forms, the default one first.
std::span<const TicketFormat> ticket_formats();

}  // namespace flowvet::report

namespace flowvet::base {
template <>
inline constexpr std::array word_table<report::Addressee>{
    Word{report::Addressee::network, "network"}, Word{report::Addressee::destination, "destination"},
    Word{report::Addressee::names, "names"}, Word{report::Addressee::this_host, "this-host"}};
}  // namespace flowvet::base
