# Builds a network of cases.py: addresses, rules and servers of its cases; and runs flowvet there.
import contextlib
import pathlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import narrow
import observe
import program
import sandbox
from cases import BACK, CLIENT, EARLY, EDT, FORWARD, GATE, INPUT, OUTPUT, SERVER, SYN_PROXY, WALL, Case
from net import Lab, ip4, ip6
from servers import ask, basic, citrix

AT_ONCE = 16
FIRST_HOST = 20  # host numbers of the cases on the server's link
# Hook, and what of a packet tells that it belongs to the case.
HOOKS = {FORWARD: ("forward", "daddr", "dport"), EARLY: ("prerouting", "daddr", "dport"), BACK: ("forward", "saddr", "sport"),
         INPUT: ("input", "daddr", "dport"), OUTPUT: ("output", "daddr", "dport")}
# The server stands for a hundred hosts, of which each has the kernel's limit for all its peers (1000 ICMP errors a second) for itself.
HUNDRED_HOSTS = {"ipv4/icmp_msgs_per_sec": 100_000, "ipv4/icmp_msgs_burst": 5000}
NO_ICMP = """table inet mute {
    chain out { type filter hook output priority filter
        icmp type { time-exceeded, destination-unreachable } drop
        icmpv6 type { time-exceeded, destination-unreachable } drop
    }
    chain way { type filter hook forward priority filter - 1
        meta l4proto { icmp, ipv6-icmp } drop
    }
}"""


@dataclass(frozen=True)
class Trial:
    """A case in one address family, with its own address."""
    case: Case
    family: str
    address: str

    @property
    def name(self):
        return f"{self.case.name} ({self.case.transport} v{self.family})"

    def address_of(self, node):
        """The one that the node uses towards the client."""
        near = {CLIENT: (1, 2), GATE: (1, 1), WALL: (2, 2)}
        if node in near:
            return (ip4 if self.family == "4" else ip6)(*near[node])
        return self.address if node == SERVER else node

    @property
    def truth(self):
        return self._with_addresses(self.case.truth)

    @property
    def beyond(self):
        """What plain sockets see of a packet that is one byte larger than what gets through."""
        return self._with_addresses(self.case.size.beyond)

    def _with_addresses(self, truth):
        *words, last = truth.split(" ")
        return " ".join([*words, self.address_of(last)])

    @property
    def stop(self):
        stop = self.case.stop
        return stop.after, self.address_of(stop.node), stop.hop, self.address_of(stop.device)

    @property
    def size(self):
        if not (size := self.case.size):
            return None
        return size.limit, size.passes, size.stops, size.after, self.address_of(size.node), size.hop, self.address_of(size.device)


def trials_of(cases):
    return [Trial(case, family, case.host or make(10, FIRST_HOST + number))
            for number, case in enumerate(cases) for family, make in (("4", ip4), ("6", ip6)) if case.only in ("", family)]


def rules_of(node, trials):
    """The node's rule set: one line for each trial that it spoils."""
    chains = {chain: [] for chain in HOOKS}
    untracked = []
    for trial in trials:
        for (where, chain), verdict in trial.case.rules.items():
            if where == node:
                _, address, port = HOOKS[chain]
                match = f"{'ip' if trial.family == '4' else 'ip6'} {address} {trial.address} {trial.case.transport} {port} {trial.case.flow.port}"
                chains[chain].append(f"{match} {verdict}")
                if verdict == SYN_PROXY:
                    untracked.append(f"{match} tcp flags syn notrack")
    text = "".join(f"chain {name} {{ type filter hook {HOOKS[name][0]} priority filter\n" + "\n".join(lines) + "\n}\n"
                   for name, lines in chains.items() if lines)
    if untracked:
        text += "chain untracked { type filter hook prerouting priority raw\n" + "\n".join(untracked) + "\n}\n"
    return f"table inet faults {{\n{text}}}\n"


class Bench(contextlib.ExitStack):
    """`trials` are the network's cases in each family; `lab` is where their rules hold and their servers run."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.trials = trials_of(network.cases)
        with contextlib.ExitStack() as undo:
            self.lab = undo.enter_context(Lab(SERVER, **network.link))
            self.lab.server.more_addresses(FIRST_HOST + number for number, case in enumerate(network.cases) if not case.host)
            self._start_servers(undo)
            self._spoil()
            self.push(undo.pop_all().__exit__)

    def _start_servers(self, undo):
        folder = pathlib.Path(undo.enter_context(tempfile.TemporaryDirectory(dir="/run")))
        behind = {}
        for trial in self.trials:
            if not trial.case.host and trial.case.behind != "nothing":
                behind.setdefault(trial.case.behind, []).append(trial.address)
        server, port = self.lab.server, 53
        if dns := behind.pop("dns", []):
            undo.enter_context(basic.unbound(server, folder, dns))
        if dtls := behind.pop("dtls", []):
            undo.enter_context(citrix.fakes(server, folder, [("dtls", address, EDT.port) for address in dtls]))
        if ssh := behind.pop("ssh", []):
            undo.enter_context(basic.sshd(server, folder, ssh, port))
        if behind:
            undo.enter_context(basic.stubs(server, folder, port, behind))

    def _spoil(self):
        self.lab.server.sysctl({**self.network.limits, **HUNDRED_HOSTS})
        for node in (self.lab.gate, self.lab.wall):
            node.sysctl(self.network.limits or {"ipv4/icmp_ratelimit": 1000, "ipv6/icmp/ratelimit": 1000})
        for node in (self.lab.client, self.lab.gate, self.lab.wall, self.lab.server):
            node.firewall(rules_of(node.name, self.trials))
            node.sysctl({"netfilter/nf_conntrack_tcp_loose": 0})  # or a proxied connection's ACK would not reach the proxy
        if self.network.narrow:
            narrow.narrow_second_link(self.lab, self.network.narrow)
        if self.network.quiet:
            narrow.keep_quiet_about_size(self.lab.gate)
        if self.network.mute:
            for node in (self.lab.gate, self.lab.wall):
                node.run("nft", "-f", "-", text=True, input=NO_ICMP)

    def truths(self):
        """What plain sockets see of each trial, in their order."""
        def see(trial):
            port = trial.case.flow.port
            if trial.case.transport == "tcp":
                return observe.tcp(self.lab.client, trial.address, port)
            return observe.udp(self.lab.client, trial.address, port, question_of(trial.case))
        with ThreadPoolExecutor(AT_ONCE) as threads:  # a thread enters a node by itself; many of the trials wait for silence
            return list(threads.map(see, self.trials))

    def sizes(self):
        """(trial, what plain sockets see of the largest packet that gets through, and of one byte more) where a case is about size."""
        def see(trial, size):
            return observe.udp(self.lab.client, trial.address, trial.case.flow.port, question_of(trial.case), size)
        return [(trial, see(trial, size.passes), see(trial, size.passes + 1)) for trial in self.trials if (size := trial.case.size)]

    def reports(self, *options, without_raw_sockets=False):
        """One for each flow of the network, by the flow's id."""
        flowvet = sandbox.flowvet_program()
        flows = dict.fromkeys(trial.case.flow for trial in self.trials)
        return {flow.id: program.check(without_capabilities(flowvet) if without_raw_sockets else flowvet, self.lab.client, flow.role,
                                       "--flow", flow.id, *options, "--endpoint", f"{flow.target}={self._addresses(flow)}") for flow in flows}

    def checks(self, *options, **how):
        """(trial, its checks) for each trial: one check for each port of its flow."""
        found = [check for report in self.reports(*options, **how).values() for flow in report["flows"] for check in flow["checks"]]
        return [(trial, [check for check in found if (check["address"], check["transport"]) == (trial.address, trial.case.transport)
                         and check["port"] >= trial.case.flow.port]) for trial in self.trials]

    def _addresses(self, flow):
        return ",".join(dict.fromkeys(trial.address for trial in self.trials if trial.case.flow == flow))


def question_of(case):
    return ask.DTLS if case.behind == "dtls" else ask.DNS


def without_capabilities(command):
    """A script that starts flowvet as an ordinary user would: without the right to raw sockets."""
    script = pathlib.Path("/run/flowvet-without-capabilities")
    script.write_text(f'#!/bin/sh\nexec setpriv --bounding-set=-all --inh-caps=-all {command} "$@"\n')
    script.chmod(0o755)
    return str(script)


def size_of(check):
    mtu = check.get("mtu")
    return tuple(mtu[key] for key in ("limit", "passes", "stops", "after_hop", "after_address", "stops_before", "device")) if mtu else None


def stop_of(check):
    blocked = check["blocked_at"]
    return (blocked["after_hop"], blocked["after_address"], blocked["hop"], blocked["device"]) if blocked else (None, None, None, None)
