# `flowvet listen` on nodes of a lab, and the token that a check shares with it.
import contextlib
import json
import pathlib
import subprocess
import tempfile
import threading

from net import wait_until


class Token(contextlib.ExitStack):
    """A file that only its owner can read."""

    def __init__(self, text="a token that only this lab knows"):
        super().__init__()
        folder = self.enter_context(tempfile.TemporaryDirectory(dir="/run"))
        self.file = pathlib.Path(folder, "token")
        self.file.write_text(text.replace(" ", "-") + "\n")
        self.file.chmod(0o600)

    @property
    def option(self):
        return ["--token-file", str(self.file)]


class Responder(contextlib.ExitStack):
    """Listens for these roles until its block ends. What it prints is kept in `lines`, parsed."""

    def __init__(self, program, node, token, *roles):
        super().__init__()
        self.lines = []
        command = [program, "listen", *roles, *token.option, "--format", "json"]
        self.process = node.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.callback(self._end)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: self.lines or self.process.poll() is not None, f"the responder of {roles} has opened its ports")
        if self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(command)} ended with {self.process.returncode}: {self.process.stderr.read()}")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def _end(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self._reader.join(timeout=30)
        self.process.stderr.close()
        self.process.stdout.close()
