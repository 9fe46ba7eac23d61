# Where a host stands in the network, and what of it the report tells: two name servers that differ, a stale PTR record, a hosts file
# that overrides, a VPN, the gateway; and every way in which a host can keep its own checks from happening.
import contextlib
import pathlib
import socket
import tempfile
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
import unpacked  # noqa: E402
from net import UNLIMITED, Lab, Node, ip4, ip6  # noqa: E402
from servers import basic  # noqa: E402

ROLE, FLOW, TARGET, PORT = "connector-appliance", "connector-appliance.connector-appliance.dns-server.dns", "dns-server", 53
ABSENT = ip4(10, 9)          # a name server that is not there
BEHIND_VPN = "10.99.0.1"
NO_ROUTE = {"plain": "10.98.0.1", "blackhole": "10.97.0.1", "unreachable": "10.97.1.1"}
PROHIBITED = "10.97.2.1"
DROPPED_TCP, DROPPED_UDP, REJECTED = (ip4(10, host) for host in (12, 13, 14))
DROPPED_TCP6 = ip6(10, 12)
MANY = range(20, 110)        # host numbers behind one name: more than fit into an answer over UDP
FIREWALL = f"""table inet own {{ chain out {{ type filter hook output priority filter
  ip daddr {DROPPED_TCP} tcp dport {PORT} drop
  ip6 daddr {DROPPED_TCP6} tcp dport {PORT} drop
  ip daddr {DROPPED_UDP} udp dport {PORT} drop
  ip daddr {REJECTED} tcp dport {PORT} reject with icmp type admin-prohibited
}}
}}"""


def check(node, *endpoints, environment=()):
    return program.check(sandbox.flowvet_program(), node, ROLE, "--flow", FLOW, "--endpoint", f"{TARGET}={','.join(endpoints)}",
                         environment=environment)


def said_of(report, address, transport):
    found = program.checks(report)[address, transport, str(PORT)]
    return found["outcome"], found["cause"]


class NamesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = lab = cls.enterClassContext(Lab("one", "two"))
        one, two = lab.one, lab.two
        one.more_addresses(MANY)
        one.sysctl(UNLIMITED)  # so many closed ports
        both = [("same.lab.example", one.ip4), ("pinned.lab.example", one.ip4), *(("many.lab.example", ip4(10, host)) for host in MANY)]
        for node, own, pointers in ((one, one.ip4, [(one.ip4, "same.lab.example")]), (two, two.ip4, [(two.ip4, "stale.lab.example")])):
            place = folder / node.name
            place.mkdir()
            names = [*both, ("ddc01.lab.example", own)]
            cls.enterClassContext(basic.unbound(node, place, [node.ip4, node.ip6], names, pointers=pointers))
        sandbox.use_resolver(one.ip4, two.ip4, ABSENT)
        with unpacked.HOSTS.open("a") as hosts:  # the lab's own
            hosts.write(f"\n{two.ip4} pinned.lab.example\n")
        lab.client.run("ip", "tuntap", "add", "dev", "tun7", "mode", "tun")
        lab.client.run("ip", "address", "add", "10.99.0.7/24", "dev", "tun7")
        lab.client.run("ip", "link", "set", "dev", "tun7", "up")
        cls.report = check(lab.client, "ddc01.lab.example", "same.lab.example", "pinned.lab.example", "many.lab.example", BEHIND_VPN,
                           environment={"https_proxy": "http://user:secret@proxy01:3128", "no_proxy": "localhost"})
        cls.network = cls.report["run"]["network"]

    def findings(self, kind):
        return [finding["text"] for finding in self.network["findings"] if finding["kind"] == kind]

    def test_name_servers_that_differ_are_named_with_what_each_says(self):
        one, two = self.lab.one.ip4, self.lab.two.ip4
        self.assertEqual(self.findings("servers-differ"),
                         [f"The name servers differ about ddc01.lab.example: {one} says {one}; {two} says {two}."])
        self.assertIn(self.findings("servers-differ")[0], self.report["warnings"])

    def test_a_name_server_that_is_not_there_is_named(self):
        (said,) = self.findings("server-silent")
        self.assertIn(f"The name server {ABSENT} does not answer", said)

    def test_a_stale_ptr_record_is_named(self):
        two = self.lab.two.ip4
        self.assertEqual(self.findings("reverse-differs"),
                         [f"{two} is ddc01.lab.example, but its PTR record names stale.lab.example, "
                          f"which does not lead back to it ({two})."])

    def test_a_hosts_file_that_overrides_is_named(self):
        (said,) = self.findings("hosts-file")
        self.assertIn(f"gives pinned.lab.example the address {self.lab.two.ip4}; the name servers say {self.lab.one.ip4}", said)

    def test_an_answer_that_is_cut_short_is_fetched_over_tcp(self):
        answers = [answer for server in self.network["servers"] for answer in server["answers"]
                   if answer["asked"] == "many.lab.example" and answer["type"] == "A" and answer["status"] == "answered"]
        self.assertEqual(len(answers), 2)
        for answer in answers:
            self.assertTrue(answer["over_tcp"])
            self.assertEqual(len(answer["addresses"]), len(MANY))

    def test_the_way_to_each_destination_has_source_interface_and_gateway(self):
        (way,) = (way for way in self.network["ways"] if self.lab.one.ip4 in way["to"])
        self.assertEqual((way["interface"], way["link"], way["source"], way["gateway"]), ("uplink", "ordinary", ip4(1, 2), ip4(1, 1)))

    def test_a_vpn_is_named(self):
        self.assertEqual(self.findings("vpn"), [f"Traffic to {BEHIND_VPN} leaves through tun7, a VPN or tunnel (tun)."])

    def test_proxy_settings_are_told_without_credentials(self):
        self.assertIn({"where": "environment", "name": "https_proxy", "value": "http://proxy01:3128"}, self.network["proxies"])
        self.assertNotIn("secret", str(self.report))

    def test_no_flow_fails_by_any_of_this(self):
        self.assertEqual(said_of(self.report, self.lab.one.ip4, "udp"), ("answered", "none"))
        self.assertEqual(said_of(self.report, self.lab.two.ip4, "tcp"), ("answered", "none"))

    def test_doctor_tells_the_name_servers_and_the_proxy(self):
        done = self.lab.client.run(sandbox.flowvet_program(), "doctor", capture_output=True, text=True,
                                   env={"https_proxy": "http://u:p@proxy01:3128"})
        for words in (self.lab.one.ip4, ABSENT, "https_proxy=http://proxy01:3128 (environment)"):
            self.assertIn(words, " ".join(done.stdout.split()))
        self.assertNotIn("u:p", done.stdout)


class LocalCausesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = lab = cls.enterClassContext(Lab("server"))
        lab.server.more_addresses(range(12, 15))
        answering = [lab.server.ip4, DROPPED_TCP, DROPPED_TCP6, DROPPED_UDP, REJECTED]
        cls.enterClassContext(basic.unbound(lab.server, folder, answering))
        lab.client.firewall(FIREWALL)
        for kind in ("blackhole", "unreachable"):
            lab.client.run("ip", "route", "add", kind, NO_ROUTE[kind])
        lab.client.run("ip", "route", "add", "prohibit", PROHIBITED)
        cls.report = check(lab.client, *answering, *NO_ROUTE.values(), PROHIBITED)

    def next_step(self, address, transport):
        return program.checks(self.report)[address, transport, str(PORT)]["next_step"]

    def test_a_connection_that_the_own_firewall_drops_is_told_from_one_dropped_on_the_way(self):
        for address in (DROPPED_TCP, DROPPED_TCP6):
            with self.subTest(address):
                self.assertEqual(said_of(self.report, address, "tcp"), ("local", "local-firewall"))
                self.assertIn("this host's own firewall", self.next_step(address, "tcp"))
                self.assertEqual(said_of(self.report, address, "udp"), ("answered", "none"))

    def test_a_connection_that_is_dropped_on_the_way_stays_silent(self):
        self.lab.wall.firewall("table inet f { chain c { type filter hook forward priority 0; "
                               f"ip daddr {self.lab.server.ip4} tcp dport 53 drop; }}; }}")
        self.addCleanup(self.lab.wall.firewall, "")
        report = check(self.lab.client, self.lab.server.ip4)
        self.assertEqual(said_of(report, self.lab.server.ip4, "tcp"), ("silent", "dropped"))

    def test_a_destination_that_drops_where_no_router_stands_between_stays_silent(self):
        self.lab.server.firewall("table inet f { chain c { type filter hook input priority 0; tcp dport 53 drop; }; }")
        self.addCleanup(self.lab.server.firewall, "")
        report = check(self.lab.wall, self.lab.server.ip4)
        self.assertEqual(said_of(report, self.lab.server.ip4, "tcp"), ("silent", "dropped"))

    def test_a_datagram_that_the_own_firewall_drops(self):
        self.assertEqual(said_of(self.report, DROPPED_UDP, "udp"), ("local", "local-firewall"))

    def test_a_reject_of_the_own_firewall(self):
        self.assertEqual(said_of(self.report, REJECTED, "tcp"), ("local", "local-firewall"))
        self.assertIn("this host's own firewall", self.next_step(REJECTED, "tcp"))

    def test_a_route_that_prohibits(self):
        self.assertEqual(said_of(self.report, PROHIBITED, "tcp"), ("local", "local-firewall"))
        self.assertEqual(said_of(self.report, PROHIBITED, "udp"), ("local", "local-firewall"))

    def test_no_route(self):
        for kind, address in NO_ROUTE.items():
            for transport in ("tcp", "udp"):
                with self.subTest(kind, transport=transport):
                    self.assertEqual(said_of(self.report, address, transport), ("unroutable", "no-route"))
                    self.assertIn("default gateway", self.next_step(address, transport))

    def test_no_address_of_the_family(self):
        with Node("bare") as bare:
            bare.run("ip", "link", "add", "name", "left", "type", "veth", "peer", "name", "right")
            bare.sysctl({f"ipv6/conf/{end}/addr_gen_mode": 1 for end in ("left", "right")})  # no link-local addresses either
            for end in ("left", "right"):
                bare.run("ip", "link", "set", "dev", end, "up")
            bare.run("ip", "address", "add", "10.5.0.1/24", "dev", "left")
            for route in ([], ["ip", "-6", "route", "add", "default", "dev", "left"]):
                if route:
                    bare.run(*route)
                report = check(bare, "2001:db8::1")
                for transport in ("tcp", "udp"):
                    with self.subTest("default route" if route else "no route", transport=transport):
                        self.assertEqual(said_of(report, "2001:db8::1", transport), ("unroutable", "no-route"))
                        self.assertIn("address of this family", program.checks(report)["2001:db8::1", transport, str(PORT)]["next_step"])

    def test_source_ports_run_out(self):
        address = self.lab.server.ip4
        with Node("narrow") as narrow, contextlib.ExitStack() as held:
            narrow.run("ip", "link", "add", "name", "out", "type", "veth", "peer", "name", "in")
            narrow.run("ip", "link", "set", "dev", "in", "up")
            narrow.run("ip", "link", "set", "dev", "out", "up")
            narrow.run("ip", "address", "add", f"{ip4(10, 7)}/24", "dev", "out")
            narrow.sysctl({"ipv4/ip_local_port_range": "40000 40000"})
            with narrow.entered():
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    holder = held.enter_context(socket.socket(socket.AF_INET, kind))
                    holder.setblocking(False)
                    holder.bind((ip4(10, 7), 40000))
                    holder.connect_ex((address, PORT))
            report = check(narrow, address)
            for transport in ("tcp", "udp"):
                with self.subTest(transport):
                    self.assertEqual(said_of(report, address, transport), ("local", "local-limit"))
                    self.assertIn("source ports", program.checks(report)[address, transport, str(PORT)]["next_step"])


if __name__ == "__main__":
    unittest.main()
