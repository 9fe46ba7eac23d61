# The lab itself: what the other lab tests take for granted.
import contextlib
import pathlib
import select
import socket
import tempfile
import time
import unittest

import sandbox

sandbox.enter()

import observe  # noqa: E402
from net import Lab  # noqa: E402
from servers import basic  # noqa: E402

ECHO = 7


class NetTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(dir="/run")))

    @contextlib.contextmanager
    def echo(self, lab, address):
        """A connected socket of the client, with an echo server at its other end."""
        with basic.stubs(lab.server, self.folder, ECHO, {"echo_udp": [lab.server.ip4, lab.server.ip6]}), lab.client.entered(), \
                socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.connect((address, ECHO))
            yield datagrams

    def test_the_relay_holds_every_frame_back(self):
        with Lab("server", delay_ms=40) as lab:
            for address in (lab.server.ip4, lab.server.ip6):
                with self.echo(lab, address) as datagrams:
                    began = time.monotonic()
                    datagrams.send(b"ping")
                    datagrams.recv(64)
                    self.assertGreaterEqual(time.monotonic() - began, 0.080)

    def test_the_relay_loses_the_share_that_it_is_told(self):
        sent = 200
        with Lab("server", loss=0.3) as lab, self.echo(lab, lab.server.ip4) as datagrams:
            for number in range(sent):
                datagrams.send(str(number).encode())
            back = 0
            while select.select([datagrams], [], [], 0.5)[0]:
                datagrams.recv(64)
                back += 1
        self.assertGreater(back, 0.35 * sent)  # 0.49 are expected; the bounds are four standard deviations away
        self.assertLess(back, 0.63 * sent)

    def test_routers_can_be_told_apart_by_their_errors(self):
        with Lab("server") as lab:
            self.assertEqual(observe.tcp(lab.client, "10.77.200.1", 80), "icmp 3/0 from 10.77.1.1")
            self.assertEqual(observe.tcp(lab.client, "10.77.10.99", 80), "icmp 3/1 from 10.77.2.2")
            self.assertEqual(observe.tcp(lab.client, "fd77:0:0:a::99", 80), "icmp 1/3 from fd77:0:0:2::2")

    def test_a_closed_lab_leaves_nothing_behind(self):
        with Lab("server"):
            pass
        self.assertEqual(list(pathlib.Path("/run/netns").iterdir()), [])
        with Lab("server") as lab:
            self.assertEqual(observe.tcp(lab.client, lab.server.ip4, 9), "reset")


if __name__ == "__main__":
    unittest.main()
