# How long a check takes by the default settings when flows are blocked, through a router that drops and a link with a round trip of
# some 2 ms: a VDA's check with five blocked flows, and 300 flows of which 100 are blocked. What is blocked must be placed.
# Run by hand: FLOWVET=build/release/flowvet python3 -B tests/bench/role_bench.py [ROUNDS]
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))

import sandbox  # noqa: E402

sandbox.enter()

import program  # noqa: E402
from case_bench import Bench, stop_of  # noqa: E402
from cases import DNS, FORWARD, Network, every_drop, healthy  # noqa: E402
from net import Lab, ip4  # noqa: E402

VDA_WANTED_MS = 1000
VDA_HOSTS = {"delivery-controller": 21, "license-server": 22, "storefront": 23, "session-recording-server": 24}
# Of a host that answers otherwise, and of one that answers nothing but pings.
BLOCKED = {"five flows blocked, their hosts answer others": f"ip daddr {{ {ip4(10, 21)}, {ip4(10, 22)}, {ip4(10, 24)} }} tcp dport {{ 80, 443, 27000, 7279 }} drop",
           "the hosts of five flows wholly blocked": f"ip daddr {{ {ip4(10, 21)}, {ip4(10, 22)}, {ip4(10, 24)} }} meta l4proto {{ tcp, udp }} drop"}
HEALTHY, DROP = healthy("tcp"), every_drop("tcp")[0]


def addressed(report):
    return [check for check in program.checks(report).values() if check["address"]]


def vda(rounds):
    """Whether the median keeps the bound."""
    good = True
    for title, rule in BLOCKED.items():
        with Lab("server") as lab:
            lab.server.more_addresses(VDA_HOSTS.values())
            lab.wall.firewall(f"table inet r {{ chain f {{ type filter hook forward priority filter\n{rule}\n}}\n}}\n")
            hosts = [word for role, host in VDA_HOSTS.items() for word in ("--endpoint", f"{role}={ip4(10, host)}")]
            reports = [program.check(sandbox.flowvet_program(), lab.client, "vda", *hosts) for _ in range(rounds)]
        took = statistics.median(report["run"]["took_ms"] for report in reports)
        checks = addressed(reports[-1])
        silent = [check for check in checks if check["outcome"] == "silent"]
        placed = sum(stop_of(check)[:3] == (2, ip4(2, 2), 3) for check in silent)
        good = good and took <= VDA_WANTED_MS and placed == len(silent) > 0
        print(f"VDA, {title}: {took} ms (wanted: at most {VDA_WANTED_MS}), {len(checks)} checks, {len(silent)} silent, {placed} placed", flush=True)
    return good


def three_hundred(rounds):
    good = True
    with Bench(Network("300 flows", [HEALTHY] * 100 + [DROP] * 50)) as bench:
        addresses = ", ".join(t.address for t in bench.trials if t.case is DROP and t.family == "4")
        bench.lab.wall.run("nft", f"add rule inet faults {FORWARD} ip daddr {{ {addresses} }} udp dport {DNS.port} drop")
        for title, options in (("default settings", []), ("--timeout 500 --attempts 3", ["--timeout", "500", "--attempts", "3"])):
            times = {}
            for mode in ("never", "auto") * rounds:  # they take turns, so that a busy machine slows both
                report = bench.reports("-4", "--trace", mode, *options)[DNS.id]
                times.setdefault(mode, []).append(report["run"]["took_ms"])
                silent = [check for check in addressed(report) if check["outcome"] == "silent"]
            without, traced = (statistics.median(times[mode]) for mode in ("never", "auto"))
            placed = sum(stop_of(check)[:3] == (2, ip4(2, 2), 3) for check in silent)
            good = good and traced <= 1.3 * without and placed == len(silent) == 100
            print(f"300 flows, 100 blocked, {title}: without traces {without} ms, with {traced} ms, {traced / without:.2f} times (wanted: at most 1.3), "
                  f"{placed} placed", flush=True)
    return good


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    results = [vda(rounds), three_hundred(rounds)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
