"""The agent's door from outside: metrics, and slow clients that fill it.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import contextlib
import re
import resource
import signal
import socket
import unittest
import urllib.request

from agent_test import WAIT, AgentCase

SLOW = 1200  # more than the door has room for


class DoorClient:
    """Whoever comes to the door of a running agent."""

    def __init__(self, agent):
        agent.says(r"metrics and more at https?://127\.0\.0\.1:\d+/")
        self.port = int(re.search(r"at https?://127\.0\.0\.1:(\d+)/", agent.text())[1])

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=WAIT) as reply:
            return reply.read().decode()

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), WAIT)

    def say(self, bytes_):
        """What comes back until the agent closes the connection."""
        with self.connect() as peer:
            with contextlib.suppress(OSError):
                peer.sendall(bytes_)
                peer.shutdown(socket.SHUT_WR)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := peer.recv(65536):
                    answer += part
            return answer


class Door(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config()
        self.agent = self.start()
        self.agent.says(r"run \d+ finished")
        self.door = DoorClient(self.agent)

    def test_metrics_tell_of_the_last_run(self):
        text = self.door.get("/metrics")
        self.assertIn('probe_success{flowvet_job="license"} 1\n', text)
        self.assertRegex(text, r'flowvet_job_runs_total\{flowvet_job="license",state="finished"\} [1-9]')
        self.assertIn("\nprobe_success 1\n", self.door.get(f"/probe?target=127.0.0.1:{self.listener.port}&module=tcp_connect"))
        self.listener.close()
        self.agent.says(r"run \d+ finished.*1 fail")
        self.assertIn('probe_success{flowvet_job="license"} 0\n', self.door.get("/metrics"))

    def test_slow_clients_give_way_and_checks_go_on(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * SLOW), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with contextlib.ExitStack() as slow:
            for _ in range(SLOW):
                peer = slow.enter_context(self.door.connect())
                with contextlib.suppress(OSError):
                    peer.sendall(b"GET /metrics HTTP/1.1\r\nX-Slow: ")
            self.assertIn("probe_success", self.door.get("/metrics"))
            self.agent.says(r"run \d+ finished", len(self.agent.runs()) + 3)
            self.assertIn('flowvet_job_runs_total{flowvet_job="license",state="incomplete"} 0', self.door.get("/metrics"))
        self.assertEqual(self.agent.end(signal.SIGTERM), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
