# A client of `flowvet listen` from plain sockets, for labs: asks, and the program itself as a context.
import json
import os
import select
import signal
import socket
import subprocess
import threading

import responder_codec as codec
from net import PATIENCE, family_of

TOKEN = "a-token-for-the-labs-only"
KEYS = codec.Keys(TOKEN)


class Listen:
    """`flowvet listen ROLE...` in a node, from when its ports are open until it is stopped; `events` are what it has printed."""

    def __init__(self, program, node, *arguments, prefix=(), token=TOKEN, environment=()):
        command = [*prefix, program, "listen", *arguments, "--format", "json"]
        variables = {**os.environ, **({"FLOWVET_TOKEN": token} if token else {}), **dict(environment)}
        self.process = node.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables)
        self.events = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.opening = self.wait_for("listening")

    def _read(self):
        for line in self.process.stdout:
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self.events.append({"event": "end-of-output"})
            self._news.notify_all()

    def wait_for(self, event, **fields):
        """The first event of that kind with these fields."""
        def find():
            return next((e for e in self.events if e["event"] == event and all(e.get(k) == v for k, v in fields.items())), None)

        with self._news:
            self._news.wait_for(lambda: find() or any(e["event"] == "end-of-output" for e in self.events), PATIENCE)
            found = find()
        if not found:
            raise AssertionError(f"no event {event} {fields}; so far: {self.events}; {self.process.stderr.read() if self.process.poll() is not None else ''}")
        return found

    def stop(self):
        """Its last event; asks it to end with SIGTERM, which must not take long."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert status == 0, f"ended with status {status}: {self.process.stderr.read()}"
        return self.wait_for("ended")

    def memory(self):
        """Resident bytes of the program."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def open_udp(node, address, port):
    with node.entered():
        client = socket.socket(family_of(address), socket.SOCK_DGRAM)
    client.connect((address, port))
    return client


def open_tcp(node, address, port, timeout=PATIENCE):
    with node.entered():
        client = socket.socket(family_of(address), socket.SOCK_STREAM)
    client.settimeout(timeout)
    client.connect((address, port))
    return client


def ask_udp(client, ask, keys=KEYS, tries=20):
    """The answer to one of some attempts, each a new message of the session: the first IPv6 packets of a link may be lost."""
    for attempt in range(tries):
        if attempt:
            ask = ask.next()
        client.send(ask.write(keys))
        if has_news(client, 0.5 if tries > 1 else PATIENCE):
            return codec.read_answer(client.recv(65536), KEYS)
    raise AssertionError(f"no answer in {tries} attempts")


def ask_tcp(client, ask, keys=KEYS):
    client.sendall(ask.write(keys))
    data = b""
    while len(data) < codec.SMALLEST:
        more = client.recv(65536)
        if not more:
            raise AssertionError("the connection was closed without an answer")
        data += more
    return codec.read_answer(data, KEYS)


def is_mute(client, seconds=0.5):
    """Nothing comes back, not even the end of the connection."""
    return not has_news(client, seconds)


def has_news(client, seconds):
    poll = select.poll()  # select() takes no descriptor beyond 1,023
    poll.register(client, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def is_closed(client, seconds=PATIENCE):
    client.settimeout(seconds)
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True

