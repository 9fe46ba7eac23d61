"""Two agents and one database: the second one does not start, and says why; whoever only looks back is not in the way."""
import signal
import unittest

from agent_test import BAD_INPUT, AgentCase, run


class TwoAgents(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config(listen="none")
        self.first = self.start()
        self.first.says(r"run \d+ finished")

    def test_the_second_one_is_refused_as_a_service_and_from_a_timer(self):
        for options in ([], ["--once"]):
            with self.subTest(options):
                second = run("agent", "--config", str(self.config), *options)
                self.assertEqual(second.returncode, BAD_INPUT)
                self.assertIn(f"{self.database}: another agent uses this database", second.stderr)
                self.assertIn("the service and a timer with --once exclude each other", second.stderr)
        self.assertGreaterEqual(len(self.history("--runs")["runs"]), 1)
        self.first.says(r"run \d+ finished", len(self.first.runs()) + 1)
        self.assertEqual(self.first.end(signal.SIGTERM), 0)
        self.assertEqual(self.first.runs(), self.assert_intact())

    def test_the_place_is_free_again_however_the_first_one_ended(self):
        for way in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(way):
                self.first.end(way)
                self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 0)
                self.first = self.start()
                self.first.says(r"run \d+ finished")

    def test_an_agent_with_a_database_of_its_own_starts(self):
        self.write_config(listen="none", database=str(self.folder / "other.db"))
        self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
