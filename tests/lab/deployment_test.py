# Before a deployment: the firewall is there, Citrix is not. A responder stands in for each role that a VDA needs, and the whole profile
# must pass as proven; with any one rule taken from the firewall exactly the checks that need it fail, over IPv4 and IPv6. Then what
# the responders see on the way: translated addresses, answers that are dropped, real services among the responders, calls back.
#
#   VDA - gate (translates addresses for one client) - wall (the firewall) - one host for each role, which runs `flowvet listen ROLE`
import contextlib
import http.server
import json
import socket
import subprocess
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab, ip4, ip6  # noqa: E402
from responders import Responder, Token  # noqa: E402

# The roles of each host. A Provisioning Server also is the TFTP and the PXE server of its farm.
HOSTS = {"ddc": ["delivery-controller"], "vda2": ["vda"], "gws": ["gateway-service"], "fas": ["fas-server"],
         "srs": ["session-recording-server"], "pvs": ["pvs-server", "tftp-server", "pxe-service"], "wem": ["wem-infrastructure"],
         "wemcloud": ["wem-service"], "lic": ["license-server"], "ups": ["universal-print-server"], "connector": ["cloud-connector"],
         "nsip": ["netscaler-ha-peer"]}
VDA_HOSTS = {name: roles for name, roles in HOSTS.items() if name != "nsip"}
FEATURES = ["remote-pc", "rendezvous", "fas", "universal-print-server", "session-recording", "browser-content-redirection", "wem",
            "provisioned-target", "edt", "network-boot", "boot-device-manager", "imaging", "wem-1909-or-earlier", "wem-1912-or-later",
            "daas"]
# The one flow of a VDA that nothing outside can check, and the one that must be closed to everybody but its own host.
NOT_CHECKED = {"pvs.target-device.dhcp-server.boot-options"}
CLOSED = "cvad.hdxvideo-js.vda.secure-websocket"
AT_ONCE = 8  # runs of the program on a small machine
FIRST_CLIENT = 20  # host numbers on the client's link: one for each run, so that each has a firewall of its own
PLAIN, TRANSLATED = 10, 11  # clients with all rules


def endpoints(lab, family, hosts=VDA_HOSTS):
    pairs = [(role, getattr(lab, name).ip4 if family == "4" else getattr(lab, name).ip6) for name, roles in hosts.items() for role in roles]
    return [word for role, address in pairs for word in ("--endpoint", f"{role}={address}")]


def features():
    return [word for feature in FEATURES for word in ("--feature", feature)]


def client(host, family):
    return ip4(1, host) if family == "4" else ip6(1, host)


@dataclass(frozen=True)
class Rule:
    """One accept rule, and by it one kind of check."""
    address: str
    transport: str
    port: int

    def text(self):
        family = "ip6" if ":" in self.address else "ip"
        return f"{family} daddr {self.address} {self.transport} dport {self.port} accept"

    @property
    def key(self):
        return self.address, self.transport, str(self.port)


@dataclass(frozen=True)
class Trial:
    """One run of the program from an address of its own."""
    source: str
    rules: tuple
    taken: Rule = None


def ruleset(trials, more=""):
    """Each source has its own chain; what is not accepted there is dropped."""
    chains, maps = [], {"ip": [], "ip6": []}
    for number, trial in enumerate(trials):
        rules = "\n".join(rule.text() for rule in trial.rules if rule != trial.taken)
        chains.append(f"chain of_{number} {{\n{rules}\n}}")
        maps["ip6" if ":" in trial.source else "ip"].append(f"{trial.source} : goto of_{number}")
    jumps = "\n".join(f"{family} saddr vmap {{ {', '.join(found)} }}" for family, found in maps.items() if found)
    return "table inet wall {\n" + "\n".join(chains) + f"""
chain forwarded {{ type filter hook forward priority filter; policy drop
{more}
ct state established,related accept
meta l4proto {{ icmp, icmpv6 }} accept
{jumps}
}}
}}
"""


class DeploymentTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        cls.lab = cls.enterClassContext(Lab(*HOSTS, "mixed"))
        cls.token = cls.enterClassContext(Token())
        for name, roles in HOSTS.items():
            cls.enterClassContext(Responder(cls.program, getattr(cls.lab, name), cls.token, *roles))
        cls.rules = {family: cls.rules_of_plan(family) for family in "46"}
        hosts = [PLAIN, TRANSLATED, *range(FIRST_CLIENT, FIRST_CLIENT + len(cls.rules["4"]))]
        lines = [f"address add {ip4(1, host)}/24 dev uplink\naddress add {ip6(1, host)}/64 dev uplink nodad" for host in hosts]
        cls.lab.client.run("ip", "-batch", "-", input="\n".join(lines), text=True)

    @classmethod
    def rules_of_plan(cls, family):
        """One for each check that the plan makes, closed ones left out."""
        command = [cls.program, "plan", "vda", *endpoints(cls.lab, family), *features(), "--format", "json"]
        plan = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        found = {Rule(check["host"], check["transport"], check["port"]): None
                 for flow in plan["flows"] for check in flow["checks"] if check["expect"] != "closed"}
        return tuple(found)

    def check(self, host, family, *options, hosts=VDA_HOSTS, role="vda", expect="path"):
        return program.check(self.program, self.lab.client, role, *endpoints(self.lab, family, hosts), *features(), "--expect", expect,
                             "--source", client(host, family), *self.token.option, *options)

    def everything_open(self, more=""):
        trials = [Trial(client(host, family), self.rules[family]) for host in (PLAIN, TRANSLATED) for family in "46"]
        self.lab.wall.firewall(ruleset(trials, more))

    def assert_proven(self, report, but=()):
        """Every check is proven by a responder, and passes, but those with these keys."""
        for key, check in program.checks(report).items():
            if check["expect"] != "closed" and key not in but:
                self.assertEqual((check["outcome"], check["verdict"], check["certainty"], check["proof"]),
                                 ("answered", "pass", "proven", "responder"), (key, check))

    # --- nothing installed, everything open

    def test_the_whole_profile_passes_as_proven_with_nothing_but_responders(self):
        self.everything_open()
        for family in "46":
            with self.subTest(family):
                report = self.check(PLAIN, family)
                found = program.flows(report)
                self.assertEqual({id for id, flow in found.items() if flow["verdict"] != "pass"}, NOT_CHECKED)
                self.assert_proven(report)
                self.assertEqual(found[CLOSED]["verdict"], "pass")
                self.assertEqual({flow["proof"] for id, flow in found.items() if id not in NOT_CHECKED | {CLOSED}}, {"responder"})
                self.assertEqual(report["status"], 0)

    def test_a_responder_is_no_service(self):
        """Where services are expected to serve, none does, and no verdict is a pass."""
        self.everything_open()
        report = self.check(PLAIN, "4", expect="serve")
        for flow in report["flows"]:
            if flow["id"] != CLOSED:
                self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "not-installed"), flow)
        self.assertEqual(report["status"], 1)

    def test_without_or_with_another_token_nothing_is_proven(self):
        self.everything_open()
        with Token("another token of another lab") as other:
            report = program.check(self.program, self.lab.client, "vda", *endpoints(self.lab, "4"), *features(), "--expect", "path",
                                   "--source", client(PLAIN, "4"), *other.option)
        for check in program.checks(report).values():
            if check["expect"] != "closed":
                self.assertNotEqual(check["certainty"], "proven", check)
                self.assertNotEqual(check["proof"], "responder", check)

    # --- one rule taken away

    def test_each_rule_taken_away_fails_exactly_the_checks_that_need_it(self):
        for family in "46":
            rules = self.rules[family]
            trials = [Trial(client(FIRST_CLIENT + number, family), rules, rule) for number, rule in enumerate(rules)]
            self.lab.wall.firewall(ruleset(trials))
            with ThreadPoolExecutor(AT_ONCE) as pool:
                reports = list(pool.map(lambda number, family=family: self.check(FIRST_CLIENT + number, family, "--trace", "never"),
                                        range(len(rules))))
            for trial, report in zip(trials, reports):
                with self.subTest(trial.taken.text()):
                    self.assert_only_this_fails(report, trial.taken)

    def assert_only_this_fails(self, report, rule):
        self.assert_proven(report, but={rule.key})
        taken = program.checks(report)[rule.key]
        self.assertEqual((taken["outcome"], taken["verdict"], taken["cause"]), ("silent", "fail", "dropped"), taken)
        if rule.transport == "udp":
            self.assertEqual(taken["responder"]["of_port"], {"held": True, "translated": False, "arrived": 0}, taken)
        for flow in report["flows"]:
            if flow["id"] != CLOSED:
                self.assertEqual(flow["verdict"], self.expected(flow, rule), flow)

    def test_where_a_host_is_not_heard_at_all_the_silence_of_its_only_datagram_port_proves_nothing(self):
        self.lab.wall.firewall(ruleset([Trial(client(PLAIN, "4"), ())]))
        report = self.check(PLAIN, "4", "--flow", "pvs.target-device.tftp-server", hosts={"pvs": ["tftp-server"]})
        check, = program.checks(report).values()
        self.assertEqual((check["outcome"], check["verdict"], check["cause"]), ("silent", "unknown", "undetermined"), check)
        self.assertIsNone(check["responder"]["of_port"], check)

    @staticmethod
    def expected(flow, rule):
        """Alternatives survive, what falls back is degraded, and everything else that needs the rule fails."""
        if all((c["address"], c["transport"], str(c["port"])) != rule.key for c in flow["checks"]):
            return "pass"
        if flow["match"] == "any":
            return "pass"
        return "degraded" if rule.transport in flow["fallback"] else "fail"

    # --- what the responders see

    def test_translated_addresses_are_reported(self):
        self.everything_open()
        self.lab.wall.firewall(ruleset([Trial(ip4(2, 1), self.rules["4"])]))
        self.lab.gate.firewall(f"table ip way {{ chain out {{ type nat hook postrouting priority srcnat\n"
                               f"ip saddr {ip4(1, TRANSLATED)} masquerade\n}}\n}}\n")
        try:
            report = self.check(TRANSLATED, "4")
            text = self.text(TRANSLATED, "4")
        finally:
            self.lab.gate.firewall("")
        self.assert_proven(report)
        for check in program.checks(report).values():
            if check["expect"] != "closed":
                word = check["responder"]["word"]
                self.assertEqual((word["seen_as"]["address"], word["sent_from"]["address"]), (ip4(2, 1), ip4(1, TRANSLATED)), check)
        self.assertIn(f"NAT: seen as {ip4(2, 1)}:", text)

    def text(self, host, family):
        command = [self.program, "check", "vda", *endpoints(self.lab, family), *features(), "--expect", "path", "--source",
                   client(host, family), *self.token.option, "--quiet"]
        done = self.lab.client.start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, errors = done.communicate(timeout=program.LIMIT)
        self.assertEqual(errors, "")
        self.assertNotIn(self.token.file.read_text().strip(), out)
        return out

    def test_answers_that_are_dropped_are_told_from_asks_that_are(self):
        for family in "46":
            server = self.lab.ups.ip4 if family == "4" else self.lab.ups.ip6
            word = "ip" if family == "4" else "ip6"
            with self.subTest(family):
                self.everything_open(f"{word} saddr {server} udp sport 7229 drop")
                report = self.check(PLAIN, family)
                self.assert_proven(report, but={(server, "udp", "7229")})
                check = program.checks(report)[server, "udp", "7229"]
                self.assertEqual((check["verdict"], check["cause"]), ("fail", "dropped"), check)
                self.assertGreater(check["responder"]["of_port"]["arrived"], 1, check)
                self.assertEqual(check["responder"]["answered"], 0)
                self.assertIn("the way back is closed", " ".join(self.text(PLAIN, family).split()))

    # --- real services among the responders

    @contextlib.contextmanager
    def mixed_host(self):
        """A print server with a real web service and a print stream that never answers, on a host whose other ports a responder holds."""
        node = self.lab.mixed
        with contextlib.ExitStack() as undo:
            with node.entered():
                web = http.server.ThreadingHTTPServer((node.ip4, 8080), Page)
                mute = {port: socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for port in (7229, 3003)}
                for port, sock in mute.items():
                    sock.bind((node.ip4, port))
                    sock.setblocking(False)
                    undo.callback(sock.close)
            thread = threading.Thread(target=web.serve_forever)
            thread.start()
            undo.callback(thread.join)
            undo.callback(web.server_close)
            undo.callback(web.shutdown)
            undo.enter_context(Responder(self.program, node, self.token, "universal-print-server", "license-server", "netscaler-ha-peer"))
            yield node, mute

    def test_real_services_and_responders_are_told_apart_on_one_host(self):
        """Where a program holds a port the responder leaves it alone: one that answers is proven, one that never does stays unknown."""
        self.lab.wall.firewall("")
        for expect in ("path", "serve"):
            with self.subTest(expect), self.mixed_host() as (node, _):
                report = program.check(self.program, self.lab.client, "vda", "--endpoint", f"universal-print-server={node.ip4}",
                                       "--endpoint", f"license-server={node.ip4}", "--feature", "universal-print-server",
                                       "--expect", expect, *self.token.option)
                found = program.checks(report)
                web, stream, licence = (found[node.ip4, *key] for key in (("tcp", "8080"), ("udp", "7229"), ("tcp", "27000")))
                self.assertEqual((web["verdict"], web["certainty"], web["proof"]), ("pass", "proven", "service"), web)
                self.assertEqual((stream["verdict"], stream["cause"]), ("unknown", "undetermined"), stream)
                self.assertFalse(stream["responder"]["of_port"]["held"], stream)
                wanted = ("pass", "none", "responder") if expect == "path" else ("fail", "not-installed", "responder")
                self.assertEqual((licence["verdict"], licence["cause"], licence["proof"]), wanted, licence)

    def test_a_heartbeat_port_is_sent_something_only_where_a_responder_holds_it(self):
        self.lab.wall.firewall("")
        heartbeat = "netscaler.netscaler-nsip.netscaler-ha-peer.ha-heartbeat"
        options = ["--feature", "high-availability", "--expect", "path", *self.token.option]
        with self.subTest("a responder"):
            address = self.lab.nsip.ip4
            report = program.check(self.program, self.lab.client, "netscaler-nsip", "--endpoint", f"netscaler-ha-peer={address}", *options)
            flow = program.flows(report)[heartbeat]
            self.assertEqual((flow["verdict"], flow["certainty"], flow["proof"]), ("pass", "proven", "responder"), flow)
        with self.subTest("a real peer"), self.mixed_host() as (node, mute):
            report = program.check(self.program, self.lab.client, "netscaler-nsip", "--endpoint", f"netscaler-ha-peer={node.ip4}", *options)
            flow = program.flows(report)[heartbeat]
            self.assertEqual((flow["verdict"], flow["checks"][0]["evidence"][0]["asked"]), ("unknown", "nobody"), flow)
            with self.assertRaises(BlockingIOError):
                mute[3003].recv(100)
        with self.subTest("without a token"):
            report = program.check(self.program, self.lab.client, "netscaler-nsip", "--endpoint",
                                   f"netscaler-ha-peer={self.lab.nsip.ip4}", "--feature", "high-availability", "--expect", "path")
            self.assertEqual(program.flows(report)[heartbeat]["verdict"], "skipped")

    # --- the other way

    BOTH_WAYS = "cvad.vda.delivery-controller.registration"

    def test_what_other_hosts_begin_is_checked_by_calls_back(self):
        """The controller also connects to the VDA, on the same port; its responder is asked to."""
        controller = self.lab.ddc.ip4
        for allowed, verdict, cause in ((True, "pass", "none"), (False, "fail", "dropped")):
            self.everything_open(f"ip saddr {controller} tcp dport 80 accept" if allowed else "")
            with self.subTest(allowed=allowed):
                report = self.check(PLAIN, "4", "--both-ways", "--flow", self.BOTH_WAYS)
                ways = {check["direction"]: check for check in program.flows(report)[self.BOTH_WAYS]["checks"]}
                self.assertEqual((ways["forward"]["verdict"], ways["forward"]["proof"]), ("pass", "responder"), ways)
                self.assertEqual((ways["reverse"]["verdict"], ways["reverse"]["cause"]), (verdict, cause), ways)
                self.assertEqual(ways["reverse"]["responder"]["call_back"],
                                 {"opened_here": True, "arrived": allowed, "asked": 1, "denied": False}, ways)

    def test_a_real_service_of_this_host_is_left_alone_by_calls_back(self):
        controller = self.lab.ddc.ip4
        self.everything_open(f"ip saddr {controller} tcp dport 80 accept")
        with self.lab.client.entered():
            real = socket.create_server((client(PLAIN, "4"), 80))
        with real:
            report = self.check(PLAIN, "4", "--both-ways", "--flow", self.BOTH_WAYS)
        check = next(c for c in program.flows(report)[self.BOTH_WAYS]["checks"] if c["direction"] == "reverse")
        self.assertEqual((check["verdict"], check["certainty"], check["responder"]["call_back"]["opened_here"]),
                         ("pass", "connection", False), check)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_GET

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
