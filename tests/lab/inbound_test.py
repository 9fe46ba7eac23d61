# `flowvet check ROLE --inbound` on a host with real sockets and real nftables rules, held against what a neighbour can really reach.
import contextlib
import socket
import subprocess
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Node, family_of, wait_until  # noqa: E402

QUERY, ICA = "cvad.delivery-controller.vda.session-query", "cvad.workspace-app.vda.ica"  # TCP 80; TCP and UDP 1494
HOST4, HOST6, PEER4, PEER6 = "10.5.0.1", "fd05::1", "10.5.0.2", "fd05::2"

# name, rules of the input chain, whether a neighbour gets in over IPv4 and IPv6, flowvet's verdict and cause
ALLOWED, BLOCKED, UNSURE = ("pass", "none"), ("fail", "local-firewall"), ("unknown", "undetermined")
RULES = [
    ("no rules at all", None, (True, True), ALLOWED),
    ("policy drop and nothing else", "policy drop;", (False, False), BLOCKED),
    ("the port allowed", "policy drop; meta l4proto ipv6-icmp accept; tcp dport { 22, 80, 443 } accept;", (True, True), ALLOWED),
    ("another port allowed", "policy drop; tcp dport 81 accept;", (False, False), BLOCKED),
    ("a range with the port", "policy drop; meta l4proto ipv6-icmp accept; tcp dport 70-90 ct state new accept;", (True, True), ALLOWED),
    ("rejected with a reset", "tcp dport 80 reject with tcp reset;", (False, False), BLOCKED),
    ("rejected with ICMP", "tcp dport 80 reject;", (False, False), BLOCKED),
    ("the interface allowed", 'policy drop; iifname "uplink" accept;', (True, True), ALLOWED),
    ("another interface allowed", 'policy drop; iifname "other*" accept;', (False, False), BLOCKED),
    ("only loopback allowed", "policy drop; iif lo accept;", (False, False), BLOCKED),
    ("IPv6 dropped", "meta nfproto ipv6 tcp dport 80 drop;", (True, False), ("degraded", "local-firewall")),
    ("the neighbour's source allowed",
     f"policy drop; meta l4proto ipv6-icmp accept; ip saddr {PEER4} accept; ip6 saddr {PEER6} accept;", (True, True), UNSURE),
    ("another source allowed",
     "policy drop; meta l4proto ipv6-icmp accept; ip saddr 10.9.9.9 accept; ip6 saddr fd99::1 accept;", (False, False), UNSURE),
    ("a mark that nobody sets", "policy drop; mark 7 accept;", (False, False), UNSURE),
    ("within a rate", "policy drop; meta l4proto ipv6-icmp accept; tcp dport 80 limit rate 1000/second accept;", (True, True), UNSURE),
]


def listener(kind, address, port, only_v6=False):
    made = socket.socket(family_of(address), kind)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if made.family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only_v6)
    made.bind((address, port))
    if kind == socket.SOCK_STREAM:
        made.listen(16)
    return made


class InboundTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host, cls.peer = cls.enterClassContext(Node("vda")), cls.enterClassContext(Node("peer"))
        cls.host.run("ip", "link", "add", "name", "uplink", "type", "veth", "peer", "name", "uplink", "netns", "/run/netns/peer")
        for node, four, six in ((cls.host, HOST4, HOST6), (cls.peer, PEER4, PEER6)):
            node.run("ip", "link", "set", "dev", "uplink", "up")
            node.run("ip", "address", "add", f"{four}/24", "dev", "uplink")
            node.run("ip", "address", "add", f"{six}/64", "dev", "uplink", "nodad")
        with contextlib.closing(cls.open(cls.host, socket.SOCK_STREAM, "::", 9)):  # the first IPv6 packets on a fresh link are lost
            wait_until(lambda: cls.reached(HOST6, 9, 0.3), "IPv6 between the two")

    @staticmethod
    def open(node, *options):
        with node.entered():
            return listener(*options)

    @classmethod
    def reached(cls, address, port, patience=0.5):
        with cls.peer.entered(), socket.socket(family_of(address), socket.SOCK_STREAM) as probe:
            probe.settimeout(patience)
            return probe.connect_ex((address, port)) == 0

    def setUp(self):
        self.addCleanup(self.host.firewall, "")

    def listen(self, *options):
        self.addCleanup(self.open(self.host, *options).close)

    def firewall(self, rules):
        self.host.firewall("" if rules is None else f"table inet own {{ chain in {{ type filter hook input priority 0; {rules} }}; }}\n")

    def check(self, flow, *options):
        report = program.check(sandbox.flowvet_program(), self.host, "vda", "--inbound", "--flow", flow, *options)
        self.assertEqual(report["run"]["direction"], "inbound")
        (found,) = report["flows"]
        return found

    def test_the_verdict_is_never_better_than_what_a_neighbour_meets(self):
        self.listen(socket.SOCK_STREAM, "::", 80)
        for name, rules, reached, said in RULES:
            with self.subTest(name):
                self.firewall(rules)
                flow = self.check(QUERY)
                self.assertEqual((flow["verdict"], flow["cause"]), said, flow["checks"])
                self.assertEqual((self.reached(HOST4, 80), self.reached(HOST6, 80)), reached)

    def test_a_listener_is_shown_with_its_address_and_program(self):
        self.listen(socket.SOCK_STREAM, HOST4, 80)
        flow = self.check(QUERY)
        (check,) = flow["checks"]
        self.assertEqual((flow["verdict"], check["outcome"]), ("pass", "accepted"))
        (seen,) = check["inbound"]["listeners"]
        self.assertEqual(seen["address"], HOST4)
        self.assertIn("python", seen["program"])
        self.assertEqual([one["family"] for one in check["inbound"]["firewall"]], ["v4"])

    def test_nothing_listens(self):
        flow = self.check(QUERY)
        self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "not-listening"))
        self.assertIn("Start the service", flow["next_step"])

    def test_a_listener_on_loopback_reaches_nobody(self):
        self.listen(socket.SOCK_STREAM, "127.0.0.1", 80)
        flow = self.check(QUERY)
        self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "not-listening"))
        self.assertEqual(flow["checks"][0]["inbound"]["listening"], "loopback-only")
        self.assertIn("listen on the address", flow["next_step"])

    def test_a_listener_for_ipv6_alone_is_not_taken_for_one_that_takes_ipv4(self):
        self.listen(socket.SOCK_STREAM, "::", 80, True)
        self.firewall("meta nfproto ipv6 tcp dport 80 drop;")
        flow = self.check(QUERY)
        self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "local-firewall"))
        self.assertEqual((self.reached(HOST4, 80), self.reached(HOST6, 80)), (False, False))

    def test_tcp_without_udp_is_degraded(self):
        self.listen(socket.SOCK_STREAM, "0.0.0.0", 1494)
        self.assertEqual(self.check(ICA)["verdict"], "degraded")
        self.listen(socket.SOCK_DGRAM, "0.0.0.0", 1494)
        self.assertEqual(self.check(ICA)["verdict"], "pass")

    def test_before_deployment_the_firewall_alone_decides(self):
        self.assertEqual(self.check(QUERY, "--expect", "path")["verdict"], "pass")
        self.firewall("policy drop;")
        self.assertEqual(self.check(QUERY, "--expect", "path")["verdict"], "fail")

    def test_a_port_that_must_be_closed(self):
        self.assertEqual(self.check(QUERY, "--expect", "closed")["verdict"], "pass")
        self.listen(socket.SOCK_STREAM, "0.0.0.0", 80)
        self.assertEqual(self.check(QUERY, "--expect", "closed")["verdict"], "fail")
        self.firewall("policy drop;")
        self.assertEqual(self.check(QUERY, "--expect", "closed")["verdict"], "pass")

    def test_text_and_explanation_name_the_rule(self):
        self.listen(socket.SOCK_STREAM, "0.0.0.0", 80)
        self.firewall("tcp dport 80 drop;")
        command = [sandbox.flowvet_program(), "check", "vda", "--inbound", "--flow", QUERY, "--format", "text",
                   "--format", "json=/run/inbound.json"]
        with self.host.entered():
            done = subprocess.run(command, capture_output=True, text=True)
        said = " ".join(done.stdout.split())
        self.assertEqual(done.returncode, 1)
        for words in ("vda, inbound, on", "listens on 0.0.0.0", "this host's firewall drops it (inet own in, handle",
                      "next Allow the port"):
            self.assertIn(words, said)
        explained = subprocess.run([sandbox.flowvet_program(), "explain", "/run/inbound.json", QUERY],
                                   capture_output=True, text=True, check=True)
        self.assertIn("looked at from within", explained.stdout)

    def test_without_the_right_to_read_rules_nothing_passes(self):
        if not sandbox.is_real_root():
            self.skipTest("another user id needs root")
        self.listen(socket.SOCK_STREAM, "0.0.0.0", 80)
        with self.host.entered():
            done = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                                   sandbox.flowvet_program(), "check", "vda", "--inbound", "--flow", QUERY], capture_output=True, text=True)
        said = " ".join(done.stdout.split())
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("only root may read the firewall's rules", said)
        self.assertIn("Run the check as root", said)


if __name__ == "__main__":
    unittest.main()
