# flowvet beside nmap (apt: nmap; 7.93 was measured) on the same lists through a router that drops: who is done sooner, and are the
# verdicts right? Run by hand: FLOWVET=build/release/flowvet python3 -B tests/bench/nmap_bench.py [ROUNDS]
#
#   client --- router, which drops --- a farm of 200 addresses
#
# Of each host's 30 TCP ports 16 answer, 8 are closed and 6 dropped; of its six UDP ports two answer, two are closed and two dropped.
# A host of the farm is an address of one namespace, so the kernel's limits on ICMP errors, which each real host has for itself, are off.
import contextlib
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))

import sandbox  # noqa: E402

sandbox.enter()
sandbox.require_programs("nmap")

from net import Node  # noqa: E402

HOSTS = [f"10.78.{1 + number // 100}.{10 + number % 100}" for number in range(200)]
TCP = list(range(7001, 7031))
TCP_OPEN, TCP_DROPPED = TCP[:16], TCP[24:]
UDP = list(range(8001, 8007))
UDP_OPEN, UDP_DROPPED = UDP[:2], UDP[4:]
TCP_WANTED = {port: "open" if port in TCP_OPEN else "dropped" if port in TCP_DROPPED else "closed" for port in TCP}
UDP_WANTED = {port: "open" if port in UDP_OPEN else "dropped" if port in UDP_DROPPED else "closed" for port in UDP}
FLOW, ROLE, TARGET = "connector-appliance.connector-appliance.dns-server.dns", "connector-appliance", "dns-server"
LIMIT = 300  # seconds

# One process for the whole farm: wildcard listeners, and DNS answers of one form.
FARM = """
import selectors, socket, sys
ready = selectors.DefaultSelector()
for port in map(int, sys.argv[1].split(",")):
    tcp = socket.create_server(("", port), backlog=4096)
    tcp.setblocking(False)
    ready.register(tcp, selectors.EVENT_READ, "accept")
for port in map(int, sys.argv[2].split(",")):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO: answer from the address that was asked
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    udp.bind(("", port))
    udp.setblocking(False)
    ready.register(udp, selectors.EVENT_READ, "answer")
print("ready", flush=True)
def answer(query):
    # NOERROR without records: header, then the question as it was asked
    return query[:2] + b"\\x84\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00" + query[12:] if len(query) > 12 else query
def serve(tcp):
    peer = tcp.accept()[0]
    peer.setblocking(False)
    ready.register(peer, selectors.EVENT_READ, "read")
def read(peer):
    try:
        data = peer.recv(4096)
        if len(data) > 14:
            reply = answer(data[2:])
            peer.send(len(reply).to_bytes(2, "big") + reply)
    except OSError:
        data = b""
    if not data:
        ready.unregister(peer)
        peer.close()
def reply(udp):
    data, ancillary, _, sender = udp.recvmsg(4096, 128)
    udp.sendmsg([answer(data)], ancillary, 0, sender)
while True:
    for key, _ in ready.select():
        try:
            {"accept": serve, "read": read, "answer": reply}[key.data](key.fileobj)
        except BlockingIOError:
            pass
"""


class Network(contextlib.ExitStack):
    def __init__(self):
        super().__init__()
        self.client, self.router, self.farm = (self.enter_context(Node(name)) for name in ("client", "router", "farm"))
        for near, far, ours, theirs in ((self.client, self.router, "10.78.0.2/24", "10.78.0.1/24"), (self.router, self.farm, "10.78.9.1/24", "10.78.9.2/24")):
            near.run("ip", "link", "add", "name", f"to-{far.name}", "type", "veth", "peer", "name", f"to-{near.name}", "netns", f"/run/netns/{far.name}")
            for node, peer, address in ((near, far, ours), (far, near, theirs)):
                node.run("ip", "link", "set", f"to-{peer.name}", "up")
                node.run("ip", "address", "add", address, "dev", f"to-{peer.name}")
        self.client.run("ip", "route", "add", "default", "via", "10.78.0.1")
        self.farm.run("ip", "route", "add", "default", "via", "10.78.9.1")
        self.router.run("ip", "route", "add", "10.78.0.0/16", "via", "10.78.9.2")
        self.farm.run("ip", "-batch", "-", input="\n".join(f"address add {host}/32 dev lo" for host in HOSTS), text=True)
        for node in (self.router, self.farm):
            node.sysctl({"ipv4/ip_forward": 1, "ipv4/icmp_ratelimit": 0, "ipv4/icmp_msgs_per_sec": 1000000, "ipv4/icmp_msgs_burst": 100000})
        ports = {name: ", ".join(map(str, numbers)) for name, numbers in (("tcp", TCP_DROPPED), ("udp", UDP_DROPPED))}
        self.router.firewall(f"table inet r {{ chain f {{ type filter hook forward priority filter\n"
                             f"tcp dport {{ {ports['tcp']} }} drop\nudp dport {{ {ports['udp']} }} drop\n}}\n}}\n")
        server = self.farm.start([sys.executable, "-c", FARM, ",".join(map(str, TCP_OPEN)), ",".join(map(str, UDP_OPEN))], stdout=subprocess.PIPE, text=True)
        self.callback(server.wait)
        self.callback(server.kill)
        server.stdout.readline()

    def run(self, command):
        """Seconds, and what was printed."""
        began = time.monotonic()
        process = self.client.start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, errors = process.communicate(timeout=LIMIT)
        if process.returncode not in (0, 1, 2):
            raise RuntimeError(f"{command[0]}: {errors}")
        return time.monotonic() - began, out


def flowvet(network, folder, hosts, transport, ports):
    """Seconds, and {(host, port): "open", "closed" or "dropped"}."""
    site = folder / "site.json"
    text = [f"{ports[0]}-{ports[-1]}"]
    both = {"tcp": [], "udp": [], transport: text}
    site.write_text(json.dumps({"endpoints": {TARGET: hosts}, "ports": {FLOW: {name: found for name, found in both.items() if found}}}))
    words = {"answered": "open", "refused": "closed", "silent": "dropped"}
    took, out = network.run([sandbox.flowvet_program(), "check", ROLE, "--site", str(site), "--flow", FLOW, "--format", "json", "--quiet"])
    checks = [check for flow in json.loads(out)["flows"] for check in flow["checks"] if check["transport"] == transport]
    return took, {(check["address"], check["port"]): words.get(check["outcome"], check["outcome"]) for check in checks if check["port"] in ports}


def nmap(network, folder, hosts, transport, ports):
    list_file = folder / "hosts"
    list_file.write_text("\n".join(hosts))
    scan = ["-sU"] if transport == "udp" else ["-sS"]
    took, out = network.run(["nmap", "-T4", "-Pn", "-n", *scan, "-p", f"{ports[0]}-{ports[-1]}", "-iL", str(list_file), "-oG", "-"])
    words = {"filtered": "dropped", "open|filtered": "dropped"}
    found = {}
    for host, rest in re.findall(r"^Host: (\S+) .*?Ports: (.*)$", out, re.MULTILINE):
        for port, state in re.findall(r"(\d+)/([a-z|]+)/", rest):
            found[host, int(port)] = words.get(state, state)
    return took, found


def wrong(found, hosts, wanted):
    return sum(found.get((host, port)) != state for host in hosts for port, state in wanted.items())


LISTS = [
    ("one host, 30 TCP ports, 6 of them dropped", HOSTS[:1], "tcp", TCP, TCP_WANTED),
    ("200 hosts, 30 TCP ports each, 6 of them dropped", HOSTS, "tcp", TCP, TCP_WANTED),
    ("200 hosts, six UDP ports each, 2 of them dropped", HOSTS, "udp", UDP, UDP_WANTED),
]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ahead = True
    with Network() as network, tempfile.TemporaryDirectory(dir="/run") as folder:
        for title, hosts, transport, ports, wanted in LISTS:
            times, mistakes = {flowvet: [], nmap: []}, {flowvet: 0, nmap: 0}
            for _ in range(rounds):  # they take turns, so that a busy machine slows both
                for program in (flowvet, nmap):
                    took, found = program(network, pathlib.Path(folder), hosts, transport, ports)
                    times[program].append(took)
                    mistakes[program] += wrong(found, hosts, wanted)
            medians = {program: statistics.median(seconds) for program, seconds in times.items()}
            good = medians[flowvet] < medians[nmap] and mistakes[flowvet] == 0
            ahead = ahead and good
            print(f"{title:50}  flowvet {medians[flowvet]:6.2f} s, {mistakes[flowvet]} wrong   nmap {medians[nmap]:6.2f} s, {mistakes[nmap]} wrong"
                  f"   {'' if good else 'BEHIND'}", flush=True)
    sys.exit(0 if ahead else 1)


if __name__ == "__main__":
    main()
