# Something on the way that accepts connections in a host's name, and hosts where nothing of the kind happens. THE TABLE IS THE TEST.
# Each case has an address of its own and two flows: SSH on port 22, whose handshake proves the service, and the HA
# synchronisation on port 3010, for which no request is known, so that a connection is all that flowvet can have.
import pathlib
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import sandbox

sandbox.enter()

import observe  # noqa: E402
import program  # noqa: E402
from net import Lab, ip4, ip6  # noqa: E402
from servers import basic  # noqa: E402

ROLE, TARGET, FLOWS = "netscaler-nsip", "netscaler-ha-peer", "netscaler.netscaler-nsip.netscaler-ha-peer."
OPTIONS = ["--flow", FLOWS + "ha-file-sync", "--flow", FLOWS + "ha-sync-plain", "--feature", "high-availability", "--feature", "plain-rpc",
           "--timeout", "300", "--attempts", "2"]
SSH, PLAIN = 22, 3010
LOW, HIGH = 4, 13057  # the control ports
EXPECTATIONS = ("serve", "path", "closed")

# Verdict, certainty and cause, for each expectation.
PROVEN = (("pass", "proven", "none"), ("pass", "proven", "none"), ("fail", "proven", "none"))
CONNECTION = (("pass", "connection", "none"), ("pass", "connection", "none"), ("fail", "connection", "none"))
INTERCEPTED = (("unknown", "none", "intercepted"),) * 3
UNDECIDED = (("unknown", "none", "undetermined"),) * 3
MUTE = (("fail", "none", "no-answer"), ("unknown", "none", "undetermined"), ("fail", "connection", "none"))
MUTE_INTERCEPTED = (("fail", "none", "intercepted"), *INTERCEPTED[1:])
REFUSED = (("fail", "none", "not-listening"), ("unknown", "none", "undetermined"), ("pass", "proven", "none"))
DROPPED = (("fail", "none", "dropped"), ("fail", "none", "dropped"), ("pass", "none", "none"))

HOLDER, CLOSER = 40001, 40002  # on the wall: what is led there is held, or closed at once
WALL, SERVER = "wall", "server"


@dataclass(frozen=True)
class Case:
    name: str
    behind: str     # on the server, SSH and then PLAIN: "ssh hold", or "nothing"
    wall: tuple     # (chain, rest of a rule for this case's packets), on the way
    server: tuple   # the same, on the server itself; OWN is the case's address
    truth: dict     # port -> what plain sockets see, observe.py's words
    ssh: tuple      # what flowvet must say of the flow with a handshake
    plain: tuple    # and of the one without
    controls: dict = field(default_factory=dict)  # port -> outcome


def seen(ssh, plain, low, high):
    return {SSH: ssh, PLAIN: plain, LOW: low, HIGH: high}


# A well-made SYN proxy answers the SYN itself and asks the server only afterwards, here on every port.
SYN_PROXY = (("untracked", "tcp flags syn notrack"),
             ("filter", "meta l4proto tcp ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm"))
EVERY_PORT = "tcp dport 1-65535"
SERVICES = f"tcp dport {{ {SSH}, {PLAIN} }}"
OTHERS = f"tcp dport != {{ {SSH}, {PLAIN} }}"
DEAD = (("filter", "meta l4proto tcp drop"),)

OPEN4, REFUSING = seen("open", "open", "open", "open"), seen("open", "open", "reset", "reset")
ACCEPTED, REFUSES = {LOW: "accepted", HIGH: "accepted"}, {LOW: "refused", HIGH: "refused"}

CASES = [
    # Nothing answers in the host's name, as far as anybody can tell: a connection is worth what it is worth.
    Case("healthy", "ssh hold", (), (), REFUSING, PROVEN, CONNECTION, REFUSES),
    Case("firewall-drops-the-rest", "ssh hold", (("filter", f"{OTHERS} drop"),), (),
         seen("open", "open", "timeout", "timeout"), PROVEN, CONNECTION, {LOW: "silent", HIGH: "silent"}),
    Case("firewall-rejects-the-rest", "ssh hold", (("filter", f"{OTHERS} reject with icmpx type admin-prohibited"),), (),
         seen("open", "open", "icmp", "icmp"), PROVEN, CONNECTION, {LOW: "rejected", HIGH: "rejected"}),
    Case("load-balancer-without-members", "nothing", (("redirect", f"{SERVICES} redirect to :{HOLDER}"),), (),
         REFUSING, MUTE, CONNECTION, REFUSES),
    Case("dead-services", "nothing", (), (), seen("reset", "reset", "reset", "reset"), REFUSED, REFUSED, REFUSES),
    Case("dead-host", "nothing", (), DEAD, seen("timeout", "timeout", "timeout", "timeout"), DROPPED, DROPPED,
         {LOW: "silent", HIGH: "silent"}),
    # Something does.
    Case("syn-proxy-dead-host", "nothing", SYN_PROXY, DEAD, OPEN4, MUTE_INTERCEPTED, INTERCEPTED, ACCEPTED),
    Case("syn-proxy-healthy-host", "ssh hold", SYN_PROXY, (), OPEN4, PROVEN, INTERCEPTED, ACCEPTED),
    Case("accept-and-hold-middlebox", "nothing", (("redirect", f"{EVERY_PORT} redirect to :{HOLDER}"),), DEAD,
         OPEN4, MUTE_INTERCEPTED, INTERCEPTED, ACCEPTED),
    Case("accept-and-hold-before-healthy-host", "ssh hold", (("redirect", f"{EVERY_PORT} redirect to :{HOLDER}"),), (),
         OPEN4, MUTE_INTERCEPTED, INTERCEPTED, ACCEPTED),
    Case("accept-and-close-middlebox", "nothing", (("redirect", f"{EVERY_PORT} redirect to :{CLOSER}"),), DEAD,
         OPEN4, MUTE_INTERCEPTED, INTERCEPTED, ACCEPTED),
    Case("middlebox-that-passes-ssh", "ssh nothing", (("redirect", f"tcp dport != {SSH} redirect to :{HOLDER}"),), (),
         OPEN4, PROVEN, INTERCEPTED, ACCEPTED),
    Case("middlebox-of-high-ports-only", "nothing", (("redirect", f"tcp dport 1024-65535 redirect to :{HOLDER}"),), DEAD,
         seen("timeout", "open", "timeout", "open"), DROPPED, INTERCEPTED, {LOW: "silent", HIGH: "accepted"}),
    Case("every-port-forwarded-to-ssh", "ssh nothing", (), (("redirect", f"{EVERY_PORT} dnat to OWN:{SSH}"),),
         OPEN4, PROVEN, INTERCEPTED, ACCEPTED),
    # Who knows?
    Case("stray-service-on-a-control-port", "ssh hold", (), (("redirect", f"tcp dport {LOW} dnat to OWN:{PLAIN}"),),
         seen("open", "open", "open", "reset"), PROVEN, UNDECIDED, {LOW: "accepted", HIGH: "refused"}),
    Case("dead-service-behind-a-part-proxy", "nothing", (("redirect", f"tcp dport 1024-65535 redirect to :{HOLDER}"),), (),
         seen("reset", "open", "reset", "open"), REFUSED, UNDECIDED, {LOW: "refused", HIGH: "accepted"}),
]

AT_ONCE = 16
FIRST_HOST = 20  # host numbers of the cases on the server's link
CHAINS = {  # on the wall and, where it differs, on the server
    "redirect": "type nat hook prerouting priority dstnat",
    "untracked": "type filter hook prerouting priority raw",
    "filter": "type filter hook forward priority filter"}
ON_SERVER = {**CHAINS, "filter": "type filter hook input priority filter"}


@dataclass(frozen=True)
class Trial:
    """A case in one address family, with its own address."""
    case: Case
    family: str
    address: str

    @property
    def name(self):
        return f"{self.case.name} v{self.family}"


TRIALS = [Trial(case, family, make(10, FIRST_HOST + number)) for number, case in enumerate(CASES) for family, make in (("4", ip4), ("6", ip6))]


def rules(node, chains):
    lines = {name: [] for name in chains}
    for trial in TRIALS:
        family, own = ("ip", trial.address) if trial.family == "4" else ("ip6", f"[{trial.address}]")
        for chain, rule in trial.case.wall if node == WALL else trial.case.server:
            lines[chain].append(f"{family} daddr {trial.address} {rule}".replace("dnat to OWN", f"dnat {family} to {own}"))
    return "table inet way {\n" + "".join(
        "\n".join([f"chain {name}_chain {{ {chains[name]}", *found, "}\n"]) for name, found in lines.items() if found) + "}\n"


class ControlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = cls.enterClassContext(Lab(SERVER))
        cls.lab.server.more_addresses(FIRST_HOST + number for number in range(len(CASES)))
        cls.start_servers()
        cls.lab.wall.firewall(rules(WALL, CHAINS))
        cls.lab.server.firewall(rules(SERVER, ON_SERVER))
        cls.lab.wall.sysctl({"netfilter/nf_conntrack_tcp_loose": 0})  # or the proxied connection's ACK would not reach the proxy
        with ThreadPoolExecutor() as threads:  # a run takes as long as the handshakes that are held
            cls.reports = dict(zip(EXPECTATIONS, threads.map(lambda expect: cls.check("--expect", expect), EXPECTATIONS)))

    @classmethod
    def check(cls, *more):
        hosts = ",".join(trial.address for trial in TRIALS)
        return program.check(cls.program, cls.lab.client, ROLE, *OPTIONS, "--endpoint", f"{TARGET}={hosts}", *more)

    @classmethod
    def start_servers(cls):
        server, wall = cls.lab.server, cls.lab.wall
        with_ssh = [trial.address for trial in TRIALS if trial.case.behind.startswith("ssh")]
        holding = [trial.address for trial in TRIALS if trial.case.behind.endswith("hold")]
        cls.enterClassContext(basic.sshd(server, cls.folder, with_ssh, SSH))
        cls.enterClassContext(basic.stubs(server, cls.new("plain"), PLAIN, {"hold_tcp": holding}))
        # A redirected packet is given the address of the interface that it came in by.
        here = [ip4(2, 2), ip6(2, 2)]
        cls.enterClassContext(basic.stubs(wall, cls.new("holder"), HOLDER, {"hold_tcp": here}))
        cls.enterClassContext(basic.stubs(wall, cls.new("closer"), CLOSER, {"close_tcp": here}))

    @classmethod
    def new(cls, name):
        folder = cls.folder / name
        folder.mkdir()
        return folder

    def test_the_network_does_what_the_table_says(self):
        asked = [(trial, port) for trial in TRIALS for port in trial.case.truth]
        with ThreadPoolExecutor(AT_ONCE) as threads:  # a thread enters a node by itself; many wait for silence
            for (trial, port), found in zip(asked, threads.map(lambda pair: observe.tcp(self.lab.client, pair[0].address, pair[1]), asked)):
                with self.subTest(trial.name, port=port):
                    self.assertEqual(found.split(" ")[0], trial.case.truth[port])

    def test_flowvet_says_what_the_table_says(self):
        for number, expect in enumerate(EXPECTATIONS):
            found = program.checks(self.reports[expect])
            for trial in TRIALS:
                for port, wanted in ((SSH, trial.case.ssh), (PLAIN, trial.case.plain)):
                    with self.subTest(trial.name, expect=expect, port=port):
                        check = found[trial.address, "tcp", str(port)]
                        self.assertEqual((check["verdict"], check["certainty"], check["cause"]), wanted[number], check)

    def test_every_control_is_in_the_report(self):
        for expect, report in self.reports.items():
            found = {(control["address"], control["port"]): control["outcome"] for control in report["controls"]}
            for trial in TRIALS:
                with self.subTest(trial.name, expect=expect):
                    self.assertEqual({port: found[trial.address, port] for port in (LOW, HIGH)}, trial.case.controls)

    def test_a_check_beside_an_accepted_control_carries_the_note(self):
        found = program.checks(self.reports["serve"])
        for trial in TRIALS:
            accepted = "accepted" in trial.case.controls.values()
            for port in (SSH, PLAIN):
                with self.subTest(trial.name, port=port):
                    check = found[trial.address, "tcp", str(port)]
                    connected = trial.case.truth[port] == "open"
                    self.assertEqual("control" in check["facts"], accepted and connected, check)

    def test_without_controls_a_connection_is_taken_for_what_it_seems(self):
        report = self.check("--no-control")
        self.assertEqual(report["controls"], [])
        found = program.checks(report)
        for trial in TRIALS:
            if trial.case.truth[PLAIN] == "open":
                with self.subTest(trial.name):
                    check = found[trial.address, "tcp", str(PLAIN)]
                    self.assertEqual((check["verdict"], check["certainty"]), ("pass", "connection"), check)


if __name__ == "__main__":
    unittest.main()
