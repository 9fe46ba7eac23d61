# Runs the flowvet program inside a node and finds its checks again by host, transport and port.
import json
import os
import subprocess

LIMIT = 120  # seconds; far beyond any run here


def check(program, node, role, *options, environment=()):
    """The parsed JSON report of `flowvet check`; its exit status is under "status"."""
    command = [program, "check", role, *options, "--format", "json"]
    done = node.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                      env={**os.environ, **dict(environment)})
    try:
        out, errors = done.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        done.kill()
        out, errors = done.communicate()
        raise AssertionError(f"{' '.join(command)} did not end within {LIMIT} s; so far:\n{out}\n{errors}") from None
    if done.returncode not in (0, 1, 2):
        raise AssertionError(f"{' '.join(command)} ended with status {done.returncode}:\n{out}\n{errors}")
    return {**json.loads(out), "status": done.returncode}


def flows(report):
    """Flow id -> flow, skipped ones with the verdict "skipped"."""
    found = {flow["id"]: flow for flow in report["flows"]}
    found.update({flow["id"]: {**flow, "verdict": "skipped", "certainty": "none", "cause": "none", "checks": []} for flow in report["skipped"]})
    return found


def checks(report):
    """(address, transport, port) -> check."""
    return {(c["address"], c["transport"], str(c["port"])): c for flow in report["flows"] for c in flow["checks"]}
