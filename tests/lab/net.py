# A network in namespaces: client - relay - gate - wall - one link to each server. Gate and wall are routers; wall is the
# firewall. IPv4 and IPv6 everywhere; link N is 10.77.N.0/24 and fd77:0:0:N::/64, the side nearer the client has .1 and ::1.
#
#   client 10.77.1.2 -[relay]- 10.77.1.1 gate 10.77.2.1 --- 10.77.2.2 wall 10.77.N.1 --- 10.77.N.2 server (N = 10, 11, ...)
import contextlib
import ctypes
import errno
import os
import pathlib
import socket
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
PATIENCE = 30  # seconds that any condition may take on a busy machine before the lab counts as broken
_libc = ctypes.CDLL(None, use_errno=True)

UNLIMITED = {"ipv4/icmp_ratelimit": 0, "ipv6/icmp/ratelimit": 0}  # by default a host sends few ICMP errors to one peer
ROUTER_SYSCTLS = {"ipv4/ip_forward": 1, "ipv6/conf/all/forwarding": 1, **UNLIMITED}
# An absent neighbour is known after one unanswered question of 100 ms instead of after three seconds.
NEIGHBOUR_SYSCTLS = {"mcast_solicit": 1, "retrans_time_ms": 100}


def ip4(link, host):
    return f"10.77.{link}.{host}"


def ip6(link, host):
    return f"fd77:0:0:{link:x}::{host:x}"


def wait_until(condition, what):
    """Waits for condition() to be true; whatever it is that a test waits for, it must come within PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"the lab waited {PATIENCE} s in vain: {what}")
        time.sleep(0.02)
    return found


class Node:
    """One network namespace."""

    def __init__(self, name):
        self.name = name
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.sysctl({"ipv4/conf/all/rp_filter": 0, "ipv4/conf/default/rp_filter": 0,
                     "ipv6/conf/all/accept_dad": 0, "ipv6/conf/default/accept_dad": 0})
        self.run("ip", "link", "set", "lo", "up")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "delete", self.name], check=True)

    @contextlib.contextmanager
    def entered(self):
        """Sockets opened and processes started inside the block belong to this node, also after it."""
        with open("/proc/thread-self/ns/net") as here, open(f"/run/netns/{self.name}") as there:
            _setns(there.fileno())
            try:
                yield
            finally:
                _setns(here.fileno())

    def sysctl(self, values):
        with self.entered():
            for key, value in values.items():
                pathlib.Path("/proc/sys/net", key).write_text(str(value))

    def run(self, *command, **options):
        with self.entered():
            return subprocess.run(command, check=True, **options)

    def start(self, command, **options):
        with self.entered():
            return subprocess.Popen(command, **options)

    def firewall(self, rules):
        """Replaces the node's whole nftables rule set."""
        self.run("nft", "-f", "-", input="flush ruleset\n" + rules, text=True)

    def address(self, interface, link, host):
        """Gives one of the node's interfaces the addresses of a host on a link."""
        self.run("ip", "address", "add", f"{ip4(link, host)}/24", "dev", interface)
        self.run("ip", "address", "add", f"{ip6(link, host)}/64", "dev", interface, "nodad")

    def route(self, destination4, destination6, via):
        self.run("ip", "route", "add", destination4, "via", ip4(*via))
        self.run("ip", "-6", "route", "add", destination6, "via", ip6(*via))


class Server(Node):
    def __init__(self, name, link):
        super().__init__(name)
        self.link = link
        self.ip4, self.ip6 = ip4(link, 2), ip6(link, 2)

    def more_addresses(self, hosts):
        """Adds whole lists of host numbers on the server's link at once."""
        lines = [f"address add {ip4(self.link, h)}/24 dev uplink\naddress add {ip6(self.link, h)}/64 dev uplink nodad" for h in hosts]
        self.run("ip", "-batch", "-", input="\n".join(lines), text=True)


class Lab:
    """The network as one value: `with Lab("web", "dc") as lab`, then lab.client, lab.gate, lab.wall, lab.web, lab.dc."""

    def __init__(self, *servers, delay_ms=1.0, jitter_ms=0.0, loss=0.0, double=0.0, seed=1):
        with contextlib.ExitStack() as undo:
            self.client, self.wire, self.gate, self.wall = (undo.enter_context(Node(name)) for name in ("client", "wire", "gate", "wall"))
            self.servers = [undo.enter_context(Server(name, 10 + number)) for number, name in enumerate(servers)]
            for server in self.servers:
                setattr(self, server.name, server)
            self._lay_cables()
            self._make_routes()
            self._start_relay(undo, ["--delay-ms", str(delay_ms), "--jitter-ms", str(jitter_ms), "--loss", str(loss),
                                      "--double", str(double), "--seed", str(seed)])
            self._wait_for_ipv6()
            self._undo = undo.pop_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._undo.close()

    def _start_relay(self, undo, options):
        relay = pathlib.Path(__file__).with_name("relay.py")
        self._relay = self.wire.start([sys.executable, str(relay), "left", "right", *options])
        undo.callback(self._relay.wait)
        undo.callback(self._relay.kill)

    def _lay_cables(self):
        self.wire.sysctl({"ipv6/conf/default/disable_ipv6": 1})  # the relay must not speak itself
        _cable(self.client, "uplink", self.wire, "left")
        _cable(self.wire, "right", self.gate, "downlink")
        _cable(self.gate, "uplink", self.wall, "downlink")
        self.client.address("uplink", 1, 2)
        self.gate.address("downlink", 1, 1)
        self.gate.address("uplink", 2, 1)
        self.wall.address("downlink", 2, 2)
        for server in self.servers:
            _cable(self.wall, server.name, server, "uplink")
            self.wall.address(server.name, server.link, 1)
            server.address("uplink", server.link, 2)

    def _make_routes(self):
        self.gate.sysctl(ROUTER_SYSCTLS)
        self.wall.sysctl(ROUTER_SYSCTLS)
        self.client.route("10.77.0.0/16", "fd77::/32", via=(1, 1))  # no default route: elsewhere is "no route" on this host
        self.wall.route("default", "default", via=(2, 1))
        for server in self.servers:
            self.gate.route(f"{ip4(server.link, 0)}/24", f"{ip6(server.link, 0)}/64", via=(2, 2))
            server.route("default", "default", via=(server.link, 1))
            for family in ("ipv4", "ipv6"):
                self.wall.sysctl({f"{family}/neigh/{server.name}/{key}": value for key, value in NEIGHBOUR_SYSCTLS.items()})

    def _wait_for_ipv6(self):
        """The first IPv6 packets on a fresh link are lost; a closed port that refuses shows that both ways are open."""
        for server in self.servers:
            for address in (server.ip4, server.ip6):
                wait_until(lambda a=address: self._relay_lives() and _refuses(self.client, a), f"{server.name} {address} reached from the client")

    def _relay_lives(self):
        if self._relay.poll() is not None:
            raise RuntimeError(f"the relay ended with status {self._relay.returncode}")
        return True


def _setns(descriptor):
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _cable(node, interface, peer, peer_interface):
    node.run("ip", "link", "add", "name", interface, "type", "veth", "peer", "name", peer_interface, "netns", f"/run/netns/{peer.name}")
    node.run("ip", "link", "set", "dev", interface, "up")
    peer.run("ip", "link", "set", "dev", peer_interface, "up")


def _refuses(node, address, port=9):
    with node.entered(), socket.socket(family_of(address), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(0.3)
        return tcp.connect_ex((address, port)) == errno.ECONNREFUSED


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET
