"""The agent as a process: its schedule against listeners that come and go, reload, stop, crashes, a full disk.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import contextlib
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["FLOWVET"]
FLOW = "licensing.any-component.license-server.license-manager"
OTHER = "licensing.any-component.license-server.vendor-daemon"
WAIT = 60  # seconds; far beyond anything here, also on a busy machine
BAD_INPUT = 3


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=WAIT, **options)


def wait_until(holds, what):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError(f"waited {WAIT} s in vain: {what}")


class Listener:
    """Accepts connections and holds them, on a port of the system's choice that it takes again after each break."""

    def __init__(self):
        self.port = 0
        self.open()

    def open(self):
        if self.port:
            self.socket.close()
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", self.port))
        self.socket.listen(128)
        self.port = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()


class Wall:
    """A port on which connections get no answer at all: its queue is full, and Linux drops what does not fit."""

    def __init__(self):
        self.sockets = [socket.socket() for _ in range(3)]
        self.sockets[0].bind(("127.0.0.1", 0))
        self.sockets[0].listen(0)
        self.port = self.sockets[0].getsockname()[1]
        for one in self.sockets[1:]:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))

    def close(self):
        for one in self.sockets:
            one.close()


class Agent:
    """One agent process and what it said so far."""

    def __init__(self, config, *options, environment=(), command=()):
        self.process = subprocess.Popen([*command, PROGRAM, "agent", "--config", str(config), *options], stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **dict(environment)})
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def text(self):
        return "\n".join(self.lines)

    def says(self, pattern, times=1):
        wait_until(lambda: len(re.findall(pattern, self.text())) >= times or self.process.poll() is not None, f"{pattern} in:\n{self.text()}")
        assert len(re.findall(pattern, self.text())) >= times, f"{pattern} is not in:\n{self.text()}"

    def runs(self):
        """The numbers of the runs that it said are finished."""
        return [int(number) for number in re.findall(r"run (\d+) finished", self.text())]

    def end(self, with_signal):
        self.process.send_signal(with_signal)
        return self.wait()

    def wait(self):
        status = self.process.wait(WAIT)
        self.reader.join()
        self.process.stderr.close()
        return status

    def kill(self):
        self.end(signal.SIGKILL)


class AgentCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.database = self.folder / "state" / "flowvet.db"
        self.config = self.folder / "agent.json"
        self.listener = Listener()
        self.addCleanup(self.listener.close)
        self.write_site()

    def write_silent_site(self, name="site.json"):
        wall = Wall()
        self.addCleanup(wall.close)
        self.write_site(name, ports={FLOW: {"tcp": wall.port}, OTHER: {"tcp": wall.port}})

    def write_site(self, name="site.json", **more):
        site = {"name": "here", "endpoints": {"license-server": "127.0.0.1"}, "ports": {FLOW: {"tcp": self.listener.port}, OTHER: {"tcp": 9}},
                **more}
        (self.folder / name).write_text(json.dumps(site))

    def job(self, name="license", **more):
        return {"name": name, "role": "vda", "site": "site.json", "every": "1s", "jitter": "0s", "flows": FLOW, "trace": "never",
                "connect_only": True, "controls": False, **more}

    def write_config(self, *jobs, **more):
        self.config.write_text(json.dumps({"database": str(self.database), "listen": "127.0.0.1:0", "jobs": list(jobs or [self.job()]), **more}))

    def start(self, *options, **more):
        agent = Agent(self.config, *options, **more)
        self.addCleanup(lambda: agent.process.poll() is None and agent.kill())
        return agent

    def history(self, *arguments):
        result = run("history", *arguments, "--database", str(self.database), "--format", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def flow(self):
        return self.history(FLOW)["flows"][0]

    def assert_intact(self):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])
            lame = database.execute("SELECT id FROM run WHERE state = 'finished' AND id NOT IN (SELECT run FROM verdict)").fetchall()
            self.assertEqual(lame, [])
            return [number for (number,) in database.execute("SELECT id FROM run ORDER BY id")]


class Schedule(AgentCase):
    def test_a_service_that_comes_and_goes_is_seen_told_and_remembered(self):
        self.write_config(tell={"about": ["flow"], "confirmations": 2})
        agent = self.start()
        agent.says(r"run \d+ finished", 2)
        self.listener.close()
        agent.says(rf"flow {FLOW} broke: pass -> fail \(not-listening\)")
        self.listener.open()
        agent.says(rf"flow {FLOW} recovered: fail")
        agent.says(r"run \d+ finished", len(agent.runs()) + 1)
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        flow = self.flow()
        self.assertEqual([episode["verdict"] for episode in flow["episodes"] if episode["verdict"]], ["pass", "fail", "pass"])
        self.assertEqual(flow["episodes"][1]["outcome"], "refused")
        self.assertEqual(flow["outages"], 1)
        self.assertTrue(0 < flow["uptime"] < 1)
        text = run("history", FLOW, "--database", str(self.database)).stdout
        self.assertIn(f"127.0.0.1 TCP {self.listener.port}: refused", text)
        self.assertIn("1 outage", text)
        overview = run("history", "--database", str(self.database)).stdout
        self.assertIn(FLOW, overview)

    def test_diff_tells_what_broke_and_what_healed(self):
        self.write_config()
        self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 0)
        self.listener.close()
        self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 1)
        result = run("diff", "--database", str(self.database))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("BROKE", result.stdout)
        self.assertIn(f"127.0.0.1 TCP {self.listener.port}: refused", result.stdout)
        result = run("diff", "2", "1", "--database", str(self.database), "--format", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([flow["change"] for flow in json.loads(result.stdout)["flows"]], ["healed"])
        reports = [self.folder / "a.json", self.folder / "b.json"]
        for report in reports:
            run("check", "vda", "--site", str(self.folder / "site.json"), "--flow", FLOW, "--connect-only", "--no-control", "--format", f"json={report}")
            self.listener.open()
        result = run("diff", *map(str, reports), "--format", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([flow["change"] for flow in json.loads(result.stdout)["flows"]], ["healed"])

    def test_runs_that_are_not_there_and_words_that_are_none(self):
        self.write_config()
        run("agent", "--config", str(self.config), "--once")
        for arguments, told in ((["diff", "1", "7"], "no run 7"), (["diff", "last~5", "last"], "only 1 finished runs"), (["diff", "nowhere.json", "1"], "no such file"),
                                (["history", "licensing.any-component.license-server.licence-manager"], f'did you mean "{FLOW}"?'),
                                (["history", "--job", "licence"], 'did you mean "license"?'), (["history", "--since", "yesterday"], "is no time")):
            with self.subTest(arguments):
                result = run(*arguments, "--database", str(self.database))
                self.assertEqual(result.returncode, BAD_INPUT)
                self.assertIn(told, result.stderr)
        self.assertIn("no such database", run("history", "--database", str(self.folder / "none.db")).stderr)

    def test_a_job_does_not_wait_for_another_that_is_slow(self):
        self.write_silent_site("slow.json")
        self.write_config(self.job(), self.job("slow", site="slow.json", attempts=100, timeout="2s"))
        agent = self.start()
        agent.says(r"job license: run \d+ finished", 5)
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        for job in ("license", "slow"):  # one run after the other, never two at a time
            runs = self.history("--runs", "--job", job)["runs"]
            starts = [run["started"] for run in runs]
            self.assertEqual(starts, sorted(starts))

    def test_active_hours_are_those_of_the_hosts_own_time(self):
        elsewhere = time.gmtime(time.time() + 3 * 3600)  # three hours east of Greenwich
        hours = f"{elsewhere.tm_hour:02}:00-{(elsewhere.tm_hour + 2) % 24:02}:00"
        self.write_config(self.job(active_hours=hours))
        other = self.folder / "other.json"
        other.write_text(self.config.read_text().replace(str(self.database), str(self.folder / "other.db")))
        asleep = Agent(other, environment={"TZ": "UTC"})
        self.addCleanup(asleep.kill)
        active = self.start(environment={"TZ": "EAST-3"})
        active.says(r"run \d+ finished", 3)
        self.assertEqual(asleep.runs(), [])

    def test_a_restart_neither_repeats_news_nor_runs_before_its_time(self):
        self.write_config(self.job(every="1h"), tell={"about": ["flow"], "confirmations": 1})
        self.listener.close()
        first = self.start()
        first.says("broke")
        first.says("run 1 finished")
        first.end(signal.SIGTERM)
        second = self.start("--log-level", "debug")
        time.sleep(0.5)
        second.end(signal.SIGTERM)
        self.assertNotIn("a run begins", second.text())
        run("agent", "--config", str(self.config), "--once")
        third = run("agent", "--config", str(self.config), "--once")
        self.assertNotIn("broke", third.stderr)


class Signals(AgentCase):
    def test_reload_takes_new_jobs_and_keeps_the_old_ones_through_a_mistake(self):
        self.write_config()
        agent = self.start()
        agent.says(r"job license: run \d+ finished")
        self.config.write_text('{"jobs": [{"name": "license", "rloe": "vda"}]}')
        agent.process.send_signal(signal.SIGHUP)
        agent.says('unknown key "rloe"')
        agent.says("has mistakes and was not taken")
        agent.says(r"job license: run \d+ finished", len(agent.runs()) + 1)
        self.write_config(self.job("renamed"), self.job("second"))
        agent.process.send_signal(signal.SIGHUP)
        agent.says("was read again: 2 jobs")
        agent.says(r"job renamed: run \d+ finished", 2)
        agent.says(r"job second: run \d+ finished", 2)
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        self.assertEqual(sorted(agent.runs()), self.assert_intact())  # two jobs may say so in either order

    def test_a_run_under_way_survives_a_reload(self):
        self.write_silent_site()
        self.write_config(self.job(every="1h", attempts=3, timeout="50s"))
        agent = self.start("--log-level", "debug")
        agent.says("a run begins")
        self.write_site()
        self.write_config(self.job("other", every="1h", flows=OTHER))
        agent.process.send_signal(signal.SIGHUP)
        agent.says("was read again")
        agent.says(r"job license: run \d+ finished")
        agent.says(r"job other: run \d+ finished")
        agent.end(signal.SIGTERM)

    def test_stop_ends_a_run_and_keeps_it_as_incomplete(self):
        self.write_silent_site()
        self.write_config(self.job(attempts=100))
        agent = self.start("--log-level", "debug")
        agent.says("a run begins")
        self.assertEqual(agent.end(signal.SIGTERM), 0)  # a run that does not end within 1.8 s is given up with another status
        runs = self.history("--runs")["runs"]
        self.assertEqual([(run["state"], run["note"]) for run in runs], [("incomplete", "the agent was stopped")])
        self.assertEqual(self.history()["flows"], [])

    def test_a_run_that_exceeds_its_limit_is_cut_and_the_job_goes_on(self):
        self.write_silent_site()
        self.write_config(self.job(attempts=100, timeout="1s"))
        agent = self.start()
        agent.says("incomplete in .*it took longer than its limit of 1 s", 2)
        self.assertEqual(agent.end(signal.SIGTERM), 0)

    def test_once_can_be_interrupted(self):
        self.write_silent_site()
        self.write_config(self.job(attempts=100))
        agent = self.start("--once", "--log-level", "debug")
        agent.says("a run begins")
        self.assertEqual(agent.end(signal.SIGINT), 130)

    def test_systemd_is_told(self):
        path = str(self.folder / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
            receiver.bind(path)
            receiver.settimeout(WAIT)
            self.write_config()
            agent = self.start(environment={"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "200000", "JOURNAL_STREAM": "8:1"})
            told = ""

            def hears(word):
                nonlocal told
                while word not in told:
                    told += receiver.recv(4096).decode() + "\n"

            hears("READY=1")
            hears("WATCHDOG=1")
            agent.process.send_signal(signal.SIGHUP)
            hears("RELOADING=1\nMONOTONIC_USEC=")
            told = ""
            hears("READY=1")
            self.assertEqual(agent.end(signal.SIGTERM), 0)
            hears("STOPPING=1")
            self.assertRegex(agent.lines[0], r"^<[3467]>")
            self.assertTrue(all(re.match("<[3467]>[^0-9]", line) for line in agent.lines), agent.text())


class Crashes(AgentCase):
    def test_a_hundred_kills_at_random_moments_lose_no_finished_run(self):
        random.seed(6)
        self.listener.close()  # failures have evidence to write
        self.write_config(*(self.job(f"job{number}") for number in range(4)), keep={"days": 1, "megabytes": 8},
                          tell={"about": ["job", "flow"], "confirmations": 1})
        finished = []
        for _ in range(100):
            agent = self.start()
            time.sleep(random.uniform(0.05, 1.2))
            agent.kill()
            finished += agent.runs()
        self.assertGreater(len(finished), 50)
        kept = self.assert_intact()
        self.assertEqual(sorted(set(finished) - set(kept)), [])
        self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 1)


class BadStart(AgentCase):
    def test_mistakes_are_told_and_nothing_is_started(self):
        self.config.write_text('{"jobs": [{"name": "x"}], "keep": {"dyas": 1}}')
        for arguments in ([], ["--check-config"], ["--once"]):
            result = run("agent", "--config", str(self.config), *arguments)
            self.assertEqual(result.returncode, BAD_INPUT)
            self.assertIn('did you mean "days"?', result.stderr)
            self.assertIn('the key "site" is missing', result.stderr)

    def test_check_config_touches_no_database(self):
        self.write_config()
        result = run("agent", "--config", str(self.config), "--check-config")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("license: 1 flow of vda at here, every 1 s", result.stdout)
        self.assertFalse(self.database.exists())

    def test_a_database_that_is_none_is_left_alone(self):
        self.write_config()
        self.database.parent.mkdir()
        self.database.write_bytes(b"these are notes, not a database\n" * 100)
        result = run("agent", "--config", str(self.config), "--once")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("not a database", result.stderr)
        self.assertTrue(self.database.read_bytes().startswith(b"these are notes"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
