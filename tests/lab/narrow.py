# A link on the way that carries less than the others, and routers that do not say so.
from net import ip4, ip6

HOLE = """table inet hole {
    chain out { type filter hook output priority filter
        icmp type destination-unreachable icmp code frag-needed drop
        icmpv6 type packet-too-big drop
    }
    }"""


def narrow_second_link(lab, mtu):
    """Between gate (hop 1, which then says so) and wall (hop 2)."""
    lab.gate.run("ip", "link", "set", "dev", "uplink", "mtu", str(mtu))
    lab.wall.run("ip", "link", "set", "dev", "downlink", "mtu", str(mtu))


def keep_quiet_about_size(node):
    """The path MTU black hole: packets that are too big for the next link of this router get lost, and it sends no ICMP about them."""
    node.run("nft", "-f", "-", input=HOLE, text=True)


def widen_all_links(lab, mtu):
    for node, interface in ((lab.client, "uplink"), (lab.wire, "left"), (lab.wire, "right"), (lab.gate, "downlink"), (lab.gate, "uplink"),
                            (lab.wall, "downlink"), *((lab.wall, server.name) for server in lab.servers),
                            *((server, "uplink") for server in lab.servers)):
        node.run("ip", "link", "set", "dev", interface, "mtu", str(mtu))


def router(number, address):
    """The address at which hop 1 or 2 answers on the way to this address."""
    return (ip6 if ":" in address else ip4)(number, number)
