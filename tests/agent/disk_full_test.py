"""A disk that fills up under the running agent, and has room again later: a tmpfs of two megabytes in a mount namespace."""
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lab"))
import sandbox

sandbox.enter()
from agent_test import AgentCase, signal, wait_until  # noqa: E402  (only inside the namespace)


class FullDisk(AgentCase):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "state"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk])
        self.listener.close()  # failures have evidence to write

    def fill(self):
        filler = self.disk / "filler"
        with open(filler, "wb", buffering=0) as file:
            for size in (4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass
        return filler

    def test_no_run_is_lost_and_the_agent_goes_on(self):
        self.write_config()
        agent = self.start()
        agent.says(r"run \d+ finished", 2)
        filler = self.fill()
        agent.says("waits in memory: .*the disk is full")
        agent.says("not written yet", 3)
        self.assertEqual(agent.text().count("waits in memory"), 1)
        filler.unlink()
        agent.says("the database can be written again; [0-9]+ runs that waited are in it")
        before = len(agent.runs())
        wait_until(lambda: len(agent.runs()) > before, "runs after that")
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        made = len([line for line in agent.lines if " finished in " in line])
        self.assertEqual(self.assert_intact(), list(range(1, made + 1)))
        starts = [run["started"] for run in self.history("--runs")["runs"]]
        self.assertEqual(starts, sorted(starts))

    def test_a_disk_that_is_full_at_the_start_is_told(self):
        self.write_config()
        filler = self.fill()
        agent = self.start("--once")
        self.assertEqual(agent.wait(), 3)
        agent.says("the disk is full|cannot be opened")
        filler.unlink()
        self.assertEqual(self.start("--once").wait(), 1)

    def test_what_could_not_be_written_by_the_end_is_told(self):
        self.write_config()
        agent = self.start()
        agent.says(r"run \d+ finished", 2)
        self.fill()
        agent.says("not written yet", 2)
        self.assertEqual(agent.end(signal.SIGTERM), 3)
        self.assertIn("could not be written and are lost", agent.text())
        self.assert_intact()


if __name__ == "__main__":
    unittest.main(verbosity=2)
