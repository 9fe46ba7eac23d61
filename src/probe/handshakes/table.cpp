// The table of handshakes: one line makes a protocol known to plans, probes, lists and help. The dialogues stand in the files
// named after their protocols.
#include "probe/handshakes/handshake.hpp"

#include <algorithm>

namespace flowvet::probe {

Task<Io<Finding>> cgp(Channel&, Peer);
Task<Io<Finding>> cldap(Channel&, Peer);
Task<Io<Finding>> dhcp(Channel&, Peer);
Task<Io<Finding>> director(Channel&, Peer);
Task<Io<Finding>> dns_tcp(Channel&, Peer);
Task<Io<Finding>> dns_udp(Channel&, Peer);
Task<Io<Finding>> dtls(Channel&, Peer);
Task<Io<Finding>> edt(Channel&, Peer);
Task<Io<Finding>> epm(Channel&, Peer);
Task<Io<Finding>> fas(Channel&, Peer);
Task<Io<Finding>> flexnet(Channel&, Peer);
Task<Io<Finding>> global_catalog(Channel&, Peer);
Task<Io<Finding>> global_catalog_tls(Channel&, Peer);
Task<Io<Finding>> http(Channel&, Peer);
Task<Io<Finding>> http_proxy(Channel&, Peer);
Task<Io<Finding>> ica(Channel&, Peer);
Task<Io<Finding>> ipmi(Channel&, Peer);
Task<Io<Finding>> iscsi(Channel&, Peer);
Task<Io<Finding>> kerberos_tcp(Channel&, Peer);
Task<Io<Finding>> kerberos_udp(Channel&, Peer);
Task<Io<Finding>> kpasswd_tcp(Channel&, Peer);
Task<Io<Finding>> kpasswd_udp(Channel&, Peer);
Task<Io<Finding>> ldap(Channel&, Peer);
Task<Io<Finding>> ldaps(Channel&, Peer);
Task<Io<Finding>> netbios_name(Channel&, Peer);
Task<Io<Finding>> netbios_session(Channel&, Peer);
Task<Io<Finding>> nfs(Channel&, Peer);
Task<Io<Finding>> nitro(Channel&, Peer);
Task<Io<Finding>> nmf(Channel&, Peer);
Task<Io<Finding>> ntp(Channel&, Peer);
Task<Io<Finding>> nutanix(Channel&, Peer);
Task<Io<Finding>> radius(Channel&, Peer);
Task<Io<Finding>> radius_accounting(Channel&, Peer);
Task<Io<Finding>> rdp(Channel&, Peer);
Task<Io<Finding>> registrar(Channel&, Peer);
Task<Io<Finding>> rpc(Channel&, Peer);
Task<Io<Finding>> session_recording(Channel&, Peer);
Task<Io<Finding>> smb(Channel&, Peer);
Task<Io<Finding>> smtp(Channel&, Peer);
Task<Io<Finding>> snmp(Channel&, Peer);
Task<Io<Finding>> sql_browser(Channel&, Peer);
Task<Io<Finding>> ssh(Channel&, Peer);
Task<Io<Finding>> sta(Channel&, Peer);
Task<Io<Finding>> storefront(Channel&, Peer);
Task<Io<Finding>> stun(Channel&, Peer);
Task<Io<Finding>> tacacs(Channel&, Peer);
Task<Io<Finding>> tds(Channel&, Peer);
Task<Io<Finding>> tftp(Channel&, Peer);
Task<Io<Finding>> tls(Channel&, Peer);
Task<Io<Finding>> vcenter(Channel&, Peer);
Task<Io<Finding>> vnc(Channel&, Peer);
Task<Io<Finding>> websocket(Channel&, Peer);
Task<Io<Finding>> xenapi(Channel&, Peer);
Task<Io<Finding>> xml_service(Channel&, Peer);

extern const Sized sized_dtls;
extern const Sized sized_edt;

namespace {

using namespace std::chrono_literals;
using enum catalog::Transport;
using enum plan::Replies;
using enum plan::Answers;
using enum plan::Care;

// Patience: what a healthy but busy service may take. Datagram dialogues have the attempt's timeout instead.
constexpr auto usual = 5000ms;
constexpr auto busy_appliance = 10000ms;  // management planes come after traffic
constexpr auto busy_broker = 10000ms;     // the XML service asks the site's database
constexpr auto cold_start = 30000ms;      // IIS starts an idle application when the first request comes
constexpr auto failed_lookup = 15000ms;   // the proxy asks its DNS servers for a name that does not exist, perhaps all of them
constexpr auto half_a_hello = 3000ms;     // a server that waits for more holds a place for us
constexpr auto repeated_banner = 6000ms;  // ICA repeats its banner every few seconds; a client that came late sees the next one
constexpr auto long_list = 10000ms;       // an endpoint mapper's list is some hundred kilobytes in several calls
constexpr auto one_by_one = 10000ms;      // license managers serve one client after the other
constexpr auto slow_greeting = 30000ms;   // mail servers look up our name and make early talkers wait
constexpr auto slow_banner = 10000ms;     // sshd may look up our name first

// Care. `once`: OpenSSH counts connections without a login against the address, TigerVNC locks it out after five, mail servers keep
// lists of such clients; a connection without a request costs the same, so nothing is gained by leaving the request out.
// `noticed`: a failed login or an unknown client to RADIUS, TACACS+, kpasswd, NITRO and Prism; an error in the KDC's, the iSCSI
// target's, the proxy's and WCF's log; CGP keeps a place until its own timeout. A line in a web server's access log is nobody's alarm.
constexpr bool with_secret = true;

// Sessions over these fill packets up to what the path carries: Citrix's "How to configure MSS when using EDT on networks with
// non-standard MTU" (CTX231821) says what becomes of them where large ones do not get through.
constexpr bool fills_packets = true;

constexpr Handshake table[] = {
    {{"cgp", tcp, "CGP hello", sometimes, half_a_hello, noticed},
     cgp},  // only the hello's beginning is public; servers may wait for the rest
    {{"cldap", udp, "domain controller locator", always, 0ms}, cldap},
    // Sometimes: a server that is not authoritative for our network keeps silent although RFC 2131 asks for an answer.
    {{"dhcp", udp, "DHCPINFORM", sometimes, 0ms, harmless, to_port_68}, dhcp},
    {{"director", tcp, "Director's address", always, cold_start}, director},
    {{"dns", tcp, "DNS query", always, usual}, dns_tcp},
    {{"dns", udp, "DNS query", always, 0ms}, dns_udp},
    {{"dtls", udp, "DTLS handshake", always, 0ms, harmless, as_asked, !with_secret, fills_packets}, dtls, &sized_dtls},
    {{"echo", icmp, "ICMP echo", sometimes, 0ms}, nullptr},  // the transport is the dialogue: attempt_icmp.cpp
    // Sometimes: that EDT listens in UDT's form is likely, not documented.
    {{"edt", udp, "UDT handshake", sometimes, 0ms, harmless, as_asked, !with_secret, fills_packets}, edt, &sized_edt},
    {{"epm", tcp, "RPC endpoint mapper list", always, long_list}, epm},
    {{"fas", tcp, "HTTP request", sometimes, usual}, fas},  // no public request makes the service itself answer
    {{"flexnet", tcp, "license manager hello", always, one_by_one}, flexnet},
    {{"global-catalog", tcp, "Global Catalog rootDSE search", always, usual}, global_catalog},
    {{"global-catalog-tls", tcp, "Global Catalog rootDSE search over TLS", always, usual}, global_catalog_tls},
    {{"http", tcp, "HTTP or HTTPS request", always, usual}, http},
    {{"http-proxy", tcp, "HTTP CONNECT", always, failed_lookup, noticed}, http_proxy},
    {{"ica", tcp, "ICA banner", always, repeated_banner}, ica},
    {{"ipmi", udp, "IPMI presence and capabilities", always, 0ms}, ipmi},
    {{"iscsi", tcp, "iSCSI discovery login", always, usual, noticed}, iscsi},
    {{"kerberos", tcp, "Kerberos request", always, usual, noticed}, kerberos_tcp},
    {{"kerberos", udp, "Kerberos request", always, 0ms, noticed}, kerberos_udp},
    {{"kpasswd", tcp, "Kerberos change-password request", sometimes, usual, noticed},
     kpasswd_tcp},  // RFC 3244 asks for an error, but not every
    {{"kpasswd", udp, "Kerberos change-password request", sometimes, 0ms, noticed},
     kpasswd_udp},  // implementation has been seen to send it
    {{"ldap", tcp, "LDAP rootDSE search", always, usual}, ldap},
    {{"ldaps", tcp, "LDAP rootDSE search over TLS", always, usual}, ldaps},
    {{"netbios-name", udp, "NetBIOS node status", always, 0ms}, netbios_name},
    {{"netbios-session", tcp, "NetBIOS session", always, usual}, netbios_session},
    {{"nfs", tcp, "NFS null call", always, usual}, nfs},
    {{"nitro", tcp, "NITRO request", always, busy_appliance, noticed}, nitro},
    {{"nmf", tcp, ".NET message framing", always, usual, noticed}, nmf},
    {{"ntp", udp, "NTP request", always, 0ms}, ntp},
    {{"nutanix", tcp, "Prism request", always, busy_appliance, noticed}, nutanix},
    {{"radius", udp, "RADIUS request", sometimes, 0ms, noticed, as_asked, with_secret}, radius},  // silent to strangers
    {{"radius-accounting", udp, "RADIUS accounting status", sometimes, 0ms, noticed, as_asked, with_secret}, radius_accounting},
    {{"rdp", tcp, "RDP connection request", always, usual}, rdp},
    {{"registrar", tcp, "registration announced", always, usual}, registrar},
    {{"rpc", tcp, "RPC bind", always, usual}, rpc},
    {{"session-recording", tcp, "Session Recording's address", always, cold_start}, session_recording},
    {{"smb", tcp, "SMB 2 negotiation", always, usual}, smb},
    {{"smtp", tcp, "SMTP greeting", always, slow_greeting, once}, smtp},
    {{"snmp", udp, "SNMP engine discovery", sometimes, 0ms}, snmp},  // silent if it speaks no version 3 or has a list of managers
    {{"sql-browser", udp, "SQL Server Browser list", sometimes, 0ms}, sql_browser},  // silent if all its instances are hidden
    {{"ssh", tcp, "SSH version", always, slow_banner, once}, ssh},
    {{"sta", tcp, "ticket authority's address", always, usual}, sta},
    {{"storefront", tcp, "StoreFront discovery", always, cold_start}, storefront},
    {{"stun", udp, "STUN binding", always, 0ms}, stun},
    {{"tacacs", tcp, "TACACS+ START", sometimes, usual, noticed, as_asked, with_secret}, tacacs},  // closes without a word on strangers
    {{"tds", tcp, "SQL Server PRELOGIN", sometimes, usual}, tds},  // set to strict encryption it closes, wanting TLS first
    // Always: a request that cannot be met is answered with an error (RFC 1350 section 5), and no server is known to withhold it from
    // an absolute name. One that shuts us out by our address is not served to this host either.
    {{"tftp", udp, "TFTP read request", always, 0ms, harmless, from_another_port}, tftp},
    {{"tls", tcp, "TLS handshake", always, usual}, tls},
    {{"vcenter", tcp, "vSphere service content", always, busy_appliance}, vcenter},
    {{"vnc", tcp, "RFB version", always, usual, once}, vnc},
    {{"websocket", tcp, "WebSocket challenge", always, usual}, websocket},
    {{"xenapi", tcp, "XenServer page", always, busy_appliance}, xenapi},
    {{"xml-service", tcp, "XML service request", always, busy_broker}, xml_service},
};

}  // namespace

std::span<const Handshake> handshakes() { return table; }

const Handshake* find_handshake(std::string_view name, catalog::Transport transport) {
  const auto* found = std::ranges::find_if(
      table, [&](const Handshake& handshake) { return handshake.service.name == name && handshake.service.transport == transport; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace flowvet::probe
