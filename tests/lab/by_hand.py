# `flowvet probe` for many services at once, each in a process of its own: most of their time they wait.
import concurrent.futures
import contextlib
import json
import os
import subprocess
import threading
from dataclasses import dataclass, field

LIMIT = 150  # seconds; the longest patience of a handshake is 30 s, three times over a busy machine
AT_ONCE = 48


@dataclass(frozen=True)
class Question:
    service: str  # with its transport where it has several: "dns/udp"
    address: str
    port: int
    name: str = ""  # asked of TLS and HTTP in place of the address
    options: tuple = ()

    @property
    def target(self):
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


@dataclass(frozen=True)
class Answer:
    verdict: str
    certainty: str
    cause: str
    outcome: str
    took_ms: int
    check: dict = field(repr=False)


def probe(program, node, question, environment=()):
    """What the report says of the flow that was asked for, and its check of the port in question."""
    name = ["--server-name", question.name] if question.name else []
    command = [program, "probe", question.service, question.target, *name, *question.options, "--format", "json"]
    process = node.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         env={**os.environ, **dict(environment)})
    try:
        out, errors = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
    if process.returncode not in (0, 1, 2):
        raise AssertionError(f"{' '.join(command)} ended with status {process.returncode}:\n{out}\n{errors}")
    report = json.loads(out)
    (flow,) = report["flows"]
    (check,) = (check for check in flow["checks"] if check["port"] == question.port)
    return Answer(flow["verdict"], flow["certainty"], flow["cause"], check["outcome"], report["run"]["took_ms"], check)


def probe_all(program, node, questions, environment=()):
    """Answers in the order of the questions."""
    port_68 = threading.Lock()  # every DHCP client of a host listens there

    def ask(question):
        with port_68 if question.service.startswith("dhcp") else contextlib.nullcontext():
            return probe(program, node, question, environment)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as threads:  # a thread enters the node by itself
        return list(threads.map(ask, questions))


def services(program):
    """What `flowvet probe --list` knows: a list of objects with service, transport and usual ports."""
    done = subprocess.run([program, "probe", "--list", "--format", "json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["services"]


def print_table(title, rows):
    """Rows of words, the first one a heading, in columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip(), flush=True)
