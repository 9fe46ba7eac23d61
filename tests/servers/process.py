# A real server as a child process inside one node of the lab: configuration and log in a folder of its own, readiness by
# asking it until it answers, stopped by its own process id.
import pathlib
import subprocess

from net import wait_until

LOG_TAIL = 2000  # characters of a server's log that explain why it did not start


class Process:
    """`command` must stay in the foreground; `ready` is asked until it is true."""

    def __init__(self, node, name, command, folder, ready, environment=None):
        self.name, self.folder = name, pathlib.Path(folder)
        self.log = self.folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = node.start([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, env=environment, cwd=self.folder)
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
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
