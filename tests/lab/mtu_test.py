# How large a packet gets through, what stops larger ones, and where. Each test builds a network whose truth it knows:
#
#   client --- hop 1: gate 10.77.1.1 --- second link --- hop 2: wall 10.77.2.2 --- hop 3: server
import json
import pathlib
import subprocess
import tempfile
import unittest

import sandbox

sandbox.enter()

import by_hand  # noqa: E402
import narrow  # noqa: E402
from net import UNLIMITED, Lab  # noqa: E402
from servers import certificates, citrix, realtime, secure  # noqa: E402

DTLS, EDT, CLOSED, SILENT = 443, 1494, 2598, 3479
NARROW = 1400
LIMITED = {"ipv4/icmp_ratelimit": 1000, "ipv6/icmp/ratelimit": 1000}
NO_ECHO = """table inet noecho {
    chain in { type filter hook input priority filter
        icmp type echo-request drop
        icmpv6 type echo-request drop
        udp dport 33434 drop
        udp dport 3479 drop
    }
    }"""


class Bench:
    """A lab with a DTLS front at both addresses of the server; everything else is up to the test."""

    def __init__(self, test, **network):
        sandbox.require_programs("setpriv")
        self.program = sandbox.flowvet_program()
        self.lab = test.enterContext(Lab("server", **network))
        self.folder = pathlib.Path(test.enterContext(tempfile.TemporaryDirectory(dir="/run")))
        self.enter = test.enterContext
        self.lab.server.sysctl(UNLIMITED)
        self.addresses = (self.lab.server.ip4, self.lab.server.ip6)
        self.enter(citrix.fakes(self.lab.server, self.folder, [("dtls", address, DTLS) for address in self.addresses]))

    def ask(self, service, address, port, *options):
        return by_hand.probe(self.program, self.lab.client, by_hand.Question(service, address, port, options=options))

    def without_raw_sockets(self):
        """As an ordinary user's program, on a host that lets nobody send echoes."""
        script = self.folder / "flowvet"
        script.write_text(f'#!/bin/sh\nexec setpriv --bounding-set=-all --inh-caps=-all {self.program} "$@"\n')
        script.chmod(0o755)
        self.program = str(script)

    def trace(self, target, address, *options):
        command = [self.program, "trace", address, target, "--mtu", "--rounds", "1", *options]
        process = self.lab.client.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, errors = process.communicate(timeout=by_hand.LIMIT)
        assert process.returncode in (0, 1, 2), errors
        return out


class MtuTest(unittest.TestCase):
    def expect(self, answer, **wanted):
        mtu = answer.check["mtu"]
        self.assertEqual({key: mtu[key] for key in wanted}, wanted, mtu)

    def test_all_that_the_link_carries_gets_through_and_two_packets_show_it(self):
        bench = Bench(self)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("dtls", address, DTLS)
                self.assertEqual((answer.verdict, answer.certainty), ("pass", "proven"))
                self.expect(answer, limit="link", link=1500, passes=1500, by="own")
                self.assertEqual([len(survey["answers"]) for survey in answer.check["mtu"]["surveys"]], [2])

    def test_jumbo_frames(self):
        bench = Bench(self)
        narrow.widen_all_links(bench.lab, 9000)
        for address in bench.addresses:
            with self.subTest(address):
                self.expect(bench.ask("dtls", address, DTLS), limit="link", link=9000, passes=9000, by="own")

    def test_a_router_says_what_its_next_link_carries(self):
        bench = Bench(self)
        narrow.narrow_second_link(bench.lab, NARROW)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("dtls", address, DTLS)
                self.assertEqual((answer.verdict, answer.cause), ("pass", "none"))
                gate = narrow.router(1, address)
                self.expect(answer, limit="told", link=1500, passes=NARROW, by="own", device=gate, told=NARROW, after_hop=1, after_address=gate)

    def test_what_the_kernel_has_learnt_before_does_not_hide_the_router(self):
        bench = Bench(self)
        narrow.narrow_second_link(bench.lab, NARROW)
        for address in bench.addresses:
            with self.subTest(address):
                for _ in range(2):
                    answer = bench.ask("dtls", address, DTLS)
                    self.expect(answer, limit="told", link=1500, passes=NARROW, device=narrow.router(1, address))

    def test_a_black_hole_is_placed_and_degrades_the_flow(self):
        bench = Bench(self)
        narrow.narrow_second_link(bench.lab, NARROW)
        narrow.keep_quiet_about_size(bench.lab.gate)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("dtls", address, DTLS)
                self.assertEqual((answer.verdict, answer.certainty, answer.cause), ("degraded", "proven", "dropped"), answer.check["mtu"])
                self.expect(answer, limit="vanishing", passes=NARROW, by="own", stops=NARROW + 1, device=None, after_hop=1,
                            after_address=narrow.router(1, address), stops_before=2)

    def test_a_black_hole_without_the_right_to_raw_sockets(self):
        bench = Bench(self)
        bench.without_raw_sockets()
        narrow.narrow_second_link(bench.lab, NARROW)
        narrow.keep_quiet_about_size(bench.lab.gate)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("dtls", address, DTLS)
                self.expect(answer, limit="vanishing", passes=NARROW, by="own", after_hop=1, stops_before=2)

    def test_edt_answers_no_padded_request_so_echo_measures_and_its_own_packets_place(self):
        bench = Bench(self)
        address = bench.lab.server.ip4
        bench.enter(realtime.udt(bench.lab.server, bench.folder, address, EDT))
        self.expect(bench.ask("edt", address, EDT), limit="link", passes=1500, by="echo")
        narrow.narrow_second_link(bench.lab, NARROW)
        self.expect(bench.ask("edt", address, EDT), limit="told", passes=NARROW, by="echo", device=narrow.router(1, address), after_hop=1)
        narrow.keep_quiet_about_size(bench.lab.gate)
        answer = bench.ask("edt", address, EDT)
        self.assertEqual((answer.outcome, answer.verdict, answer.cause), ("answered", "degraded", "dropped"), answer.check["mtu"])
        self.expect(answer, limit="vanishing", passes=NARROW, by="echo", after_hop=1, stops_before=2)

    def test_a_router_that_swallows_only_large_datagrams_is_found_beside_echoes_that_pass(self):
        bench = Bench(self)
        address = bench.lab.server.ip4
        bench.enter(realtime.udt(bench.lab.server, bench.folder, address, EDT))
        bench.lab.gate.run("nft", "-f", "-", text=True, input="""table inet large {
            chain way { type filter hook forward priority filter
                meta l4proto udp meta length > 1300 drop
            }
            }""")
        answer = bench.ask("edt", address, EDT)
        self.expect(answer, limit="vanishing", passes=None, stops=1500, after_hop=1, stops_before=2)
        self.assertEqual(answer.verdict, "degraded")

    def test_a_closed_port_shows_the_size_too(self):
        bench = Bench(self)
        narrow.narrow_second_link(bench.lab, NARROW)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("edt", address, CLOSED)
                self.assertEqual(answer.outcome, "refused")
                self.expect(answer, limit="told", passes=NARROW, by="own", device=narrow.router(1, address))

    def test_a_silent_host_is_measured_as_far_as_somebody_answers(self):
        bench = Bench(self)
        bench.lab.server.run("nft", "-f", "-", input=NO_ECHO, text=True)
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("edt", address, SILENT)
                self.assertEqual((answer.outcome, answer.verdict), ("silent", "unknown"))
                wall = narrow.router(2, address)
                self.expect(answer, limit="unknown", passes=None, stops=None, after_hop=2, after_address=wall, stops_before=None)
                self.assertIn(f"packets of 1500 bytes pass hop 2 ({wall})", answer.check["mtu"]["finding"])

    def test_nothing_is_claimed_where_nobody_says_anything(self):
        bench = Bench(self)
        bench.lab.server.run("nft", "-f", "-", input=NO_ECHO, text=True)
        narrow.narrow_second_link(bench.lab, NARROW)
        for node in (bench.lab.gate, bench.lab.wall):
            node.run("nft", "-f", "-", text=True, input="""table inet mute {
                chain out { type filter hook output priority filter
                    icmp type { time-exceeded, destination-unreachable } drop
                    icmpv6 type { time-exceeded, packet-too-big } drop
                }
                }""")
        for address in bench.addresses:
            with self.subTest(address):
                self.expect(bench.ask("edt", address, SILENT), limit="unknown", passes=None, stops=None, after_hop=0, stops_before=None)

    def test_routers_and_hosts_that_limit_their_answers_never_make_a_black_hole(self):
        bench = Bench(self)
        for node in (bench.lab.gate, bench.lab.wall, bench.lab.server):
            node.sysctl(LIMITED)
        for address in bench.addresses:
            with self.subTest(address):
                for port, service in ((CLOSED, "edt"), (DTLS, "dtls"), (CLOSED, "edt")):
                    self.expect(bench.ask(service, address, port), limit="link", passes=1500)
        narrow.narrow_second_link(bench.lab, NARROW)
        for address in bench.addresses:
            with self.subTest(address):
                for port, service in ((CLOSED, "edt"), (DTLS, "dtls"), (CLOSED, "edt")):
                    mtu = bench.ask(service, address, port).check["mtu"]
                    self.assertNotEqual(mtu["limit"], "vanishing", mtu)
                    self.assertEqual(mtu["passes"], NARROW, mtu)

    def test_loss_is_no_black_hole(self):
        bench = Bench(self, loss=0.3)
        questions = [by_hand.Question("dtls", address, DTLS) for address in bench.addresses] * 10
        limits = [answer.check["mtu"]["limit"] for answer in by_hand.probe_all(bench.program, bench.lab.client, questions)]
        self.assertEqual(set(limits) - {"link", "unknown"}, set(), limits)
        self.assertGreater(limits.count("link"), len(limits) // 2, limits)

    def test_a_service_that_answers_only_small_requests_is_no_black_hole(self):
        bench = Bench(self)
        bench.lab.server.run("nft", "-f", "-", text=True, input=f"""table inet small {{
            chain in {{ type filter hook input priority filter
                udp dport {DTLS} udp length > 1200 drop
            }}
            }}""")
        for address in bench.addresses:
            with self.subTest(address):
                answer = bench.ask("dtls", address, DTLS)
                self.assertEqual((answer.verdict, answer.cause), ("pass", "none"), answer.check["mtu"])
                header = 40 if ":" in address else 20
                self.expect(answer, limit="unanswered", passes=1200 + header, stops=1201 + header)
                self.assertIn("other packets of 1500 bytes reach the host", answer.check["mtu"]["finding"])

    def test_a_real_dtls_server_answers_padded_hellos(self):
        bench = Bench(self)
        authority = certificates.Authority(bench.folder)
        tls = authority.issue("server.lab.example", f"IP:{bench.lab.server.ip4}")
        bench.enter(secure.dtls(bench.lab.server, bench.folder, bench.lab.server.ip4, 4433, tls))
        narrow.narrow_second_link(bench.lab, NARROW)
        self.expect(bench.ask("dtls", bench.lab.server.ip4, 4433), limit="told", passes=NARROW, by="own")

    def test_it_can_be_left_out_and_asked_for(self):
        bench = Bench(self)
        address = bench.lab.server.ip4
        self.assertNotIn("mtu", bench.ask("dtls", address, DTLS, "--mtu", "never").check)
        self.assertNotIn("mtu", bench.ask("tls", address, DTLS).check)
        self.expect(bench.ask("tls", address, DTLS, "--mtu", "always"), limit="link", passes=1500, by="echo")

    def test_by_hand(self):
        bench = Bench(self)
        address = bench.lab.server.ip4
        narrow.narrow_second_link(bench.lab, NARROW)
        self.assertIn("size: packets of 1400 bytes pass; 10.77.1.1 (hop 1) says that its next link carries no more",
                      bench.trace(f"{DTLS}/udp", address))
        narrow.keep_quiet_about_size(bench.lab.gate)
        mtu = json.loads(bench.trace("22/tcp", address, "--format", "json"))["mtu"]
        self.assertEqual((mtu["passes"], mtu["by"], mtu["stops"]), (NARROW, "echo", NARROW + 1), mtu)


if __name__ == "__main__":
    unittest.main()
