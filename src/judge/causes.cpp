// What each cause means and what to do about it, for the person who has to.
#include "flowvet/judge/judge.hpp"

namespace flowvet::judge {

std::string_view sentence(Cause cause) {
  switch (cause) {
    case Cause::none:
      return "";
    case Cause::dns:
      return "The name has no address.";
    case Cause::no_route:
      return "No route leads to the host.";
    case Cause::host_down:
      return "The host does not answer on its own network.";
    case Cause::dropped:
      return "Nothing came back: the traffic is dropped on the way, or nothing is there to answer.";
    case Cause::rejected:
      return "A device on the way, or the host's own filter, rejected the traffic and said so.";
    case Cause::not_listening:
      return "The connection was refused: nothing listens on this port.";
    case Cause::no_answer:
      return "Something accepts the connection, but the documented service does not answer.";
    case Cause::wrong_service:
      return "Something else than the documented service answered.";
    case Cause::tls:
      return "The TLS handshake failed, or the certificate does not stand for the host.";
    case Cause::intercepted:
      return "Something on the way answers in place of the host.";
    case Cause::proxy_needed:
      return "The way out leads through a proxy.";
    case Cause::local_firewall:
      return "This host's own firewall or routing table forbids the traffic.";
    case Cause::local_limit:
      return "This host could not make the check: a limit, a privilege or a feature is missing.";
    case Cause::rate_limited:
      return "The other side limits how often it answers.";
    case Cause::not_installed:
      return "The path is open, but a responder holds the port: the service is not installed yet, or does not run.";
    case Cause::undetermined:
      return "What was seen does not say whether the flow works, or why it does not.";
  }
  return "";
}

std::string_view next_step(Cause cause) {
  switch (cause) {
    case Cause::none:
      return "";
    case Cause::dns:
      return "Check the spelling in the site file and look the name up on this host's name servers.";
    case Cause::no_route:
      return "Check this host's routing table and gateway, then the routers on the way.";
    case Cause::host_down:
      return "Check that the host runs and that its address is the one that was checked.";
    case Cause::dropped:
      return "Allow the port in every firewall between the two hosts and on the destination, and check that the host is up.";
    case Cause::rejected:
      return "Allow the port on the device that the evidence names.";
    case Cause::not_listening:
      return "Start the service on the destination, or correct the port in the site file if it was moved.";
    case Cause::no_answer:
      return "Look at the service's state and log on the destination; a load balancer or SYN proxy may accept in its place.";
    case Cause::wrong_service:
      return "Check that host and port are right, and what a proxy or load balancer forwards to.";
    case Cause::tls:
      return "Check the destination's certificate and the TLS versions that both sides allow.";
    case Cause::intercepted:
      return "Find out what answers on the way and exempt this destination from it, or confirm the flow at the destination itself.";
    case Cause::proxy_needed:
      return "Set the proxy in the configuration of the component that uses this flow, or allow the destination directly.";
    case Cause::local_firewall:
      return "Allow the outgoing traffic in this host's firewall, then run the check again.";
    case Cause::local_limit:
      return "Run `flowvet doctor` on this host and lift what it reports, then run the check again.";
    case Cause::rate_limited:
      return "Wait a few minutes, then check this flow again at a lower --rate.";
    case Cause::not_installed:
      return "Install and start the service on the destination, end `flowvet listen` there, then run the check again.";
    case Cause::undetermined:
      return "Run the check again; if this stays, confirm the flow at the destination, in the service's log or its counters.";
  }
  return "";
}

}  // namespace flowvet::judge
