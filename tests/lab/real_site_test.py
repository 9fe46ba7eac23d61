# flowvet against real servers, once through an open firewall and once through one that drops, resets and rejects. For each
# flow that can be checked the table says what is true on the network; whatever is not in the table must be skipped.
import unittest
from dataclasses import dataclass

import sandbox

sandbox.enter()

import program  # noqa: E402
from real_site import RealSite  # noqa: E402

OPTIONS = ["--timeout", "500", "--attempts", "2"]
INFRA, DC, WEB = "infra", "dc", "web"

# What the firewall does with a flow's packets in the second run.
OPEN = {}
DROP, RESET = "drop", "reject with tcp reset"
ADMIN, HOST = "reject with icmpx type admin-prohibited", "reject with icmp type host-prohibited"
PORT, NET = "reject with icmp type port-unreachable", "reject with icmp type net-prohibited"


@dataclass(frozen=True)
class Flow:
    id: str
    node: str            # where the service is
    ports: str           # nftables' word for the documented ports
    walled: dict         # transport -> what the firewall does in the second run
    open_verdict: str    # through the open firewall
    certainty: str       # what proves it there
    walled_verdict: str
    cause: str           # of the second run


AD = "connector-appliance-ad.connector-appliance.active-directory."
CONNECTOR_APPLIANCE = [
    #    flow                                                    node   ports          walled                        open     certainty     walled     cause
    Flow("connector-appliance.connector-appliance.dns-server.dns",     INFRA, "53",    {"tcp": ADMIN},               "pass",    "proven",  "fail",    "rejected"),
    Flow("connector-appliance.connector-appliance.ntp-server.time",    INFRA, "123",   {"udp": DROP},                "pass",    "proven",  "fail",    "dropped"),
    Flow("connector-appliance.connector-appliance.citrix-cloud.https", WEB,   "443",   OPEN,                         "pass",    "proven",  "pass",    "none"),
    Flow(AD + "kerberos",         DC, "88",          {"udp": DROP},                "pass",    "proven",  "fail",    "dropped"),
    Flow(AD + "endpoint-mapper",  DC, "135",         {"tcp": HOST},                "pass",    "proven",  "fail",    "rejected"),
    Flow(AD + "netbios-name",     DC, "137",         {"udp": DROP},                "pass",    "proven",  "fail",    "dropped"),
    Flow(AD + "netbios-datagram", DC, "138",         {"udp": PORT},                "unknown", "none",    "fail",    "rejected"),
    Flow(AD + "netbios-session",  DC, "139",         {"tcp": DROP},                "pass",    "proven",  "fail",    "dropped"),
    Flow(AD + "ldap",             DC, "389",         OPEN,                         "pass",    "proven",  "pass",    "none"),
    Flow(AD + "smb",              DC, "445",         {"tcp": RESET},               "pass",    "proven",  "fail",    "rejected"),
    Flow(AD + "kpasswd",          DC, "464",         {"tcp": NET, "udp": NET},     "pass",    "proven",  "fail",    "rejected"),
    Flow(AD + "global-catalog",   DC, "3268",        {"tcp": ADMIN},               "pass",    "proven",  "fail",    "rejected"),
    Flow(AD + "dynamic-rpc",      DC, "49152-65535", {"tcp": DROP},                "pass",    "proven",  "fail",    "dropped"),
]

SF = "storefront.storefront."
STOREFRONT = [
    Flow(SF + "domain-controller.ldap",                   DC,  "389",       {"tcp": DROP},          "pass",    "proven",     "fail",     "dropped"),
    Flow(SF + "domain-controller.kerberos",               DC,  "88",        {"udp": DROP},          "pass",    "proven",     "degraded", "dropped"),
    Flow(SF + "domain-controller.password-change",        DC,  "464",       {"tcp": RESET},         "pass",    "proven",     "fail",     "rejected"),
    Flow(SF + "delivery-controller.resource-enumeration", WEB, "{ 80, 443 }", {"tcp": ADMIN},       "pass",    "proven",     "fail",     "rejected"),
    Flow(SF + "xenmobile.resource-enumeration",           WEB, "{ 80, 443 }", {"tcp": ADMIN},       "pass",    "proven",     "fail",     "rejected"),
    Flow(SF + "gateway.callback",                         WEB, "443",       {"tcp": ADMIN},         "pass",    "proven",     "fail",     "rejected"),
    Flow(SF + "netscaler.monitor",                        WEB, "8000",      {"tcp": DROP},          "fail",    "none",       "fail",     "dropped"),
]

NS = "netscaler.netscaler-nsip."
NETSCALER = [
    Flow(NS + "dns-server.dns",                    INFRA, "53",   OPEN,             "pass", "proven",  "pass", "none"),
    Flow(NS + "ntp-server.time",                   INFRA, "123",  OPEN,             "pass", "proven",  "pass", "none"),
    Flow(NS + "ldap-server.ldap",                  INFRA, "389",  {"tcp": RESET},   "pass", "proven",  "fail", "rejected"),
    Flow(NS + "ldap-server.ldaps",                 INFRA, "636",  {"tcp": DROP},    "pass", "proven",  "fail", "dropped"),
    Flow(NS + "ldap-server.global-catalog",        INFRA, "3268", OPEN,             "fail", "none",    "fail", "not-listening"),  # slapd is no AD
    Flow(NS + "netscaler-ha-peer.ha-file-sync",    INFRA, "22",   {"tcp": ADMIN},   "pass", "proven",  "fail", "rejected"),
    Flow(NS + "netscaler-ha-peer.ha-sync-secure",  INFRA, "3008", OPEN,             "fail", "none",    "fail", "not-listening"),
]
NETSCALER_FLOWS = [word for flow in NETSCALER for word in ("--flow", flow.id)]
NETSCALER_FEATURES = ("ldap", "ldaps", "global-catalog", "high-availability", "secure-rpc")


class RealSiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        cls.site = cls.enterClassContext(RealSite())

    def setUp(self):
        self.site.lab.wall.firewall("")

    def test_every_server_answers_its_own_client_across_the_routers(self):
        self.assertEqual(set(self.site.answers().values()), {True}, self.site.answers())

    def test_connector_appliance_through_an_open_firewall(self):
        self.compare(CONNECTOR_APPLIANCE, self.connector_appliance(), walled=False)

    def test_connector_appliance_through_a_firewall(self):
        self.build_wall(CONNECTOR_APPLIANCE)
        self.compare(CONNECTOR_APPLIANCE, self.connector_appliance(), walled=True)

    def test_storefront_through_an_open_firewall(self):
        self.compare(STOREFRONT, self.storefront(), walled=False)

    def test_storefront_through_a_firewall(self):
        self.build_wall(STOREFRONT)
        self.compare(STOREFRONT, self.storefront(), walled=True)

    def test_netscaler_through_an_open_firewall(self):
        self.compare(NETSCALER, self.netscaler(), walled=False)

    def test_netscaler_through_a_firewall(self):
        self.build_wall(NETSCALER)
        self.compare(NETSCALER, self.netscaler(), walled=True)

    def connector_appliance(self):
        infra = self.site.lab.infra
        return self.check("connector-appliance-ad", {
            "dns-server": f"{infra.ip4},{infra.ip6}", "ntp-server": f"{infra.ip4},{infra.ip6}",
            "citrix-cloud": "cloud.lab.example", "active-directory": "dc.lab.example"}, ["active-directory"])

    def storefront(self):
        web = self.site.lab.web.ip4
        return self.check("storefront", {
            "domain-controller": "dc.lab.example", "delivery-controller": web, "gateway": "gateway.lab.example",
            "xenmobile": web, "netscaler": web}, ["password-change", "endpoint-management", "gateway"])

    def netscaler(self):
        infra = self.site.lab.infra.ip4
        return self.check("netscaler-nsip", {
            "dns-server": infra, "ntp-server": infra, "ldap-server": "infra.lab.example", "netscaler-ha-peer": infra},
            NETSCALER_FEATURES, *NETSCALER_FLOWS)

    def check(self, role, endpoints, features, *more):
        words = [word for name, hosts in endpoints.items() for word in ("--endpoint", f"{name}={hosts}")]
        words += [word for name in features for word in ("--feature", name)]
        return program.check(self.program, self.site.lab.client, role, *OPTIONS, *words, *more, environment=self.site.environment)

    def build_wall(self, table):
        lines = []
        for flow in table:
            node = next(server for server in self.site.lab.servers if server.name == flow.node)
            for transport, verdict in flow.walled.items():
                for family, address in (("ip", node.ip4), ("ip6", node.ip6)):
                    if family == "ip" or "icmp type" not in verdict:
                        lines.append(f"{family} daddr {address} {transport} dport {flow.ports} {verdict}")
        rules = "\n".join(lines)
        self.site.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\n{rules}\n}}\n}}\n")

    def compare(self, table, report, walled):
        flows = program.flows(report)
        checked = {flow["id"] for flow in report["flows"]}
        self.assertEqual(checked, {flow.id for flow in table}, "the flows that were checked")
        for flow in table:
            with self.subTest(flow.id):
                seen = flows[flow.id]
                said = (seen["verdict"], seen["cause"] if walled else seen["certainty"])
                wanted = (flow.walled_verdict, flow.cause) if walled else (flow.open_verdict, flow.certainty)
                self.assertEqual(said, wanted, seen["checks"])
        failed = any(flows[flow.id]["verdict"] == "fail" and flows[flow.id]["need"] != "optional" for flow in table)
        self.assertEqual(report["status"] == 1, failed, "exit status 1 when and only when a required flow failed")


if __name__ == "__main__":
    unittest.main()
