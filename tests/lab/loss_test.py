# Paths that lose, delay, reorder and double packets: no healthy flow may be reported as anything but working, by the default
# settings. And the other side of it: on a good path a run with blocked flows must not wait for what cannot come.
import json
import pathlib
import tempfile
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab  # noqa: E402
from servers import basic  # noqa: E402

DNS_ROLE, DNS_FLOW = "connector-appliance", "connector-appliance.connector-appliance.dns-server.dns"
COUNT = 30  # ports of each transport
FIRST_PORT = 5300


class LossTest(unittest.TestCase):
    def setUp(self):
        self.program = sandbox.flowvet_program()
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(dir="/run")))

    def site(self, address, count=COUNT):
        """DNS as the paper has it, over TCP and UDP, on `count` ports of one server."""
        file = self.folder / "site.json"
        ports = [f"{FIRST_PORT}-{FIRST_PORT + count - 1}"]
        file.write_text(json.dumps({"endpoints": {"dns-server": [address]}, "ports": {DNS_FLOW: {"tcp": ports, "udp": ports}}}))
        return ["--site", str(file), "--flow", DNS_FLOW]

    def dns_server(self, lab):
        return self.enterContext(basic.unbound(lab.server, self.folder, [lab.server.ip4, lab.server.ip6],
                                               ports=range(FIRST_PORT, FIRST_PORT + COUNT)))

    def check(self, lab, address):
        return program.check(self.program, lab.client, DNS_ROLE, *self.site(address))

    def all_answered(self, report):
        outcomes = [check["outcome"] for check in report["flows"][0]["checks"]]
        self.assertEqual(outcomes, ["answered"] * 2 * COUNT)

    def test_a_third_lost_each_way_on_a_long_path(self):
        for seed in (1, 2):
            with self.subTest(seed=seed), Lab("server", delay_ms=100, loss=0.3, seed=seed) as lab, self.dns_server(lab):
                self.all_answered(self.check(lab, lab.server.ip4))

    def test_reordered_and_doubled_packets_change_nothing(self):
        with Lab("server", delay_ms=5, jitter_ms=20, double=0.3) as lab, self.dns_server(lab):
            for address in (lab.server.ip4, lab.server.ip6):
                self.all_answered(self.check(lab, address))


if __name__ == "__main__":
    unittest.main()
