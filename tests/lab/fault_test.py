# Every way in which a network can fail a flow, and what flowvet must say about it. THE TABLE IS THE TEST.
# Each case has an address of its own on the server and a rule on one of the nodes; one run of `flowvet check` sees them all.
# The flow is DNS, which the paper documents over TCP and UDP alike: where a case spoils one transport, the other is the control.
import pathlib
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sandbox

sandbox.enter()

import observe  # noqa: E402
import program  # noqa: E402
from net import UNLIMITED, Lab, ip4, ip6  # noqa: E402
from servers import ask, basic  # noqa: E402

ROLE, FLOW, TARGET, PORT = "connector-appliance", "connector-appliance.connector-appliance.dns-server.dns", "dns-server", 53
OPTIONS = ["--flow", FLOW, "--timeout", "300", "--attempts", "2"]
CLIENT, GATE, WALL, SERVER = "client", "gate", "wall", "server"  # who sends the ICMP error, and on whom a rule stands


@dataclass(frozen=True)
class Case:
    name: str
    transport: str  # "tcp" or "udp"
    rules: dict     # node -> nftables verdict for this case's packets
    behind: str     # what listens on the server: "dns", "ssh", "nothing", or one of servers/stubs.py
    truth: str      # what plain sockets see, observe.py's words
    outcome: str
    verdict: str
    cause: str
    host: str = ""  # an address instead of one on the server's link
    only: str = ""  # "4" or "6": the case exists in one family


def rejected(name, transport, word, code, only, outcome="rejected", cause="rejected", at=WALL):
    """A firewall's reject with an ICMP code: the packet is answered with an error that names the firewall."""
    family = "icmp" if only == "4" else "icmpv6"
    return Case(name, transport, {at: f"reject with {family} type {word}"}, "dns", f"icmp {code} from {at}", outcome, "fail", cause, only=only)


def every_reject(transport):
    """What a router says when it has no route or no neighbour is believed, although a firewall may use the same words."""
    return [
        rejected("v4-net-unreachable", transport, "net-unreachable", "3/0", "4", "unroutable", "no-route"),
        rejected("v4-host-unreachable", transport, "host-unreachable", "3/1", "4", "unroutable", "host-down"),
        rejected("v4-protocol-unreachable", transport, "prot-unreachable", "3/2", "4"),
        rejected("v4-port-unreachable", transport, "port-unreachable", "3/3", "4"),
        rejected("v4-net-prohibited", transport, "net-prohibited", "3/9", "4"),
        rejected("v4-host-prohibited", transport, "host-prohibited", "3/10", "4"),
        rejected("v4-admin-prohibited", transport, "admin-prohibited", "3/13", "4"),
        rejected("v6-no-route", transport, "no-route", "1/0", "6", "unroutable", "no-route"),
        rejected("v6-admin-prohibited", transport, "admin-prohibited", "1/1", "6"),
        rejected("v6-address-unreachable", transport, "addr-unreachable", "1/3", "6", "unroutable", "host-down"),
        rejected("v6-port-unreachable", transport, "port-unreachable", "1/4", "6"),
        rejected("v6-policy-fail", transport, "policy-fail", "1/5", "6"),
        rejected("v6-reject-route", transport, "reject-route", "1/6", "6"),
        # The destination's own firewall, as firewalld and a bare `iptables -j REJECT` are set up by default:
        rejected("v4-server-host-prohibited", transport, "host-prohibited", "3/10", "4", at=SERVER),
        rejected("v6-server-admin-prohibited", transport, "admin-prohibited", "1/1", "6", at=SERVER),
        rejected("v4-server-port-unreachable", transport, "port-unreachable", "3/3", "4", "refused", "not-listening", at=SERVER),
    ]


# A well-made SYN proxy: answers the SYN itself, and asks the server only afterwards.
SYN_PROXY = "ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm"

CASES = [
    #    name                      transport  rules                               behind       truth        outcome       verdict    cause
    Case("right-service-tcp",      "tcp",     {},                                 "dns",       "open",      "answered",   "pass",    "none"),
    Case("right-service-udp",      "udp",     {},                                 "dns",       "answer",    "answered",   "pass",    "none"),
    Case("drop-tcp",               "tcp",     {WALL: "drop"},                     "dns",       "timeout",   "silent",     "fail",    "dropped"),
    Case("drop-udp",               "udp",     {WALL: "drop"},                     "dns",       "timeout",   "silent",     "fail",    "dropped"),
    Case("server-drops-tcp",       "tcp",     {SERVER: "drop"},                   "dns",       "timeout",   "silent",     "fail",    "dropped"),
    Case("server-mute-udp",        "udp",     {},                                 "hold_udp",  "timeout",   "silent",     "fail",    "dropped"),
    Case("closed-tcp",             "tcp",     {},                                 "nothing",   "reset",     "refused",    "fail",    "not-listening"),
    Case("closed-udp-v4",          "udp",     {},                                 "nothing",   "icmp 3/3 from server", "refused", "fail", "not-listening", only="4"),
    Case("closed-udp-v6",          "udp",     {},                                 "nothing",   "icmp 1/4 from server", "refused", "fail", "not-listening", only="6"),
    Case("forged-reset",           "tcp",     {WALL: "reject with tcp reset"},    "dns",       "reset",     "rejected",   "fail",    "rejected"),
    Case("syn-proxy-dead-server",  "tcp",     {WALL: SYN_PROXY, SERVER: "drop"},  "dns",       "open",      "mute",       "fail",    "intercepted"),
    Case("wrong-service-ssh",      "tcp",     {},                                 "ssh",       "open",      "mismatched", "fail",    "wrong-service"),
    Case("wrong-service-echo-tcp", "tcp",     {},                                 "echo_tcp",  "open",      "mismatched", "fail",    "wrong-service"),
    Case("wrong-service-echo-udp", "udp",     {},                                 "echo_udp",  "answer",    "mismatched", "fail",    "wrong-service"),
    Case("accepts-and-holds",      "tcp",     {},                                 "hold_tcp",  "open",      "mute",       "fail",    "no-answer"),
    Case("accepts-and-closes",     "tcp",     {},                                 "close_tcp", "open",      "mute",       "fail",    "no-answer"),
    Case("no-route-here",          "tcp",     {}, "nothing", "no-route",              "unroutable", "fail", "no-route", host="10.99.0.1", only="4"),
    Case("no-route-here-v6",       "udp",     {}, "nothing", "no-route",              "unroutable", "fail", "no-route", host="fd99::1", only="6"),
    Case("no-route-at-gate",       "tcp",     {}, "nothing", "icmp 3/0 from gate",    "unroutable", "fail", "no-route", host=ip4(200, 1), only="4"),
    Case("no-route-at-gate-v6",    "tcp",     {}, "nothing", "icmp 1/0 from gate",    "unroutable", "fail", "no-route", host=ip6(200, 1), only="6"),
    Case("no-route-at-gate-udp",   "udp",     {}, "nothing", "icmp 3/0 from gate",    "unroutable", "fail", "no-route", host=ip4(200, 2), only="4"),
    Case("absent-host",            "tcp",     {}, "nothing", "icmp 3/1 from wall",    "unroutable", "fail", "host-down", host=ip4(10, 250), only="4"),
    Case("absent-host-v6",         "tcp",     {}, "nothing", "icmp 1/3 from wall",    "unroutable", "fail", "host-down", host=ip6(10, 250), only="6"),
    Case("absent-host-udp",        "udp",     {}, "nothing", "icmp 3/1 from wall",    "unroutable", "fail", "host-down", host=ip4(10, 251), only="4"),
    Case("client-drops-udp",       "udp",     {CLIENT: "drop"}, "dns", "EPERM",       "local", "unknown", "local-firewall"),
    Case("client-rejects-tcp",     "tcp",     {CLIENT: "reject with icmp type admin-prohibited"}, "dns", "icmp 3/13 from client",
         "local", "unknown", "local-firewall", only="4"),
    *every_reject("tcp"),
    *every_reject("udp"),
]

AT_ONCE = 16
FIRST_HOST = 20  # host numbers of the cases on the server's link


@dataclass(frozen=True)
class Trial:
    """A case in one address family, with its own address."""
    case: Case
    family: str
    address: str

    @property
    def name(self):
        return f"{self.case.name} ({self.case.transport} v{self.family})"


def trials():
    made = []
    for number, case in enumerate(CASES):
        for family, make in (("4", ip4), ("6", ip6)):
            if case.only in ("", family):
                made.append(Trial(case, family, case.host or make(10, FIRST_HOST + number)))
    return made


def rules_for(node, all_trials):
    """The rule set of one node: where its packets pass, and one line for each trial that it spoils."""
    hook = {CLIENT: "output", GATE: "forward", WALL: "forward", SERVER: "input"}[node]
    spoilt, untracked = [], []
    for trial in all_trials:
        verdict = trial.case.rules.get(node)
        if verdict:
            match = f"{'ip' if trial.family == '4' else 'ip6'} daddr {trial.address} {trial.case.transport} dport {PORT}"
            spoilt.append(f"{match} {verdict}")
            if verdict == SYN_PROXY:
                untracked.append(f"{match} tcp flags syn notrack")
    chains = _chain("spoil", f"{hook} priority filter", spoilt) + _chain("untracked", "prerouting priority raw", untracked)
    return f"table inet faults {{\n{chains}}}\n"


def _chain(name, hook, lines):
    return "\n".join([f"chain {name} {{ type filter hook {hook}", *lines, "}\n"]) if lines else ""


class FaultTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = cls.enterClassContext(Lab(SERVER))
        cls.trials = trials()
        cls.lab.server.more_addresses(FIRST_HOST + number for number, case in enumerate(CASES) if not case.host)
        cls.lab.server.sysctl(UNLIMITED)  # so many errors from one host; pace_test.py has the default limit
        cls.start_servers()
        for node in (cls.lab.client, cls.lab.gate, cls.lab.wall, cls.lab.server):
            node.firewall(rules_for(node.name, cls.trials))
        cls.lab.wall.sysctl({"netfilter/nf_conntrack_tcp_loose": 0})  # or the proxied connection's ACK would not reach the proxy
        cls.report = program.check(cls.program, cls.lab.client, ROLE, *OPTIONS,
                                   "--endpoint", f"{TARGET}={','.join(dict.fromkeys(t.address for t in cls.trials))}")

    @classmethod
    def start_servers(cls):
        behind = {}
        for trial in cls.trials:
            if not trial.case.host:
                behind.setdefault(trial.case.behind, []).append(trial.address)
        server = cls.lab.server
        cls.enterClassContext(basic.unbound(server, cls.folder, behind.pop("dns")))
        cls.enterClassContext(basic.sshd(server, cls.folder, behind.pop("ssh"), PORT))
        behind.pop("nothing")
        cls.enterClassContext(basic.stubs(server, cls.folder, PORT, behind))

    def test_the_network_does_what_the_table_says(self):
        with ThreadPoolExecutor(AT_ONCE) as threads:  # a thread enters a node by itself; half of the cases wait for silence
            for trial, seen in zip(self.trials, threads.map(self.seen, self.trials)):
                with self.subTest(trial.name):
                    self.assertEqual(seen, self.truth(trial))

    def test_flowvet_says_what_the_table_says(self):
        found = program.checks(self.report)
        for trial in self.trials:
            with self.subTest(trial.name):
                check = found[trial.address, trial.case.transport, str(PORT)]
                said = (check["outcome"], check["verdict"], check["cause"])
                wanted = (trial.case.outcome, trial.case.verdict, trial.case.cause)
                self.assertEqual(said, wanted, check)

    def test_the_icmp_error_and_its_sender_are_in_the_report(self):
        found = program.checks(self.report)
        for trial in self.trials:
            truth = self.truth(trial)
            with self.subTest(trial.name):
                icmp = found[trial.address, trial.case.transport, str(PORT)]["icmp"]
                said = f"icmp {icmp['type']}/{icmp['code']} from {icmp['offender']}" if icmp else None
                self.assertEqual(said, truth if truth.startswith("icmp") else None)

    def test_where_a_case_spoils_one_transport_the_other_one_passes(self):
        found = program.checks(self.report)
        for trial in self.trials:
            if trial.case.behind == "dns":
                other = "udp" if trial.case.transport == "tcp" else "tcp"
                with self.subTest(trial.name):
                    check = found[trial.address, other, str(PORT)]
                    self.assertEqual((check["outcome"], check["certainty"]), ("answered", "proven"), check)

    def test_a_flow_with_good_and_bad_hosts_is_degraded(self):
        self.assertEqual([flow["verdict"] for flow in self.report["flows"]], ["degraded"])
        self.assertEqual(self.report["status"], 0)

    def seen(self, trial):
        if trial.case.transport == "tcp":
            return observe.tcp(self.lab.client, trial.address, PORT)
        return observe.udp(self.lab.client, trial.address, PORT, ask.DNS)

    def truth(self, trial):
        """The case's truth with the sender's name replaced by the address that it uses towards the client."""
        four = trial.family == "4"
        names = {CLIENT: ip4(1, 2) if four else ip6(1, 2), GATE: ip4(1, 1) if four else ip6(1, 1),
                 WALL: ip4(2, 2) if four else ip6(2, 2), SERVER: trial.address}
        words = trial.case.truth.split(" ")
        return " ".join([*words[:-1], names.get(words[-1], words[-1])])


if __name__ == "__main__":
    unittest.main()
