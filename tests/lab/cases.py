# Every way in which a network can stop or spoil a flow, and what flowvet must say about it. Data only: cases_test.py carries it out.
# Each case has an address of its own on the server and rules on some nodes; `truth` is what plain sockets see there.
#
#   client --- hop 1: gate 10.77.1.1 --- hop 2: wall 10.77.2.2 --- hop 3: server
from dataclasses import dataclass, field

from net import UNLIMITED, ip4, ip6

CLIENT, GATE, WALL, SERVER = "client", "gate", "wall", "server"
# Where a rule stands on its node: on the way through, before the hop limit is looked at, on the way back, at the node itself, on leaving.
FORWARD, EARLY, BACK, INPUT, OUTPUT = "forward", "early", "back", "input", "output"
RESET = "reject with tcp reset"
# A well-made SYN proxy: answers the SYN itself, and asks the server only afterwards.
SYN_PROXY = "ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm"


@dataclass(frozen=True)
class Flow:
    role: str
    id: str
    target: str
    port: int


DNS = Flow("connector-appliance", "connector-appliance.connector-appliance.dns-server.dns", "dns-server", 53)  # TCP and UDP alike
AUDIO = Flow("workspace-app", "cvad.workspace-app.vda.audio-udp", "vda", 16500)  # UDP 16500-16509
EDT = Flow("vda", "gateway-service.vda.gateway-service.edt", "gateway-service", 443)  # UDP, DTLS: its packets are as large as the path carries


@dataclass(frozen=True)
class Stop:
    """How far a flow is known to get; nodes stand for their addresses towards the client."""
    after: int | None = None      # the last hop that it is known to pass
    node: str | None = None       # who stands there
    hop: int | None = None        # the one that it does not reach
    device: str | None = None     # who says so


NOWHERE = Stop()


@dataclass(frozen=True)
class Size:
    """Which packets of a flow get through, and where larger ones stop. Sizes in bytes, with the IP header."""
    limit: str                    # report.schema.json's word
    passes: int                   # the largest that gets through
    stops: int                    # the smallest that was seen to stop
    beyond: str                   # observe.py's words for a packet that is one byte larger than what passes
    after: int                    # the last hop that larger ones pass
    node: str                     # who stands there
    hop: int | None = None        # the one that it does not reach
    device: str | None = None     # who says what fits


@dataclass(frozen=True)
class Case:
    name: str
    transport: str
    rules: dict      # (node, chain) -> nftables verdict for this case's packets
    behind: str      # what listens on the server: "dns", "dtls", "ssh", "nothing", or one of servers/stubs.py
    truth: str       # observe.py's words
    outcome: str
    verdict: str
    cause: str
    stop: Stop = NOWHERE
    origin: str | None = None  # of the answer in the host's name, by its distance; None: not measured
    host: str = ""   # an address instead of one on the server's link
    only: str = ""   # "4" or "6": the case exists in one family
    flow: Flow = DNS
    size: Size | None = None   # of flows that need large packets


@dataclass(frozen=True)
class Network:
    """`doubtful`: its packets get lost, so a stop may stay unknown but must never be wrong."""
    name: str
    cases: list
    link: dict = field(default_factory=dict)     # of the relay on the client's link
    limits: dict = field(default_factory=lambda: UNLIMITED)  # of ICMP errors, on routers and server
    mute: bool = False                           # nobody says anything by ICMP
    narrow: int = 0                              # MTU of the link between gate and wall, where it is not that of all others
    quiet: bool = False                          # and gate does not say so: packets that are larger vanish
    doubtful: bool = False


def silent(name, transport, rules, stop):
    return Case(name, transport, rules, "dns", "timeout", "silent", "fail", "dropped", stop, "unclear")


def rejected(transport, word, code, only, device=WALL, outcome="rejected", cause="rejected"):
    """A firewall's reject with an ICMP code: the packet is answered with an error that names the firewall."""
    family, chain, after = "icmp" if only == "4" else "icmpv6", INPUT if device == SERVER else FORWARD, 1 if device == GATE else 2
    by_host = transport == "udp" and outcome == "refused"  # the host says that the packet arrived: nothing is left to trace
    stop = NOWHERE if outcome == "refused" else Stop(after, GATE if after == 1 else WALL, after + 1, device)
    return Case(f"{word} by {device}", transport, {(device, chain): f"reject with {family} type {word}"}, "dns", f"icmp {code} from {device}",
                outcome, "fail", cause, stop, None if by_host else "unclear", only=only)


def every_reject(transport):
    """What a router says when it has no route or no neighbour is believed, although a firewall may use the same words."""
    return [
        rejected(transport, "net-unreachable", "3/0", "4", outcome="unroutable", cause="no-route"),
        rejected(transport, "host-unreachable", "3/1", "4", outcome="unroutable", cause="host-down"),
        rejected(transport, "prot-unreachable", "3/2", "4"),
        rejected(transport, "port-unreachable", "3/3", "4"),
        rejected(transport, "net-prohibited", "3/9", "4"),
        rejected(transport, "host-prohibited", "3/10", "4"),
        rejected(transport, "admin-prohibited", "3/13", "4"),
        rejected(transport, "no-route", "1/0", "6", outcome="unroutable", cause="no-route"),
        rejected(transport, "admin-prohibited", "1/1", "6"),
        rejected(transport, "addr-unreachable", "1/3", "6", outcome="unroutable", cause="host-down"),
        rejected(transport, "port-unreachable", "1/4", "6"),
        rejected(transport, "policy-fail", "1/5", "6"),
        rejected(transport, "reject-route", "1/6", "6"),
        rejected(transport, "admin-prohibited", "3/13", "4", device=GATE),
        rejected(transport, "admin-prohibited", "1/1", "6", device=GATE),
        # The destination's own firewall, as firewalld and a bare `iptables -j REJECT` are set up by default:
        rejected(transport, "host-prohibited", "3/10", "4", device=SERVER),
        rejected(transport, "admin-prohibited", "1/1", "6", device=SERVER),
        rejected(transport, "port-unreachable", "3/3", "4", device=SERVER, outcome="refused", cause="not-listening"),
    ]


def every_drop(transport):
    return [
        silent("wall drops", transport, {(WALL, FORWARD): "drop"}, Stop(2, WALL, 3)),
        silent("gate drops", transport, {(GATE, FORWARD): "drop"}, Stop(1, GATE, 2)),
        silent("wall drops without a word about expired packets", transport, {(WALL, EARLY): "drop"}, Stop(1, GATE, 2)),
        silent("gate drops before anything is heard", transport, {(GATE, EARLY): "drop"}, Stop(0, None, 1)),
        silent("server drops", transport, {(SERVER, INPUT): "drop"}, Stop(2, WALL, 3)),
        silent("replies dropped at wall", transport, {(WALL, BACK): "drop"}, Stop(2, WALL, 3)),
        silent("replies dropped at gate", transport, {(GATE, BACK): "drop"}, Stop(2, WALL, 3)),
    ]


def healthy(transport):
    return Case("open", transport, {}, "dns", "open" if transport == "tcp" else "answer", "answered", "pass", "none")


def closed(transport, only=""):
    if transport == "tcp":
        return Case("closed port", "tcp", {}, "nothing", "reset", "refused", "fail", "not-listening", origin="host", only=only)
    return Case("closed port", "udp", {}, "nothing", f"icmp {'3/3' if only == '4' else '1/4'} from server", "refused", "fail", "not-listening",
                only=only)


FORGED_BY_WALL = Case("reset forged by wall", "tcp", {(WALL, FORWARD): RESET}, "dns", "reset", "rejected", "fail", "rejected", Stop(2, WALL), "nearer")
FORGED_BY_GATE = Case("reset forged by gate", "tcp", {(GATE, FORWARD): RESET}, "dns", "reset", "rejected", "fail", "rejected", Stop(1, GATE), "nearer")


def syn_proxy(node):
    return Case(f"SYN proxy on {node}, dead server", "tcp", {(node, FORWARD): SYN_PROXY, (SERVER, INPUT): "drop"}, "dns", "open", "mute", "fail",
                "intercepted", origin="nearer")


def wrong_services():
    return [
        Case("wrong service: ssh", "tcp", {}, "ssh", "open", "mismatched", "fail", "wrong-service", origin="unclear"),
        Case("wrong service: echo", "tcp", {}, "echo_tcp", "open", "mismatched", "fail", "wrong-service", origin="unclear"),
        Case("wrong service: echo", "udp", {}, "echo_udp", "answer", "mismatched", "fail", "wrong-service", origin="unclear"),
        Case("accepts and holds", "tcp", {}, "hold_tcp", "open", "mute", "fail", "no-answer", origin="unclear"),
        Case("accepts and closes", "tcp", {}, "close_tcp", "open", "mute", "fail", "no-answer", origin="unclear"),
        Case("listens and is mute", "udp", {}, "hold_udp", "timeout", "silent", "fail", "dropped", Stop(2, WALL, 3), "unclear"),
    ]


def absent(transport, only):
    make, code = (ip4, "3/1") if only == "4" else (ip6, "1/3")
    return Case("absent host", transport, {}, "nothing", f"icmp {code} from wall", "unroutable", "fail", "host-down", Stop(2, WALL, 3, WALL), "unclear",
                host=make(10, 250 if transport == "tcp" else 251), only=only)


def no_route_at_gate(transport, only):
    make, code = (ip4, "3/0") if only == "4" else (ip6, "1/0")
    return Case("no route at gate", transport, {}, "nothing", f"icmp {code} from gate", "unroutable", "fail", "no-route", Stop(0, None, 1, GATE), "unclear",
                host=make(200, 1), only=only)


def no_route_here(transport, only):
    return Case("no route on this host", transport, {}, "nothing", "no-route", "unroutable", "fail", "no-route",
                host="10.99.0.1" if only == "4" else "fd99::1", only=only)


def local_firewall():
    return [
        Case("this host's own firewall drops", "udp", {(CLIENT, OUTPUT): "drop"}, "dns", "EPERM", "local", "unknown", "local-firewall"),
        Case("this host's own firewall drops", "tcp", {(CLIENT, OUTPUT): "drop"}, "dns", "timeout", "local", "unknown", "local-firewall"),
        Case("this host's own firewall rejects", "tcp", {(CLIENT, OUTPUT): "reject with icmp type admin-prohibited"}, "dns", "icmp 3/13 from client",
             "local", "unknown", "local-firewall", only="4"),
        Case("this host's own firewall rejects", "tcp", {(CLIENT, OUTPUT): "reject with icmpv6 type admin-prohibited"}, "dns", "icmp 1/1 from client",
             "local", "unknown", "local-firewall", only="6"),
    ]


LINK, NARROW = 1500, 1400  # bytes: what the client's own link carries, and the one behind gate


def mtu_told(only):
    """Path MTU discovery as it should be (RFC 1191, RFC 8201): the service works, and larger packets are not sent."""
    code = "3/4" if only == "4" else "2/0"
    size = Size("told", NARROW, LINK, f"icmp {code} from gate", after=1, node=GATE, device=GATE)
    return Case("narrow link, its MTU told", "udp", {}, "dtls", "answer", "answered", "pass", "none", only=only, flow=EDT, size=size)


MTU_HOLE = Case("MTU hole", "udp", {}, "dtls", "answer", "answered", "degraded", "dropped", flow=EDT,
                size=Size("vanishing", NARROW, NARROW + 1, "timeout", after=1, node=GATE, hop=2))


def for_both(make):
    return [*make("tcp"), *make("udp")]


def of_both_families(make):
    return [make(transport, only) for transport in ("tcp", "udp") for only in ("4", "6")]


# Where nobody speaks ICMP, nothing is claimed about places, and an ICMP error of a closed port is not heard either.
def unplaced(case):
    return Case(**{**vars(case), "stop": NOWHERE, "origin": "unclear"})


MUTE = [
    healthy("tcp"), healthy("udp"),
    unplaced(every_drop("tcp")[0]), unplaced(every_drop("udp")[0]),
    unplaced(closed("tcp")),
    Case("reset forged by wall", "tcp", {(WALL, FORWARD): RESET}, "dns", "reset", "refused", "fail", "not-listening", origin="unclear"),
    Case("closed port", "udp", {}, "nothing", "timeout", "silent", "fail", "dropped", origin="unclear"),
    Case("admin-prohibited by wall", "tcp", {(WALL, FORWARD): "reject with icmp type admin-prohibited"}, "dns", "timeout", "silent", "fail", "dropped",
         origin="unclear", only="4"),
]

NETWORKS = [
    Network("1 ms away", [
        *for_both(lambda t: [healthy(t), *every_drop(t), *every_reject(t)]),
        closed("tcp"), closed("udp", "4"), closed("udp", "6"),
        Case("server's own filter resets", "tcp", {(SERVER, INPUT): RESET}, "dns", "reset", "refused", "fail", "not-listening", origin="host"),
        FORGED_BY_WALL, FORGED_BY_GATE, syn_proxy(WALL), syn_proxy(GATE),
        *wrong_services(), *of_both_families(absent), *of_both_families(no_route_here), *local_firewall(),
    ]),
    # By itself: Linux gives few of these errors to one peer, and fewer still after others.
    Network("a router without a route", [healthy("tcp"), *of_both_families(no_route_at_gate)]),
    Network("hosts and routers limit their ICMP errors as Linux does by default", [
        # Audio listens during sessions only: the host's own refusal shows that the path is open, which is all that is asked.
        Case("closed ports 16500-16509", "udp", {}, "nothing", "icmp 3/3 from server", "refused", "pass", "none", only="4", flow=AUDIO),
        Case("closed ports 16500-16509", "udp", {}, "nothing", "icmp 1/4 from server", "refused", "pass", "none", only="6", flow=AUDIO),
        every_drop("tcp")[0],
    ], limits={}),
    Network("200 ms away", [*for_both(lambda t: [healthy(t), *every_drop(t)[:2]]), closed("tcp"), closed("udp", "4"), FORGED_BY_WALL, syn_proxy(WALL)],
            link={"delay_ms": 100}),
    Network("nobody says anything by ICMP", MUTE, mute=True),
    Network(f"a link that carries {NARROW} bytes, and gate says so", [mtu_told("4"), mtu_told("6")], narrow=NARROW),
    Network(f"a link that carries {NARROW} bytes, and nobody says so", [MTU_HOLE], narrow=NARROW, quiet=True),
    Network("30 % of the packets lost each way", [*for_both(lambda t: [healthy(t), *every_drop(t)[:2]]), closed("tcp"), FORGED_BY_WALL],
            link={"loss": 0.3}, doubtful=True),
    Network("packets reordered and doubled", [*for_both(lambda t: [healthy(t), *every_drop(t)[:2]]), closed("tcp"), closed("udp", "4"), FORGED_BY_WALL],
            link={"delay_ms": 5, "jitter_ms": 20, "double": 0.3}, doubtful=True),
]
