"""The agent's door from outside: metrics, slow clients that fill it, and bytes that are no HTTP.

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


class Door(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config()
        self.agent = self.start()
        self.agent.says(r"metrics and more at http://127\.0\.0\.1:\d+/")
        self.agent.says(r"run \d+ finished")
        self.port = int(re.search(r"at http://127\.0\.0\.1:(\d+)/", self.agent.text())[1])

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

    def test_metrics_tell_of_the_last_run(self):
        text = self.get("/metrics")
        self.assertIn('probe_success{flowvet_job="license"} 1\n', text)
        self.assertRegex(text, r'flowvet_job_runs_total\{flowvet_job="license",state="finished"\} [1-9]')
        self.assertIn("\nprobe_success 1\n", self.get(f"/probe?target=127.0.0.1:{self.listener.port}&module=tcp_connect"))
        self.listener.close()
        self.agent.says(r"run \d+ finished.*1 fail")
        self.assertIn('probe_success{flowvet_job="license"} 0\n', self.get("/metrics"))

    def test_slow_clients_give_way_and_checks_go_on(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * SLOW), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with contextlib.ExitStack() as slow:
            for _ in range(SLOW):
                peer = slow.enter_context(self.connect())
                with contextlib.suppress(OSError):
                    peer.sendall(b"GET /metrics HTTP/1.1\r\nX-Slow: ")
            self.assertIn("probe_success", self.get("/metrics"))
            self.agent.says(r"run \d+ finished", len(self.agent.runs()) + 3)
            self.assertIn('flowvet_job_runs_total{flowvet_job="license",state="incomplete"} 0', self.get("/metrics"))
        self.assertEqual(self.agent.end(signal.SIGTERM), 0)

    def test_what_is_no_request_is_refused_and_harms_nothing(self):
        host = b"Host: localhost\r\n"
        for bytes_, status in ((b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"), (b"GET / HTTP/9.9\r\n\r\n", b"400"),
                               (b"GET /../../etc/passwd HTTP/1.1\r\n" + host + b"\r\n", b"404"),
                               (b"GET /%00 HTTP/1.1\r\n" + host + b"\r\n", b"400"),
                               (b"GET http://elsewhere/ HTTP/1.1\r\n" + host + b"\r\n", b"400"),
                               (b"CONNECT elsewhere:443 HTTP/1.1\r\n" + host + b"\r\n", b"400"),
                               (b"POST /metrics HTTP/1.1\r\n" + host + b"Content-Length: 9999999\r\n\r\n", b"413"),
                               (b"GET /metrics HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n", b"431"),
                               (b"GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"421")):
            with self.subTest(bytes_[:40]):
                self.assertTrue(self.say(bytes_).startswith(b"HTTP/1.1 " + status), self.say(bytes_)[:80])
        self.assertEqual(self.say(b""), b"")
        self.assertIn("probe_success", self.get("/metrics"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
