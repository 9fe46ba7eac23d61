# Every service that flowvet knows, asked for where something else stands: none may pass. One host has an address for each wrong
# speaker, and all ports of that address lead to it.
import collections
import pathlib
import tempfile
import unittest
from dataclasses import dataclass

import sandbox

sandbox.enter()

import by_hand  # noqa: E402
from net import UNLIMITED, Lab, ip4  # noqa: E402
from servers import basic, certificates  # noqa: E402

NAME = "swapped.lab.example"
BEHIND = 7  # where each speaker listens
FIRST_HOST = 20  # host numbers of the speakers
PAGE = {"*": (200, "text/html", "<html><head><title>Blocked</title></head><body>Ask your administrator.</body></html>")}
SYN_PROXY = "ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm"
REACHED = {"tcp": ("mute", "mismatched"), "udp": ("mismatched",)}  # outcomes that only a speaker's own doing explains
UNHEARD = ("mismatched", "silent")  # real servers drop what they do not understand
# A connection is tried once, because most of it is waiting for an answer that does not come.
OPTIONS = {"tcp": ("--attempts", "1", "--timeout", "5000"), "udp": ()}


@dataclass(frozen=True)
class Speaker:
    name: str
    transport: str
    right: tuple = ()  # the services that it really is
    outcomes: tuple = ()

    @property
    def key(self):
        return self.transport, self.name


# Those that let flowvet wait come first, so that the others are asked meanwhile.
HOLD, CLOSE, ECHO, DEAD = "accepts and holds", "accepts and closes", "echo", "SYN proxy before a dead server"
DRIP, FLOOD = "tarpit that drips lines", "endless text"
HTTP, HTTPS, BLOCK, BLOCK_TLS = "HTTP server", "HTTPS server", "block page", "block page with TLS"
BALANCER, BALANCER_TLS = "load balancer without servers", "load balancer without servers, with TLS"
SSH, DNS, LDAP, NTP, MUTE = "SSH server", "DNS server", "LDAP server", "NTP server", "says nothing"
SPEAKERS = [
    Speaker(HOLD, "tcp"),
    Speaker(DEAD, "tcp"),
    Speaker(DRIP, "tcp"),
    Speaker(FLOOD, "tcp"),
    Speaker(CLOSE, "tcp"),
    Speaker(ECHO, "tcp"),
    Speaker(HTTP, "tcp", ("http",)),
    Speaker(HTTPS, "tcp", ("http", "tls")),
    Speaker(BLOCK, "tcp", ("http",)),
    Speaker(BLOCK_TLS, "tcp", ("http", "tls")),
    Speaker(BALANCER, "tcp"),
    Speaker(BALANCER_TLS, "tcp", ("tls",)),
    Speaker(SSH, "tcp", ("ssh",)),
    Speaker(DNS, "tcp", ("dns",)),
    Speaker(LDAP, "tcp", ("ldap",)),
    Speaker(MUTE, "udp", outcomes=("silent",)),
    Speaker(ECHO, "udp"),
    Speaker(DNS, "udp", ("dns",), UNHEARD),
    Speaker(NTP, "udp", ("ntp",), UNHEARD),
]
ADDRESSES = {speaker.key: ip4(10, FIRST_HOST + number) for number, speaker in enumerate(SPEAKERS)}


class Swapped:
    """The network with all speakers; what starts is ended with `keep`."""

    def __init__(self, keep, folder):
        self._keep, self._folder = keep, folder
        self.lab = keep(Lab("swap"))
        authority = certificates.Authority(folder)
        self.environment = {"SSL_CERT_FILE": str(authority.certificate)}
        node = self.lab.swap
        node.sysctl(UNLIMITED)
        node.more_addresses(range(FIRST_HOST, FIRST_HOST + len(SPEAKERS)))
        self._start_servers(node, authority.issue("swapped", f"DNS:{NAME}"))
        node.firewall(self._every_port_leads_to_the_speaker())
        self._put_syn_proxy_before(ADDRESSES["tcp", DEAD])

    def _start_servers(self, node, tls):
        keep, new, at = self._keep, self._new, ADDRESSES
        keep(basic.nginx(node, new("nginx"), [
            (at["tcp", HTTP], BEHIND, None, {}), (at["tcp", HTTPS], BEHIND, tls, {}), (at["tcp", BLOCK], BEHIND, None, PAGE),
            (at["tcp", BLOCK_TLS], BEHIND, tls, PAGE)]))
        keep(basic.haproxy(node, new("balancer"), [(at["tcp", BALANCER], BEHIND, None), (at["tcp", BALANCER_TLS], BEHIND, tls)]))
        keep(basic.sshd(node, new("ssh"), [at["tcp", SSH]], BEHIND))
        keep(basic.unbound(node, new("dns"), [at["tcp", DNS], at["udp", DNS]], ports=[BEHIND]))
        keep(basic.chronyd(node, new("ntp"), [at["udp", NTP]], BEHIND))
        keep(basic.slapd(node, new("ldap"), [at["tcp", LDAP]], port=BEHIND))
        keep(basic.stubs(node, new("stubs"), BEHIND, {
            "hold_tcp": [at["tcp", HOLD]], "close_tcp": [at["tcp", CLOSE]], "echo_tcp": [at["tcp", ECHO]], "drip_tcp": [at["tcp", DRIP]],
            "flood_tcp": [at["tcp", FLOOD]], "hold_udp": [at["udp", MUTE]], "echo_udp": [at["udp", ECHO]]}))

    @staticmethod
    def _every_port_leads_to_the_speaker():
        lines = "\n".join(f"ip daddr {address} {transport} dport 1-65535 dnat to {address}:{BEHIND}"
                          for (transport, _), address in ADDRESSES.items())
        return (f"table ip swap {{\nchain lead {{ type nat hook prerouting priority dstnat\n{lines}\n}}\n"
                f"chain dead {{ type filter hook input priority filter; ip daddr {ADDRESSES['tcp', DEAD]} drop; }}\n}}\n")

    def _put_syn_proxy_before(self, address):
        wall = self.lab.wall
        untracked = f"ip daddr {address} tcp flags syn notrack"
        wall.firewall(f"table ip proxy {{\nchain untracked {{ type filter hook prerouting priority raw; {untracked}; }}\n"
                      f"chain proxy {{ type filter hook forward priority filter; ip daddr {address} {SYN_PROXY}; }}\n}}\n")
        wall.sysctl({"netfilter/nf_conntrack_tcp_loose": 0})  # or the proxied connection's ACK would not reach the proxy

    def _new(self, name):
        folder = self._folder / name
        folder.mkdir()
        return folder


def questions_to(speaker, services):
    """Every service of the speaker's transport at each of its usual ports, a range by its first port."""
    return [by_hand.Question(f"{service['name']}/{speaker.transport}", ADDRESSES[speaker.key], int(port.split("-")[0]), NAME,
                             OPTIONS[speaker.transport])
            for service in services if service["transport"] == speaker.transport for port in service["ports"] or ["1"]]


def reached_by(question, speaker):
    """The outcomes that show that the speaker was asked. Without a secret accounting has no question, so no reply is a wrong one."""
    outcomes = speaker.outcomes or REACHED[speaker.transport]
    return (*outcomes, "mute") if question.service == "radius-accounting/udp" else outcomes


class SwappedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.require_programs("nginx", "haproxy", "sshd", "ssh-keygen", "unbound", "chronyd", "slapd", "openssl")
        cls.program = sandbox.flowvet_program()
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.site = Swapped(cls.enterClassContext, folder)

    def test_no_service_passes_where_something_else_stands(self):
        services = by_hand.services(self.program)
        asked = [(speaker, question) for speaker in SPEAKERS for question in questions_to(speaker, services)]
        answers = by_hand.probe_all(self.program, self.site.lab.client, [question for _, question in asked], self.site.environment)
        counts = collections.defaultdict(collections.Counter)
        for (speaker, question), answer in zip(asked, answers):
            counts[speaker][answer.verdict] += 1
            if question.service.split("/")[0] not in speaker.right:
                with self.subTest(f"{question.service} on port {question.port}, {speaker.name}"):
                    self.assertIn(answer.verdict, ("fail", "unknown"), answer.check)
                    self.assertIn(answer.outcome, reached_by(question, speaker), answer.check)
            elif answer.verdict == "pass":
                counts[speaker]["right"] += 1
        for speaker in SPEAKERS:
            with self.subTest(f"{speaker.name} is found where it is right"):
                self.assertEqual(counts[speaker]["right"] > 0, bool(speaker.right))
        words = ("fail", "unknown", "pass", "right")
        by_hand.print_table("In place of every service", [("speaker", "over", "fail", "unknown", "pass", "of them rightly"), *(
            (speaker.name, speaker.transport, *(str(counts[speaker][word]) for word in words)) for speaker in SPEAKERS)])


if __name__ == "__main__":
    unittest.main()
