# THE TABLE IS THE TEST: each case of cases.py, by the default settings, must have the outcome, verdict, cause and hop that are true.
# Once as the lab's root, once without the right to raw sockets. The table is printed as it was found.
import unittest

import sandbox

sandbox.enter()

import by_hand  # noqa: E402
from case_bench import Bench, size_of, stop_of  # noqa: E402
from cases import NETWORKS  # noqa: E402

HEADING = ("case", "", "IP", "truth", "outcome", "verdict", "cause", "passes", "stops before", "says who", "answer by", "size", "largest",
           "larger ones pass", "larger ones stop before")


class CasesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.require_programs("setpriv")

    def test_outcome_cause_and_hop_are_those_of_the_table(self):
        for network in NETWORKS:
            with Bench(network) as bench:
                self.check(network.name, bench)

    def test_the_same_without_the_right_to_raw_sockets(self):
        for network in NETWORKS:
            with Bench(network) as bench:  # a new one: its routers have not yet used up what they may say
                self.check(f"{network.name}, without raw sockets", bench, without_raw_sockets=True)

    def test_the_network_does_what_the_table_says(self):
        for network in NETWORKS:
            if not network.doubtful:  # a plain socket asks once
                with Bench(network) as bench:
                    self.compare_truths(bench)

    def check(self, title, bench, **how):
        found = bench.checks(**how)
        by_hand.print_table(title, [HEADING, *(row_of(trial, checks) for trial, checks in found)])
        self.compare(title, bench.network, found)

    def compare_truths(self, bench):
        for trial, seen in zip(bench.trials, bench.truths()):
            with self.subTest(f"{bench.network.name}: {trial.name}"):
                self.assertEqual(seen, trial.truth)
        for trial, *seen in bench.sizes():
            with self.subTest(f"{bench.network.name}: {trial.name}, large packets"):
                self.assertEqual(seen, ["answer", trial.beyond])

    def compare(self, title, network, found):
        for trial, checks in found:
            self.assertTrue(checks, trial.name)
            for check in checks:
                with self.subTest(f"{title}: {trial.name}, port {check['port']}"):
                    (self.is_not_wrong if network.doubtful else self.is_right)(trial, check)

    def is_right(self, trial, check):
        self.assertEqual(said_by(check), wanted_of(trial.case), check)
        self.assertEqual(stop_of(check), trial.stop, check.get("path"))
        self.assertEqual(size_of(check), trial.size, check.get("mtu"))
        self.assertEqual(origin_of(check), trial.case.origin, check.get("path"))
        self.assertEqual(icmp_of(check), trial.truth if trial.truth.startswith("icmp") else None, check)

    def is_not_wrong(self, trial, check):
        """A packet that is lost may leave a place unknown; where the distance of a reset is not measured it may come from the host."""
        case = trial.case
        self.assertIn(origin_of(check), ("unclear", case.origin), check.get("path"))
        unmasked = case.origin != "nearer" or origin_of(check) == "nearer"
        self.assertEqual(said_by(check), wanted_of(case) if unmasked else ("refused", "fail", "not-listening"), check)
        after, _, hop, device = stop_of(check)
        self.assertIn(after, (None, *range((case.stop.after or 0) + 1)), check.get("path"))
        self.assertIn(hop, (None, case.stop.hop), check.get("path"))
        self.assertEqual(device, trial.address_of(case.stop.device), check.get("path"))


class FlowTest(unittest.TestCase):
    """What the cases of the first network say about their flow."""

    @classmethod
    def setUpClass(cls):
        cls.bench = cls.enterClassContext(Bench(NETWORKS[0]))

    def test_where_a_case_spoils_one_transport_the_other_one_passes(self):
        (report,) = self.bench.reports().values()
        self.assertEqual(([flow["verdict"] for flow in report["flows"]], report["status"]), (["degraded"], 0))
        checks = {(check["address"], check["transport"]): check for flow in report["flows"] for check in flow["checks"]}
        for trial in self.bench.trials:
            if trial.case.behind == "dns":
                with self.subTest(trial.name):
                    check = checks[trial.address, "udp" if trial.case.transport == "tcp" else "tcp"]
                    self.assertEqual((check["outcome"], check["certainty"]), ("answered", "proven"), check)

    def test_only_the_hosts_own_refusal_shows_an_open_path(self):
        for trial, (check,) in self.bench.checks("--expect", "path"):
            case = trial.case
            if case.transport == "tcp" and case.outcome in ("refused", "rejected"):
                with self.subTest(trial.name):
                    # A closed TCP port is reset: the ICMP error is the word of a filter on the host.
                    wanted = "fail" if case.outcome == "rejected" else "pass" if case.origin == "host" else "unknown"
                    self.assertEqual(check["verdict"], wanted, check)

    def test_only_what_is_proven_blocked_passes_as_closed(self):
        open_or_not = {"answered": "fail", "mismatched": "fail", "mute": "fail", "refused": "pass", "rejected": "pass", "silent": "pass",
                       "unroutable": "unknown", "local": "unknown"}
        for trial, (check,) in self.bench.checks("--expect", "closed"):
            with self.subTest(trial.name):
                # Something nearer than the host completes the handshake: whether the host can be reached is another question.
                wanted = "unknown" if trial.case.cause == "intercepted" else open_or_not[trial.case.outcome]
                self.assertEqual((check["outcome"], check["verdict"]), (trial.case.outcome, wanted), check)


def said_by(check):
    return check["outcome"], check["verdict"], check["cause"]


def wanted_of(case):
    return case.outcome, case.verdict, case.cause


def origin_of(check):
    return check["path"]["origin"] if "path" in check else None


def icmp_of(check):
    icmp = check["icmp"]
    return f"icmp {icmp['type']}/{icmp['code']} from {icmp['offender']}" if icmp else None


def row_of(trial, checks):
    """What was found, in words; the ports of one trial in one row."""
    def words(pick):
        return ", ".join(dict.fromkeys(str(value) for value in map(pick, checks) if value is not None))
    hop = {trial.address_of(node): node for node in ("client", "gate", "wall", "server")}
    return (trial.case.name, trial.case.transport, trial.family, trial.case.truth, *(words(lambda check, i=i: said_by(check)[i]) for i in range(3)),
            words(lambda check: stop_of(check)[0]), words(lambda check: stop_of(check)[2]),
            words(lambda check: hop.get(stop_of(check)[3], stop_of(check)[3])), words(origin_of),
            *(words(lambda check, i=i: size_of(check)[i] if size_of(check) else None) for i in (0, 1, 3, 5)))


if __name__ == "__main__":
    unittest.main()
