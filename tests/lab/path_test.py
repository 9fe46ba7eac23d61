# Traces beyond what the cases of cases_test.py show: when they are made, paths that go in circles, routers that hardly answer, and
# what a run with many blocked flows costs.
import time
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from case_bench import Bench, stop_of  # noqa: E402
from cases import DNS, FORWARD, WALL, Network, every_drop, healthy  # noqa: E402
from net import ip4  # noqa: E402

PORT = str(DNS.port)
DROP, GATE_DROP, HEALTHY = *every_drop("tcp")[:2], healthy("tcp")


class PathTest(unittest.TestCase):
    def bench(self, *cases, **network):
        return self.enterContext(Bench(Network(self.id(), list(cases), **network)))

    def report(self, bench, *options):
        return bench.reports(*options)[DNS.id]

    def test_nothing_is_traced_when_that_is_not_wanted(self):
        found = program.checks(self.report(self.bench(DROP, HEALTHY), "--trace", "never"))
        self.assertEqual({key for key, check in found.items() if "path" in check}, set())

    def test_a_service_that_works_is_traced_when_that_is_wanted(self):
        bench = self.bench(HEALTHY)
        check = program.checks(self.report(bench, "--trace", "always"))[bench.trials[0].address, "tcp", PORT]
        self.assertEqual((check["outcome"], check["path"]["host_hop"]), ("answered", 3), check)

    def test_routers_that_send_a_packet_round_in_circles(self):
        bench = self.bench(HEALTHY, HEALTHY)
        lost = bench.trials[2].address
        bench.lab.wall.run("ip", "route", "add", f"{lost}/32", "via", ip4(2, 1))
        check = program.checks(self.report(bench))[lost, "tcp", PORT]
        self.assertEqual((check["outcome"], check["cause"]), ("unroutable", "no-route"), check)
        self.assertEqual(stop_of(check), (2, ip4(2, 2), None, None), check["path"])
        self.assertIn("goes in circles: hop 1 and hop 3 are the same router", check["path"]["finding"])

    def test_routers_that_limit_their_answers_hide_hops_but_never_move_them(self):
        bench = self.bench(*[DROP, GATE_DROP] * 10, limits={})
        found = program.checks(self.report(bench))
        placed = 0
        for trial in bench.trials:
            with self.subTest(f"{trial.name} at {trial.address}"):
                check = found[trial.address, "tcp", PORT]
                self.assertEqual((check["outcome"], check["cause"]), ("silent", "dropped"), check)
                after, _, hop, device = stop_of(check)
                self.assertIn(after, (None, *range(trial.case.stop.after + 1)), check["path"])
                self.assertIn(hop, (None, trial.case.stop.hop), check["path"])
                self.assertIsNone(device, check)
                placed += hop is not None
        self.assertGreater(placed, 0, "with six answers at once from each router some flows can be placed")

    def test_a_hundred_blocked_flows_of_three_hundred_cost_little_time(self):
        """By the default settings, and with a fixed budget; every one of them is placed."""
        bench = self.bench(*[HEALTHY] * 100, *[DROP] * 50)
        addresses = ", ".join(t.address for t in bench.trials if t.case is DROP and t.family == "4")
        bench.lab.wall.run("nft", f"add rule inet faults {FORWARD} ip daddr {{ {addresses} }} udp dport {PORT} drop")  # TCP is dropped already
        for options, budget in ((["--timeout", "500", "--attempts", "3"], 1500), ([], None)):
            with self.subTest(options=options):
                began = time.monotonic()
                report = self.report(bench, "-4", *options)
                took = time.monotonic() - began
                checks = [check for check in program.checks(report).values() if check["address"]]
                silent = [check for check in checks if check["outcome"] == "silent"]
                self.assertEqual((len(checks), len(silent)), (300, 100))
                self.assertEqual([stop_of(check)[:3] for check in silent], [(2, ip4(2, 2), 3)] * 100)
                spent = max(attempt["began_ms"] + attempt["took_ms"] for check in silent for attempt in check["evidence"])
                print(f"{' '.join(options) or 'default settings'}: {report['run']['took_ms']} ms, attempts until {spent:.0f} ms, started and ended in {took:.2f} s")
                self.assertLess(report["run"]["took_ms"], 1.3 * (budget or spent), f"started and ended within {took:.2f} s")


if __name__ == "__main__":
    unittest.main()
