"""Crowds at the door while a job of one second keeps its schedule: 1,000 clients that ask at once, 10,000 that only dawdle.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import contextlib
import json
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

from agent_test import WAIT, AgentCase, wait_until
from door_test import DoorClient

SKIP = 77
CLIENTS, DAWDLERS = 1000, 10_000
ROUNDS = 3
WATCHED = 20  # seconds among the dawdlers
TURN_MS = 1000
SPARE_DESCRIPTORS = 100


class Crowd:
    def __init__(self, what, port, count):
        command = [sys.executable, "-B", str(Path(__file__).with_name("crowd.py")), what, str(port), str(count)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def says(self):
        return self.process.stdout.readline().strip()

    def end(self):
        """What it says at its end."""
        out, _ = self.process.communicate(timeout=WAIT)
        assert self.process.returncode == 0
        return json.loads(out)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


class Crowds(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config()
        self.agent = self.start()
        self.agent.says(r"run \d+ finished", 2)
        self.door = DoorClient(self.agent)

    def crowd(self, what, count):
        crowd = Crowd(what, self.door.port, count)
        self.addCleanup(crowd.kill)
        return crowd

    def assert_schedule_was_kept(self, at_least):
        """Each turn of the job's grid has its run, and that began nearer to its turn than to any other."""
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("SELECT started_ms, state FROM run ORDER BY id").fetchall()
        self.assertEqual({state for _, state in rows}, {"finished"})
        turns = [(started - rows[0][0]) / TURN_MS for started, _ in rows]
        print(f"{len(turns)} runs, at most {max(abs(turn - round(turn)) for turn in turns) * TURN_MS:.0f} ms from their turns", flush=True)
        self.assertEqual([round(turn) for turn in turns], list(range(len(turns))), "turns were missed or taken twice")
        self.assertGreaterEqual(len(turns), at_least)

    def ask(self):
        """Nothing where the agent sent it away: who loses the processor between connecting and asking is one that dawdles."""
        try:
            return self.door.get("/metrics")
        except OSError as error:
            if not isinstance(getattr(error, "reason", error), ConnectionError):
                raise
            return None

    def test_a_thousand_clients_at_once_are_all_answered(self):
        before = len(self.agent.runs())
        for _ in range(ROUNDS):
            told = self.crowd("ask", CLIENTS).end()
            print(told, flush=True)
            self.assertEqual(told["answered"], CLIENTS)
        self.agent.says(r"run \d+ finished", before + 3)
        self.assert_schedule_was_kept(before + 3)

    def test_ten_thousand_that_dawdle_hold_up_neither_checks_nor_those_who_ask(self):
        crowd = self.crowd("dawdle", DAWDLERS)
        self.assertEqual(crowd.says(), "here")
        before, began, scrapes, asked_again = len(self.agent.runs()), time.monotonic(), [], 0
        while time.monotonic() - began < WATCHED:
            asked = time.monotonic()
            while not (reply := self.ask()):
                asked_again += 1
            self.assertIn("probe_success", reply)
            scrapes.append(time.monotonic() - asked)
            time.sleep(0.5)
        runs = len(self.agent.runs()) - before
        sent_away = crowd.end()["sent_away"]
        print(f"{len(scrapes)} scrapes, slowest {max(scrapes):.2f} s, {asked_again} asked again; {sent_away} sent away; {runs} runs", flush=True)
        self.assertGreater(sent_away, 0)
        self.assertLess(asked_again, len(scrapes) / 2)
        self.assert_schedule_was_kept(before + WATCHED - 2)
        wait_until(lambda: 'state="incomplete"} 0' in self.door.get("/metrics"), "no run was cut")
        self.assertEqual(self.agent.end(signal.SIGTERM), 0)


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most < DAWDLERS + SPARE_DESCRIPTORS:
        print(f"SKIPPED: {most} descriptors are too few for {DAWDLERS} clients")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
