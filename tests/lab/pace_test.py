# A Linux host reports about six closed UDP ports in a burst and then one a second. Whoever asks faster sees silence where
# nothing listens, and takes it for a firewall. Here the server keeps the kernel's default limit, as real hosts have it.
import select
import socket
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab  # noqa: E402

ROLE, FLOW, TARGET, PORTS = "target-device", "pvs.target-device.pvs-server.streaming", "pvs-server", range(6910, 6931)


def refusals_of_a_burst(node, address):
    """How many of the ports are reported closed when all are asked at once."""
    with node.entered():
        sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in PORTS]
    for port, datagrams in zip(PORTS, sockets):
        datagrams.connect((address, port))
        datagrams.send(b"anybody there?")
    refused = select.select(sockets, [], [], 0.5)[0]
    while more := select.select([s for s in sockets if s not in refused], [], [], 0.3)[0]:
        refused += more
    for datagrams in sockets:
        datagrams.close()
    return len(refused)


class PaceTest(unittest.TestCase):
    def setUp(self):
        self.program = sandbox.flowvet_program()
        self.lab = self.enterContext(Lab("bursty", "paced"))

    def test_a_burst_loses_refusals(self):
        self.assertLess(refusals_of_a_burst(self.lab.client, self.lab.bursty.ip4), len(PORTS) / 2)

    def test_every_closed_port_of_a_range_is_seen_as_refused(self):
        report = program.check(self.program, self.lab.client, ROLE, "--flow", FLOW, "--endpoint", f"{TARGET}={self.lab.paced.ip4}",
                               "--timeout", "300", "--attempts", "2")
        outcomes = {port: check["outcome"] for (_, _, port), check in program.checks(report).items()}
        self.assertEqual(outcomes, {str(port): "refused" for port in PORTS})
        self.assertEqual([flow["cause"] for flow in report["flows"]], ["not-listening"])


if __name__ == "__main__":
    unittest.main()
