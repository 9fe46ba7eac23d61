# Where a flow is stopped, and by whom. THE TABLE IS THE TEST: each case has an address of its own on the server, a rule on one of
# the nodes, and says which outcome, cause and hop flowvet must name. The flow is DNS, documented over TCP and UDP alike.
#
#   client --- hop 1: gate 10.77.1.1 --- hop 2: wall 10.77.2.2 --- hop 3: server
import pathlib
import tempfile
import time
import unittest
from dataclasses import dataclass

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import UNLIMITED, Lab, ip4, ip6  # noqa: E402
from servers import basic  # noqa: E402

ROLE, FLOW, TARGET, PORT = "connector-appliance", "connector-appliance.connector-appliance.dns-server.dns", "dns-server", 53
TIMEOUT, ATTEMPTS = 500, 3
OPTIONS = ["--flow", FLOW, "--timeout", str(TIMEOUT)]
GATE, WALL, SERVER = "gate", "wall", "server"
RESET = "reject with tcp reset"
SYN_PROXY = "ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm"
# Chains: on the way through a router, before it looks at the hop limit, answers on the way back, and at the destination.
FORWARD, EARLY, BACK, INPUT = "forward", "early", "back", "input"
NOWHERE, SILENT, ANSWERS = (None, None, None, None), "silent", "answered"


@dataclass(frozen=True)
class Case:
    name: str
    transport: str
    rules: dict      # (node, chain) -> nftables verdict
    behind: str      # "dns" or "nothing"
    outcome: str
    cause: str
    stop: tuple      # after_hop, the node there, hop, device; names instead of addresses
    origin: str = "unclear"
    host: str = ""   # an address instead of one on the server's link
    only: str = ""   # "4" or "6"


def silent(name, transport, rules, after, node, hop):
    return Case(name, transport, rules, "dns", SILENT, "dropped", (after, node, hop, None))


def rejected(transport, word, only, device=WALL, outcome="rejected", cause="rejected"):
    family = "icmp" if only == "4" else "icmpv6"
    chain = INPUT if device == SERVER else FORWARD
    after = 1 if device == GATE else 2
    return Case(f"{word} by {device}", transport, {(device, chain): f"reject with {family} type {word}"}, "dns", outcome, cause,
                (after, GATE if after == 1 else WALL, after + 1, device), only=only)


def every_reject(transport):
    return [
        *(rejected(transport, word, "4") for word in ("prot-unreachable", "port-unreachable", "net-prohibited", "host-prohibited", "admin-prohibited")),
        *(rejected(transport, word, "6") for word in ("admin-prohibited", "port-unreachable", "policy-fail", "reject-route")),
        rejected(transport, "net-unreachable", "4", outcome="unroutable", cause="no-route"),
        rejected(transport, "host-unreachable", "4", outcome="unroutable", cause="host-down"),
        rejected(transport, "no-route", "6", outcome="unroutable", cause="no-route"),
        rejected(transport, "addr-unreachable", "6", outcome="unroutable", cause="host-down"),
        rejected(transport, "admin-prohibited", "4", device=GATE),
        rejected(transport, "admin-prohibited", "6", device=GATE),
        rejected(transport, "host-prohibited", "4", device=SERVER),
        rejected(transport, "admin-prohibited", "6", device=SERVER),
    ]


def for_both(make):
    return [case for transport in ("tcp", "udp") for case in make(transport)]


CASES = [
    Case("right service", "tcp", {}, "dns", ANSWERS, "none", NOWHERE, origin=None),
    *for_both(lambda t: [
        silent("wall drops", t, {(WALL, FORWARD): "drop"}, 2, WALL, 3),
        silent("gate drops", t, {(GATE, FORWARD): "drop"}, 1, GATE, 2),
        silent("wall drops without a word about expired packets", t, {(WALL, EARLY): "drop"}, 1, GATE, 2),
        silent("gate drops before anything is heard", t, {(GATE, EARLY): "drop"}, 0, None, 1),
        silent("server drops", t, {(SERVER, INPUT): "drop"}, 2, WALL, 3),
        silent("replies dropped at wall", t, {(WALL, BACK): "drop"}, 2, WALL, 3),
        silent("replies dropped at gate", t, {(GATE, BACK): "drop"}, 2, WALL, 3),
        *every_reject(t),
    ]),
    # An error from the host itself says that the packet arrived: nothing is left to trace.
    Case("closed port", "udp", {}, "nothing", "refused", "not-listening", NOWHERE, origin=None),
    Case("closed port", "tcp", {}, "nothing", "refused", "not-listening", NOWHERE, origin="host"),
    Case("server's own filter resets", "tcp", {(SERVER, INPUT): RESET}, "dns", "refused", "not-listening", NOWHERE, origin="host"),
    Case("reset forged by wall", "tcp", {(WALL, FORWARD): RESET}, "dns", "rejected", "rejected", (2, WALL, None, None), origin="nearer"),
    Case("reset forged by gate", "tcp", {(GATE, FORWARD): RESET}, "dns", "rejected", "rejected", (1, GATE, None, None), origin="nearer"),
    Case("SYN proxy on wall, dead server", "tcp", {(WALL, FORWARD): SYN_PROXY, (SERVER, INPUT): "drop"}, "dns", "mute", "intercepted", NOWHERE,
         origin="nearer"),
    Case("SYN proxy on gate, dead server", "tcp", {(GATE, FORWARD): SYN_PROXY, (SERVER, INPUT): "drop"}, "dns", "mute", "intercepted", NOWHERE,
         origin="nearer"),
    Case("absent host", "tcp", {}, "nothing", "unroutable", "host-down", (2, WALL, 3, WALL), host=ip4(10, 250), only="4"),
    Case("absent host", "udp", {}, "nothing", "unroutable", "host-down", (2, WALL, 3, WALL), host=ip6(10, 250), only="6"),
    Case("no route at gate", "udp", {}, "nothing", "unroutable", "no-route", (0, None, 1, GATE), host=ip6(200, 1), only="6"),
]

FIRST_HOST = 20


@dataclass(frozen=True)
class Trial:
    case: Case
    family: str
    address: str

    @property
    def name(self):
        return f"{self.case.name} ({self.case.transport} v{self.family})"

    def address_of(self, node):
        near = {GATE: (1, 1), WALL: (2, 2)}
        if node in near:
            return (ip4 if self.family == "4" else ip6)(*near[node])
        return self.address if node == SERVER else None


def trials_of(cases):
    return [Trial(case, family, case.host or make(10, FIRST_HOST + number))
            for number, case in enumerate(cases) for family, make in (("4", ip4), ("6", ip6)) if case.only in ("", family)]


HOOKS = {FORWARD: ("forward", "daddr", "dport"), EARLY: ("prerouting", "daddr", "dport"), BACK: ("forward", "saddr", "sport"),
         INPUT: ("input", "daddr", "dport")}


def rules_of(node, trials):
    chains = {chain: [] for chain in HOOKS}
    untracked = []
    for trial in trials:
        for (where, chain), verdict in trial.case.rules.items():
            if where == node:
                _, address, port = HOOKS[chain]
                match = f"{'ip' if trial.family == '4' else 'ip6'} {address} {trial.address} {trial.case.transport} {port} {PORT}"
                chains[chain].append(f"{match} {verdict}")
                if verdict == SYN_PROXY:
                    untracked.append(f"{match} tcp flags syn notrack")
    text = "".join(f"chain {name} {{ type filter hook {HOOKS[name][0]} priority filter\n" + "\n".join(lines) + "\n}\n"
                   for name, lines in chains.items() if lines)
    if untracked:
        text += "chain untracked { type filter hook prerouting priority raw\n" + "\n".join(untracked) + "\n}\n"
    return f"table inet faults {{\n{text}}}\n"


class Bench:
    """A lab in which the trials' rules hold and their servers run."""

    def __init__(self, test, cases, **network):
        self.trials = trials_of(cases)
        self.lab = test.enterClassContext(Lab(SERVER, **network)) if isinstance(test, type) else test.enterContext(Lab(SERVER, **network))
        enter = test.enterClassContext if isinstance(test, type) else test.enterContext
        folder = pathlib.Path(enter(tempfile.TemporaryDirectory(dir="/run")))
        self.lab.server.more_addresses(FIRST_HOST + number for number, case in enumerate(cases) if not case.host)
        self.lab.server.sysctl(UNLIMITED)
        dns = [trial.address for trial in self.trials if trial.case.behind == "dns"]
        enter(basic.unbound(self.lab.server, folder, dns))
        for node in (self.lab.gate, self.lab.wall, self.lab.server):
            node.firewall(rules_of(node.name, self.trials))
            node.sysctl({"netfilter/nf_conntrack_tcp_loose": 0})  # or a proxied connection's ACK would not reach the proxy

    def check(self, *options, attempts=ATTEMPTS, without_raw_sockets=False):
        addresses = ",".join(dict.fromkeys(trial.address for trial in self.trials))
        command = sandbox.flowvet_program()
        if without_raw_sockets:
            command = without_capabilities(command)
        return program.check(command, self.lab.client, ROLE, *OPTIONS, "--attempts", str(attempts), *options, "--endpoint", f"{TARGET}={addresses}")


def without_capabilities(command):
    """A script that starts flowvet as an ordinary user would: without the right to raw sockets."""
    script = pathlib.Path("/run/flowvet-without-capabilities")
    script.write_text(f'#!/bin/sh\nexec setpriv --bounding-set=-all --inh-caps=-all {command} "$@"\n')
    script.chmod(0o755)
    return str(script)


def stop_of(check):
    blocked = check["blocked_at"]
    return (blocked["after_hop"], blocked["after_address"], blocked["hop"], blocked["device"]) if blocked else NOWHERE


class PathTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.require_programs("setpriv")
        cls.bench = Bench(cls, CASES)
        cls.report = cls.bench.check()

    def test_outcome_cause_and_hop_are_those_of_the_table(self):
        self.compare(self.report)

    def test_the_same_without_the_right_to_raw_sockets(self):
        self.compare(self.bench.check(without_raw_sockets=True))

    def test_only_the_hosts_own_refusal_shows_an_open_path(self):
        found = program.checks(self.bench.check("--expect", "path"))
        for trial in self.bench.trials:
            case = trial.case
            if case.transport == "tcp" and case.outcome in ("refused", "rejected"):
                with self.subTest(trial.name):
                    check = found[trial.address, "tcp", str(PORT)]
                    self.assertEqual(check["verdict"], "pass" if case.origin == "host" else "fail", check)

    def test_nothing_is_traced_when_that_is_not_wanted(self):
        report = self.bench.check("--trace", "never")
        self.assertEqual({key for key, check in program.checks(report).items() if "path" in check}, set())

    def test_a_service_that_works_is_traced_when_that_is_wanted(self):
        found = program.checks(self.bench.check("--trace", "always"))
        trial = self.bench.trials[0]
        check = found[trial.address, "tcp", str(PORT)]
        self.assertEqual((check["outcome"], check["path"]["host_hop"]), (ANSWERS, 3), check)

    def compare(self, report):
        found = program.checks(report)
        for trial in self.bench.trials:
            case = trial.case
            with self.subTest(trial.name):
                check = found[trial.address, case.transport, str(PORT)]
                self.assertEqual((check["outcome"], check["cause"]), (case.outcome, case.cause), check)
                after, node, hop, device = case.stop
                self.assertEqual(stop_of(check), (after, trial.address_of(node), hop, trial.address_of(device)), check.get("path"))
                self.assertEqual(check["path"]["origin"] if "path" in check else None, case.origin, check.get("path"))


class HardNetworkTest(unittest.TestCase):
    DROP = silent("wall drops", "tcp", {(WALL, FORWARD): "drop"}, 2, WALL, 3)
    GATE_DROP = silent("gate drops", "tcp", {(GATE, FORWARD): "drop"}, 1, GATE, 2)
    CLOSED = Case("closed port", "tcp", {}, "nothing", "refused", "not-listening", NOWHERE, origin="host")
    FORGED = Case("reset forged by wall", "tcp", {(WALL, FORWARD): RESET}, "dns", "rejected", "rejected", (2, WALL, None, None), origin="nearer")
    HEALTHY = Case("right service", "tcp", {}, "dns", ANSWERS, "none", NOWHERE, origin=None)

    def test_a_router_without_a_route_says_so(self):
        """By itself: Linux gives few of these errors to one peer, and fewer still after others."""
        bench = Bench(self, [Case("no route at gate", "tcp", {}, "nothing", "unroutable", "no-route", (0, None, 1, GATE), host=ip4(200, 1), only="4"),
                             self.HEALTHY])
        check = program.checks(bench.check())[ip4(200, 1), "tcp", str(PORT)]
        self.assertEqual((check["outcome"], check["cause"]), ("unroutable", "no-route"), check)
        self.assertEqual(stop_of(check), (0, None, 1, ip4(1, 1)), check["path"])

    def test_routers_that_send_a_packet_round_in_circles(self):
        bench = Bench(self, [self.HEALTHY, self.HEALTHY])
        lost = bench.trials[2].address
        bench.lab.wall.run("ip", "route", "add", f"{lost}/32", "via", ip4(2, 1))
        check = program.checks(bench.check())[lost, "tcp", str(PORT)]
        self.assertEqual((check["outcome"], check["cause"]), ("unroutable", "no-route"), check)
        self.assertEqual(stop_of(check), (2, ip4(2, 2), None, None), check["path"])
        self.assertIn("goes in circles: hop 1 and hop 3 are the same router", check["path"]["finding"])

    def test_without_any_icmp_nothing_is_claimed(self):
        bench = Bench(self, [self.DROP, self.CLOSED, self.FORGED, self.HEALTHY])
        for node in (bench.lab.gate, bench.lab.wall):
            node.run("nft", "-f", "-", text=True, input="""table inet mute {
                chain out { type filter hook output priority filter
                    icmp type { time-exceeded, destination-unreachable } drop
                    icmpv6 type { time-exceeded, destination-unreachable } drop
                }
                chain way { type filter hook forward priority filter - 1
                    meta l4proto { icmp, ipv6-icmp } drop
                }
                }""")
        found = program.checks(bench.check("--expect", "path"))
        wanted = {self.DROP.name: (SILENT, "fail"), self.CLOSED.name: ("refused", "unknown"), self.FORGED.name: ("refused", "unknown"),
                  self.HEALTHY.name: (ANSWERS, "pass")}
        for trial in bench.trials:
            with self.subTest(trial.name):
                check = found[trial.address, "tcp", str(PORT)]
                self.assertEqual((check["outcome"], check["verdict"]), wanted[trial.case.name], check)
                self.assertEqual(stop_of(check), NOWHERE, check)

    def test_routers_that_limit_their_answers_hide_hops_but_never_move_them(self):
        cases = [self.DROP, self.GATE_DROP] * 10
        bench = Bench(self, cases)
        for node in (bench.lab.gate, bench.lab.wall):
            node.sysctl({"ipv4/icmp_ratelimit": 1000, "ipv6/icmp/ratelimit": 1000})
        found = program.checks(bench.check())
        placed = 0
        for trial in bench.trials:
            with self.subTest(trial.name):
                check = found[trial.address, "tcp", str(PORT)]
                self.assertEqual((check["outcome"], check["cause"]), ("silent", "dropped"), check)
                after, address, hop, device = stop_of(check)
                true_after, true_node, true_hop, _ = trial.case.stop
                self.assertIn(after, (None, *range(true_after + 1)), check["path"])
                self.assertIn(hop, (None, true_hop), check["path"])
                self.assertIsNone(device, check)
                placed += hop is not None
        self.assertGreater(placed, 0, "with six answers at once from each router some flows can be placed")

    def test_loss_makes_answers_scarce_but_not_wrong(self):
        bench = Bench(self, [self.DROP, self.GATE_DROP, self.CLOSED, self.FORGED] * 3, loss=0.3)
        found = program.checks(bench.check(attempts=6))
        for trial in bench.trials:
            with self.subTest(trial.name):
                check = found[trial.address, "tcp", str(PORT)]
                true_after, _, true_hop, _ = trial.case.stop
                after, _, hop, device = stop_of(check)
                self.assertIsNone(device, check)
                if trial.case.outcome == SILENT:
                    self.assertEqual(check["outcome"], SILENT)
                    self.assertIn(after, (None, *range(true_after + 1)), check["path"])
                    self.assertIn(hop, (None, true_hop), check["path"])
                else:
                    self.assertIn(check["path"]["origin"], ("unclear", trial.case.origin), check["path"])

    def test_a_hundred_blocked_flows_of_three_hundred_cost_little_time(self):
        bench = Bench(self, [self.HEALTHY] * 100 + [self.DROP] * 50)
        addresses = ", ".join(t.address for t in bench.trials if t.case is self.DROP and t.family == "4")
        bench.lab.wall.run("nft", f"add rule inet faults forward ip daddr {{ {addresses} }} udp dport {PORT} drop")  # TCP is dropped already
        began = time.monotonic()
        report = bench.check("-4")
        took = time.monotonic() - began
        checks = [check for (address, _, _), check in program.checks(report).items() if address]
        silent_ones = [check for check in checks if check["outcome"] == SILENT]
        self.assertEqual((len(checks), len(silent_ones)), (300, 100))
        placed = [check for check in silent_ones if stop_of(check)[:3] == (2, ip4(2, 2), 3)]
        self.assertEqual(len(placed), 100)
        self.assertLess(report["run"]["took_ms"], 1.3 * TIMEOUT * ATTEMPTS, f"started and ended within {took:.2f} s")


if __name__ == "__main__":
    unittest.main()
