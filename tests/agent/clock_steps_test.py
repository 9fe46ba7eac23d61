"""The wall clock of a running agent is set: a year forward, an hour back, over the begin and the end of summer time. The steady clock runs
on, and so must the schedule. The wall clock is set by libfaketime, for the agent alone.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import glob
import signal
import sys
import time
import unittest

from agent_test import AgentCase, run, wait_until

SKIP = 77
LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
WATCHED = 5  # seconds, hence runs, after a step
SPARE = 2  # runs: those under way at either end, and a busy machine


class ClockSteps(AgentCase):
    def begin(self, clock, zone="UTC", **job):
        """An agent whose wall clock is the real one shifted by `clock`, or begins there if that is a time."""
        self.write_config(self.job(**job), keep={"days": 1})
        self.clock = self.folder / "clock"
        self.clock.write_text(clock)
        self.zone = zone
        self.agent = self.start(environment={"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
                                             "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "TZ": zone})
        self.agent.says(r"run \d+ finished", 3)

    def set_clock(self, clock):
        self.clock.with_suffix(".new").write_text(clock)
        self.clock.with_suffix(".new").rename(self.clock)

    def assert_schedule_goes_on(self):
        """As many runs as there are seconds, by a clock that nobody sets."""
        before, began = len(self.agent.runs()), time.monotonic()
        wait_until(lambda: len(self.agent.runs()) - before >= WATCHED, "runs after the clock was set")
        took = time.monotonic() - began
        self.assertLess(abs(took - WATCHED), SPARE, f"{WATCHED} runs in {took:.1f} s")

    def assert_nothing_is_forgotten(self):
        self.assertEqual(self.agent.end(signal.SIGTERM), 0)
        self.assertEqual(self.assert_intact(), self.agent.runs())
        runs = self.history("--runs")["runs"]
        self.assertEqual([one["state"] for one in runs], ["finished"] * len(runs))
        flow = self.flow()
        self.assertEqual((flow["verdict"], flow["uptime"], flow["outages"]), ("pass", 1, 0))
        for words in ([], ["--runs"], ["--since", "1d"]):
            text = run("history", *words, "--database", str(self.database))
            self.assertEqual(text.returncode, 0, text.stderr)
            self.assertNotRegex(text.stdout, r"-\d+ (ms|s|min|h|d)\b")

    def test_a_year_forward_and_back(self):
        self.begin("+0")
        self.set_clock("+365d")
        self.assert_schedule_goes_on()
        self.assertIn("the clock was set forward by 365 d", self.agent.text())
        self.set_clock("+0")
        self.assert_schedule_goes_on()
        self.assertIn("the clock was set back by 365 d", self.agent.text())
        self.assert_nothing_is_forgotten()

    def test_an_hour_back(self):
        self.begin("+0")
        self.set_clock("-3600")
        self.assert_schedule_goes_on()
        self.assert_nothing_is_forgotten()

    def test_summer_time_begins_and_ends_within_the_active_hours(self):
        for what, clock in (("begins", "@2027-03-28 01:59:55"), ("ends", "@2027-10-31 02:59:55")):
            with self.subTest(what):
                self.database = self.folder / what / "flowvet.db"
                self.begin(clock, zone="CET-1CEST,M3.5.0,M10.5.0/3", active_hours="00:00-06:00")
                self.assert_schedule_goes_on()
                self.assert_schedule_goes_on()
                self.assert_nothing_is_forgotten()


if __name__ == "__main__":
    if not LIBRARY:
        print("SKIPPED: not installed: faketime")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
