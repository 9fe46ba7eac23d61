# What the agent costs, and whether it stays at that: the whole profile of a VDA every second, proven by responders behind two routers,
# then the same with a firewall that drops and rejects. Memory, descriptors and threads must hold still over the later half of each part.
# Run by hand: FLOWVET=build/release/flowvet python3 -B tests/bench/agent_soak.py [--minutes 10]
import argparse
import contextlib
import json
import os
import pathlib
import re
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))

import sandbox  # noqa: E402

sandbox.enter()

from net import Lab, wait_until  # noqa: E402
from responders import Responder, Token  # noqa: E402

# As in deployment_test.py: a Provisioning Server also is the TFTP and the PXE server of its farm.
HOSTS = {"ddc": ["delivery-controller"], "vda2": ["vda"], "gws": ["gateway-service"], "fas": ["fas-server"],
         "srs": ["session-recording-server"], "pvs": ["pvs-server", "tftp-server", "pxe-service"], "wem": ["wem-infrastructure"],
         "wemcloud": ["wem-service"], "lic": ["license-server"], "ups": ["universal-print-server"], "connector": ["cloud-connector"]}
FEATURES = ["remote-pc", "rendezvous", "fas", "universal-print-server", "session-recording", "browser-content-redirection", "wem",
            "provisioned-target", "edt", "network-boot", "boot-device-manager", "imaging", "wem-1909-or-earlier", "wem-1912-or-later", "daas"]
# One host dropped, one rejected, and ports of others: every kind of evidence that a real site leaves.
BLOCKED = """table inet wall {{ chain pass {{ type filter hook forward priority filter
ip daddr {ddc} drop
ip daddr {lic} reject with icmpx admin-prohibited
tcp dport {{ 443, 1494 }} reject with tcp reset
udp dport {{ 443, 2598, 7229 }} drop
}}
}}
"""
PORT = 9420
A_SAMPLE, A_SCRAPE = 0.2, 5  # seconds
IDLE = 30  # seconds of looking at an agent that has nothing to do
RUNS_A_DAY, DAYS_A_MONTH = 24 * 12, 30
CLOCK = os.sysconf("SC_CLK_TCK")
WINDOW = 5  # seconds, longer than a run: the least in it is the agent between two runs


class Process:
    """What the system knows about one process."""

    def __init__(self, pid):
        self.path = pathlib.Path("/proc", str(pid))

    def memory(self):
        """Resident and proportional set in KiB."""
        text = (self.path / "smaps_rollup").read_text()
        return tuple(int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1]) for name in ("Rss", "Pss"))

    def cpu_seconds(self):
        fields = (self.path / "stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK

    def thread_seconds(self):
        """More exact, of threads that live."""
        return sum(int((task / "schedstat").read_text().split()[0]) for task in (self.path / "task").iterdir()) / 1e9

    def sample(self):
        rss, pss = self.memory()
        return {"rss": rss, "pss": pss, "descriptors": len(list((self.path / "fd").iterdir())), "threads": len(list((self.path / "task").iterdir()))}

    def reset_peak(self):
        (self.path / "clear_refs").write_text("5")

    def peak(self):
        return int(re.search(r"^VmHWM:\s+(\d+)", (self.path / "status").read_text(), re.MULTILINE)[1])


class Agent(contextlib.ExitStack):
    """One agent on the client of the lab, in a folder of its own."""

    def __init__(self, lab, token, name, base):
        super().__init__()
        self.lab, self.folder = lab, base / name
        self.folder.mkdir()
        site = {"name": "lab", "endpoints": {role: getattr(lab, host).ip4 for host, roles in HOSTS.items() for role in roles},
                "features": dict.fromkeys(FEATURES, True)}
        (self.folder / "site.json").write_text(json.dumps(site))
        self.token = token
        self.database = self.folder / "flowvet.db"
        self.write_config("1s")
        with (self.folder / "log").open("wb") as log:
            self.process = lab.client.start([sandbox.flowvet_program(), "agent", "--config", str(self.folder / "agent.json")], stderr=log)
        self.callback(self.end)
        self.facts = Process(self.process.pid)
        wait_until(lambda: self.runs() > 0 or self.process.poll() is not None, "the first run")
        assert self.process.poll() is None, (self.folder / "log").read_text()

    def write_config(self, every):
        job = {"name": "vda", "role": "vda", "site": "site.json", "every": every, "jitter": "0s", "expect": "path", "token": {"file": str(self.token.file)}}
        (self.folder / "agent.json").write_text(json.dumps({"jobs": [job], "database": "flowvet.db", "listen": f"127.0.0.1:{PORT}"}))

    def end(self):
        self.process.terminate()
        status = self.process.wait(timeout=30)
        assert status == 0, f"status {status}:\n{(self.folder / 'log').read_text()[-2000:]}"

    def query(self, text):
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(text).fetchall()

    def runs(self):
        with contextlib.suppress(sqlite3.OperationalError):
            return self.query("SELECT count(*) FROM run")[0][0]
        return 0

    def bytes_in_use(self):
        size, pages, free = (self.query(f"PRAGMA {name}")[0][0] for name in ("page_size", "page_count", "freelist_count"))
        return size * (pages - free)

    def scrape(self):
        with self.lab.client.entered(), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/metrics", timeout=30) as reply:
            return reply.read().decode()

    def go_idle(self):
        """Nothing is due from now on."""
        self.write_config("7d")
        self.process.send_signal(1)
        wait_until(lambda: "was read again" in (self.folder / "log").read_text(), "the new configuration")
        wait_until(lambda: 'flowvet_job_running{flowvet_job="vda"} 0' in self.scrape(), "the last run's end")


def watch(agent, minutes):
    """Samples, each with its time in seconds."""
    samples, begin, next_scrape = [], time.monotonic(), 0.0
    while (now := time.monotonic() - begin) < minutes * 60:
        samples.append({"at": now, **agent.facts.sample()})
        if now >= next_scrape:
            agent.scrape()
            next_scrape = now + A_SCRAPE
        time.sleep(A_SAMPLE)
    return samples


def floors(samples, key):
    """(time, least value) of each whole window of the later half."""
    end = samples[-1]["at"]
    windows = {}
    for sample in samples:
        if sample["at"] >= end / 2:
            windows.setdefault(int((end - sample["at"]) // WINDOW), []).append(sample[key])
    return [(-WINDOW * number, min(values)) for number, values in sorted(windows.items(), reverse=True) if WINDOW * (number + 1) <= end / 2]


def drift(samples, key):
    """(level, by how much the fitted line rises from the first window to the last)."""
    times, values = zip(*floors(samples, key))
    slope = statistics.linear_regression(times, values).slope
    return statistics.fmean(values), slope * (times[-1] - times[0])


def steady(samples):
    """Memory may rise by a twentieth over the later half, which is what allocators do; descriptors and threads not at all."""
    good = True
    for key, unit, allowed in (("rss", " KiB", lambda level: level / 20), ("pss", " KiB", lambda level: level / 20),
                               ("descriptors", "", lambda _: 1), ("threads", "", lambda _: 1)):
        level, rise = drift(samples, key)
        good = good and rise <= allowed(level)
        print(f"  {key}: {level:.0f}{unit} between runs, {rise:+.1f}{unit} over the later half (allowed: {allowed(level):.0f})", flush=True)
    return good


def verdicts(agent):
    rows = agent.query("SELECT finding.verdict, count(*) FROM verdict JOIN finding ON finding.id = finding WHERE run = (SELECT max(id) FROM run) GROUP BY 1")
    return ", ".join(f"{count} {verdict}" for verdict, count in rows)


def part(lab, token, folder, name, minutes):
    """One part of the soak; whether all held still."""
    with Agent(lab, token, name, folder) as agent:
        agent.facts.reset_peak()
        runs, cpu, size = agent.runs(), agent.facts.cpu_seconds(), agent.bytes_in_use()
        samples = watch(agent, minutes)
        runs, cpu, size = agent.runs() - runs, agent.facts.cpu_seconds() - cpu, agent.bytes_in_use() - size
        took, unfinished = agent.query("SELECT avg(took_ms), sum(state <> 'finished') FROM run")[0]
        print(f"{name}: {runs} runs in {minutes} minutes, {took:.0f} ms each, {unfinished} not finished; flows of the last one: {verdicts(agent)}")
        good = steady(samples) and unfinished == 0
        print(f"  resident during runs: {agent.facts.peak()} KiB at most")
        agent.go_idle()
        began, idle_cpu = time.monotonic(), agent.facts.thread_seconds()
        idle = [time.sleep(1) or agent.facts.sample() for _ in range(min(IDLE, round(minutes * 60)))]
        idle_cpu = (agent.facts.thread_seconds() - idle_cpu) / (time.monotonic() - began)
        print(f"  resident idle: {statistics.median(s['rss'] for s in idle):.0f} KiB, proportional {statistics.median(s['pss'] for s in idle):.0f} KiB, "
              f"{idle[-1]['descriptors']} descriptors, {idle[-1]['threads']} threads")
        print(f"  CPU: {1000 * cpu / runs:.0f} ms a run; a day at five minutes: {RUNS_A_DAY * cpu / runs:.1f} s for the runs, "
              f"{86400 * idle_cpu:.1f} s in between")
        print(f"  database: {size / runs:.0f} bytes a run; a month at five minutes: {size / runs * RUNS_A_DAY * DAYS_A_MONTH / 1e6:.1f} MB", flush=True)
        return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10, help="of each of the two parts")
    minutes = parser.parse_args().minutes
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/run")))
        lab, token = stack.enter_context(Lab(*HOSTS)), stack.enter_context(Token())
        for name, roles in HOSTS.items():
            stack.enter_context(Responder(sandbox.flowvet_program(), getattr(lab, name), token, *roles))
        results = [part(lab, token, folder, "all flows proven", minutes)]
        lab.wall.firewall(BLOCKED.format(ddc=lab.ddc.ip4, lic=lab.lic.ip4))
        results.append(part(lab, token, folder, "some flows blocked", minutes))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
