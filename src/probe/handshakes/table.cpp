// The table of handshakes: one line makes a protocol known to plans, probes, lists and help. The dialogues stand in the files
// named after their protocols.
#include "probe/handshakes/handshake.hpp"

#include <algorithm>

namespace flowvet::probe {

Task<Io<Finding>> dns_tcp(Channel&, Peer);
Task<Io<Finding>> dns_udp(Channel&, Peer);
Task<Io<Finding>> global_catalog(Channel&, Peer);
Task<Io<Finding>> global_catalog_tls(Channel&, Peer);
Task<Io<Finding>> http(Channel&, Peer);
Task<Io<Finding>> ica(Channel&, Peer);
Task<Io<Finding>> ldap(Channel&, Peer);
Task<Io<Finding>> ldaps(Channel&, Peer);
Task<Io<Finding>> ntp(Channel&, Peer);
Task<Io<Finding>> ssh(Channel&, Peer);
Task<Io<Finding>> tls(Channel&, Peer);

namespace {

using namespace std::chrono_literals;
using enum catalog::Transport;
using enum plan::Replies;

// Patience: what a healthy but busy service may take. Datagram dialogues have the attempt's timeout instead.
constexpr auto usual = 5000ms;
constexpr auto repeated_banner = 6000ms;  // ICA repeats its banner every few seconds; a client that came late sees the next one
constexpr auto slow_banner = 10000ms;     // sshd may look up our name first

constexpr Handshake table[] = {
    {{"dns", tcp, "DNS query", always, usual}, dns_tcp},
    {{"dns", udp, "DNS query", always, 0ms}, dns_udp},
    {{"echo", icmp, "ICMP echo", sometimes, 0ms}, nullptr},  // the transport is the dialogue: attempt_icmp.cpp
    {{"global-catalog", tcp, "Global Catalog rootDSE search", always, usual}, global_catalog},
    {{"global-catalog-tls", tcp, "Global Catalog rootDSE search over TLS", always, usual}, global_catalog_tls},
    {{"http", tcp, "HTTP or HTTPS request", always, usual}, http},
    {{"ica", tcp, "ICA banner", always, repeated_banner}, ica},
    {{"ldap", tcp, "LDAP rootDSE search", always, usual}, ldap},
    {{"ldaps", tcp, "LDAP rootDSE search over TLS", always, usual}, ldaps},
    {{"ntp", udp, "NTP request", always, 0ms}, ntp},
    {{"ssh", tcp, "SSH version", always, slow_banner}, ssh},
    {{"tls", tcp, "TLS handshake", always, usual}, tls},
};

}  // namespace

std::span<const Handshake> handshakes() { return table; }

const Handshake* find_handshake(std::string_view name, catalog::Transport transport) {
  const auto* found = std::ranges::find_if(
      table, [&](const Handshake& handshake) { return handshake.service.name == name && handshake.service.transport == transport; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace flowvet::probe
