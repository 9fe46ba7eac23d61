# The largest datagram that passes each way, where a responder answers: narrow in one direction only, in both, or in none.
#
#   client --- gate --- wall (where large datagrams of one direction get lost) --- server, which runs `flowvet listen gateway-service`
import unittest

import sandbox

sandbox.enter()

import narrow  # noqa: E402
import program  # noqa: E402
from net import UNLIMITED, Lab  # noqa: E402
from responders import Responder, Token  # noqa: E402

FLOW = "gateway-service.vda.gateway-service.edt"  # DTLS
THERE, BACK = 1400, 1300
NAT = "table ip way { chain out { type nat hook postrouting priority srcnat\noifname uplink masquerade\n}\n}\n"


def drops(*rules):
    """Rules at the wall: what is longer than this, to or from the responder's port, gets lost without a word."""
    lines = "\n".join(f"udp {port} 443 meta length > {longest} drop" for port, longest in rules)
    return f"table inet narrow {{ chain way {{ type filter hook forward priority filter\n{lines}\n}}\n}}\n"


class FarSizesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        cls.token = cls.enterClassContext(Token())

    def setUp(self):
        self.lab = self.enterContext(Lab("server"))
        for node in (self.lab.gate, self.lab.wall):
            node.sysctl(UNLIMITED)
        self.enterContext(Responder(self.program, self.lab.server, self.token, "gateway-service"))
        self.addresses = (self.lab.server.ip4, self.lab.server.ip6)

    def check(self, address, *options):
        report = program.check(self.program, self.lab.client, "vda", "--endpoint", f"gateway-service={address}", "--feature", "edt",
                               "--flow", FLOW, "--expect", "path", *self.token.option, *options)
        check, = (check for check in program.flows(report)[FLOW]["checks"] if check["transport"] == "udp")
        self.assertEqual(check["proof"], "responder", check)
        return check

    def expect(self, check, back, **there):
        mtu = check["mtu"]
        self.assertEqual({key: mtu[key] for key in there}, there, mtu)
        self.assertEqual({key: mtu["back"][key] for key in back}, back, mtu)

    def test_all_that_the_link_carries_passes_both_ways(self):
        for address in self.addresses:
            with self.subTest(address):
                check = self.check(address)
                self.assertEqual(check["verdict"], "pass", check)
                self.expect(check, {"passes": 1500, "asked": 1500, "stops": None, "unanswered": None}, limit="link", passes=1500,
                            by="responder")
                self.assertEqual([(survey["means"], len(survey["answers"])) for survey in check["mtu"]["surveys"]],
                                 [("responder", 2), ("responder-back", 2)])

    def test_large_datagrams_get_lost_on_the_way_there_only(self):
        self.lab.wall.firewall(drops(("dport", THERE)))
        for address in self.addresses:
            with self.subTest(address):
                check = self.check(address)
                self.assertEqual((check["verdict"], check["certainty"], check["cause"]), ("degraded", "proven", "dropped"), check["mtu"])
                self.expect(check, {"passes": THERE, "asked": THERE, "stops": None}, limit="vanishing", passes=THERE, stops=THERE + 1,
                            by="responder")
                counted = check["mtu"]["surveys"][0]["unanswered"]
                self.assertGreater(counted["sent"], 1)
                self.assertEqual(counted["arrived"], 0)
                self.assertIn("more cannot be asked for", check["mtu"]["finding"])

    def test_large_datagrams_get_lost_on_the_way_back_only(self):
        """The responder's host may be told so, hence nothing is taken from the pass."""
        self.lab.wall.firewall(drops(("sport", BACK)))
        for address in self.addresses:
            with self.subTest(address):
                check = self.check(address)
                self.assertEqual((check["verdict"], check["cause"]), ("pass", "none"), check["mtu"])
                self.expect(check, {"passes": BACK, "asked": 1500, "stops": BACK + 1}, limit="link", passes=1500, by="responder")
                counted = check["mtu"]["back"]["unanswered"]
                self.assertGreater(counted["sent"], 1)
                self.assertEqual(counted["arrived"], counted["sent"])
                self.assertIn(f"{BACK} bytes come back, and more do not", check["mtu"]["finding"])

    def test_each_way_has_a_size_of_its_own_also_behind_a_translation_of_addresses(self):
        self.lab.wall.firewall(drops(("dport", THERE), ("sport", BACK)))
        self.lab.gate.firewall(NAT)
        for address in self.addresses:
            with self.subTest(address):
                self.expect(self.check(address), {"passes": BACK, "asked": THERE, "stops": BACK + 1}, limit="vanishing", passes=THERE,
                            stops=THERE + 1)

    def test_a_router_that_says_what_its_next_link_carries_is_no_black_hole(self):
        narrow.narrow_second_link(self.lab, THERE)
        for address in self.addresses:
            with self.subTest(address):
                check = self.check(address)
                self.assertEqual((check["verdict"], check["cause"]), ("pass", "none"), check["mtu"])
                self.expect(check, {"passes": THERE, "asked": THERE, "stops": None}, limit="told", passes=THERE, told=THERE,
                            device=narrow.router(1, address))

    def test_it_can_be_left_out(self):
        self.assertNotIn("mtu", self.check(self.lab.server.ip4, "--mtu", "never"))


class FarSizesWithLossTest(unittest.TestCase):
    def test_loss_is_no_narrow_way(self):
        program_, token = sandbox.flowvet_program(), self.enterContext(Token())
        lab = self.enterContext(Lab("server", loss=0.3))
        self.enterContext(Responder(program_, lab.server, token, "gateway-service"))
        for address in (lab.server.ip4, lab.server.ip6) * 5:
            report = program.check(program_, lab.client, "vda", "--endpoint", f"gateway-service={address}", "--feature", "edt", "--flow",
                                   FLOW, "--expect", "path", *token.option)
            for check in program.flows(report)[FLOW]["checks"]:
                if "mtu" in check:
                    self.assertIn(check["mtu"]["limit"], ("link", "unknown"), check["mtu"])
                    self.assertIsNone((check["mtu"]["back"] or {"stops": None})["stops"], check["mtu"])


if __name__ == "__main__":
    unittest.main()
