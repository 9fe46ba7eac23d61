// One place for the words, so that the forms of a ticket differ in shape only.
#include "report/ticket_words.hpp"

#include "flowvet/base/text.hpp"
#include "report/evidence_words.hpp"
#include "report/findings.hpp"
#include "report/time_text.hpp"

namespace flowvet::report {

std::string_view heading_of(Addressee addressee) {
  switch (addressee) {
    case Addressee::network:
      return "For the network team: firewalls, routers and proxies on the way";
    case Addressee::destination:
      return "For the administrators of the destinations";
    case Addressee::names:
      return "For the administrators of the name servers";
    case Addressee::this_host:
      return "For the administrator of the host that made the run";
  }
  return "";
}

std::string_view request_of(const TicketLine& line) {
  if (line.close) return "block";
  return line.addressee == Addressee::network && !line.gets_through ? "allow" : "mend";
}

std::string destination_of(const TicketLine& line) {
  if (!line.via.empty()) return host_through(line.host, line.via);
  const auto host = escape_peer_text(line.host);
  return line.address.empty() || line.address == line.host ? host : host + " (" + escape_peer_text(line.address) + ")";
}

std::string service_of(const TicketLine& line) {
  return target_in_words(line.transport, line.ports);
}

std::string_view direction_of(const TicketLine& line) {
  if (line.inbound) return "inbound";
  return line.both_ways ? "both ways" : "outbound";
}

std::string origin_of(const Report& report) {
  return escape_peer_text(report.role.text) + " on " + escape_peer_text(report.run.host) +
         (report.site.empty() ? "" : ", site " + escape_peer_text(report.site)) + ", " + to_reading_text(report.run.started) +
         ", flowvet " + escape_peer_text(report.run.version);
}

}  // namespace flowvet::report
