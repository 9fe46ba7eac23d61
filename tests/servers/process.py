# A real server as a child process inside one node of the lab: configuration and log in a folder of its own, readiness by
# asking it until it answers, stopped by its own process id.
import os
import pathlib
import signal
import subprocess

from net import wait_until

LOG_TAIL = 2000  # characters of a server's log that explain why it did not start


class Process:
    """`command` must stay in the foreground; `ready` is asked until it is true. Its standard input stays open and empty, because
    some programs end with it; `stop_with`: the signal that ends it."""

    def __init__(self, node, name, command, folder, ready, environment=None, stop_with=signal.SIGTERM):
        self.name, self.folder = name, pathlib.Path(folder)
        self.log = self.folder / f"{name}.log"
        self._stop_with = stop_with
        with self.log.open("wb") as log:
            self._process = node.start([str(word) for word in command], stdin=subprocess.PIPE, stdout=log,
                                       stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, cwd=self.folder)
        try:
            wait_until(lambda: self._alive() and ready(), f"{name} ready")
        except Exception:
            self.stop()
            raise

    def _alive(self):
        if self._process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-LOG_TAIL:]
            raise RuntimeError(f"{self.name} ended with status {self._process.returncode}:\n{tail}")
        return True

    def stop(self):
        self._process.send_signal(self._stop_with)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
