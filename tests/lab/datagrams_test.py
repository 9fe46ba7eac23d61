# flowvet against real servers of datagrams with odd ways: TFTP answers from a new port, DHCP to port 68, RADIUS only whom it knows
# and, with the shared secret, provably. Each line of the tables is what is true on the network.
import contextlib
import json
import pathlib
import tempfile
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab, ip4  # noqa: E402

FLOWVET = sandbox.flowvet_program()
sandbox.require_programs("in.tftpd", "dnsmasq", "dhcpd", "freeradius", "setpriv")

from servers import datagrams  # noqa: E402

OPTIONS = ["--timeout", "500", "--attempts", "2", "-4"]
CLIENT = ip4(1, 2)
TFTP = "pvs.target-device.pxe-service.bootstrap"
DHCP = "pvs.target-device.dhcp-server.boot-options"
RADIUS, ACCOUNTING = (f"gateway.gateway-snip.radius-server.{name}" for name in ("radius", "radius-accounting"))
SECRET = "a-shared-secret"

# A stateful firewall that lets TFTP requests in and knows nothing of TFTP: the answers belong to no connection that it has seen.
NO_HELPER = """table inet wall {
  chain through {
    type filter hook forward priority 0; policy drop;
    ct state established accept
    udp dport 69 accept
  }
}"""


class Datagrams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        undo = contextlib.ExitStack()
        cls.addClassCleanup(undo.close)
        cls.lab = undo.enter_context(Lab("hpa", "masq", "isc", "quiet", "known", "nps", "strange", "closed"))
        start = undo.enter_context
        folders = {server.name: start(tempfile.TemporaryDirectory()) for server in cls.lab.servers}
        cls.own = start(tempfile.TemporaryDirectory())
        lab, network = cls.lab, ip4(1, 0)
        start(datagrams.tftpd_hpa(lab.hpa, folders["hpa"], lab.hpa.ip4))
        own_range = (ip4(lab.masq.link, 100), ip4(lab.masq.link, 110))
        start(datagrams.dnsmasq(lab.masq, folders["masq"], lab.masq.ip4, [own_range, (ip4(1, 100), ip4(1, 110))]))
        start(datagrams.isc_dhcpd(lab.isc, folders["isc"], "uplink", ip4(lab.isc.link, 0), [network]))
        start(datagrams.isc_dhcpd(lab.quiet, folders["quiet"], "uplink", ip4(lab.quiet.link, 0), [network], authoritative=False))
        start(datagrams.freeradius(lab.known, folders["known"], lab.known.ip4, CLIENT, SECRET))
        start(datagrams.freeradius(lab.nps, folders["nps"], lab.nps.ip4, CLIENT, SECRET, status=False))
        start(datagrams.freeradius(lab.strange, folders["strange"], lab.strange.ip4, ip4(1, 99), SECRET))

    def check(self, role, endpoints, flows, secret=None, runner=FLOWVET, options=()):
        """Flow id -> flow, of one run with a site file."""
        site = {"endpoints": endpoints, "ports": {DHCP: {"udp": ["67"]}, RADIUS: {"udp": ["1812"]}}}
        if secret is not None:
            path = pathlib.Path(self.own, "radius.secret")
            path.write_text(secret + "\n")
            site["secrets"] = {"radius-server": {"file": path.name}}
        file = pathlib.Path(self.own, "site.json")
        file.write_text(json.dumps(site))
        chosen = [word for flow in flows for word in ("--flow", flow)]
        report = program.check(runner, self.lab.client, role, "--site", str(file), *chosen, *OPTIONS, *options)
        if secret is not None:
            self.assertNotIn(secret, json.dumps(report))
        return program.flows(report)

    def assert_check(self, flow, outcome, verdict, certainty="none", cause=None):
        [check] = flow["checks"]
        self.assertEqual((check["outcome"], check["verdict"], check["certainty"]), (outcome, verdict, certainty), check)
        if cause:
            self.assertEqual(check["cause"], cause)
        return check

    def tftp(self, server):
        return self.check("target-device", {"pxe-service": server}, [TFTP])[TFTP]

    def dhcp(self, *servers, **options):
        return self.check("target-device", {"dhcp-server": list(servers)}, [DHCP], **options)[DHCP]

    def radius(self, server, secret=None):
        return self.check("gateway-snip", {"radius-server": server}, [RADIUS, ACCOUNTING], secret)


class Tftp(Datagrams):
    def test_both_servers_are_proven_by_their_error(self):
        for server in (self.lab.hpa.ip4, self.lab.masq.ip4):
            with self.subTest(server):
                check = self.assert_check(self.tftp(server), "answered", "pass", "proven")
                self.assertRegex(check["facts"]["tftp.error"], "^[12] ")

    def test_a_host_without_the_service_refuses(self):
        self.assert_check(self.tftp(self.lab.closed.ip4), "refused", "fail", cause="not-listening")

    def test_a_firewall_that_lets_the_request_in_and_drops_the_answer_fails_the_flow(self):
        self.lab.wall.firewall(NO_HELPER)
        self.addCleanup(self.lab.wall.firewall, "")
        check = self.assert_check(self.tftp(self.lab.hpa.ip4), "silent", "fail", cause="dropped")
        self.assertIn("the answer comes from a new port", check["evidence"][0]["detail"])
        closed = self.check("target-device", {"pxe-service": self.lab.hpa.ip4}, [TFTP], options=["--expect", "closed"])[TFTP]
        self.assert_check(closed, "silent", "unknown")  # the request did reach the server


class Dhcp(Datagrams):
    def test_both_servers_are_proven_and_name_what_to_boot(self):
        flow = self.dhcp(self.lab.masq.ip4, self.lab.isc.ip4)
        self.assertEqual((flow["verdict"], flow["certainty"]), ("pass", "proven"))
        for check in flow["checks"]:
            self.assertEqual(check["facts"]["dhcp.server"], check["address"])
            self.assertEqual(check["facts"]["dhcp.boot-file"], datagrams.BOOT_FILE)
            self.assertEqual(check["facts"]["dhcp.boot-server"], datagrams.BOOT_SERVER)

    def test_many_at_once_take_turns_on_however_many_threads(self):
        servers = [self.lab.masq.ip4, self.lab.isc.ip4, self.lab.quiet.ip4, self.lab.closed.ip4, self.lab.hpa.ip4]
        found = {c["address"]: c["outcome"] for c in self.dhcp(*servers, options=["--threads", "4"])["checks"]}
        self.assertEqual(found, {servers[0]: "answered", servers[1]: "answered", servers[2]: "silent", servers[3]: "refused", servers[4]: "refused"})

    def test_a_server_that_is_silent_leaves_it_open(self):
        self.assert_check(self.dhcp(self.lab.quiet.ip4), "silent", "unknown")

    def test_without_the_privilege_the_check_could_not_be_made(self):
        runner = pathlib.Path(self.own, "without-privilege")
        runner.write_text(f"#!/bin/sh\nexec setpriv --bounding-set=-net_bind_service {FLOWVET} \"$@\"\n")
        runner.chmod(0o755)
        self.assert_check(self.dhcp(self.lab.masq.ip4, runner=str(runner)), "local", "unknown", cause="local-limit")

    def test_without_the_site_s_word_the_flow_is_skipped(self):
        report = program.check(FLOWVET, self.lab.client, "target-device", "--endpoint", f"dhcp-server={self.lab.masq.ip4}",
                               "--endpoint", f"pxe-service={self.lab.masq.ip4}", "--flow", DHCP, "--flow", TFTP, *OPTIONS)
        self.assertEqual(program.flows(report)[DHCP]["reason"], "dhcp-option")


class Radius(Datagrams):
    def test_without_the_secret_a_registered_client_is_rejected_which_proves_the_server(self):
        flows = self.radius(self.lab.known.ip4)
        check = self.assert_check(flows[RADIUS], "answered", "pass", "proven")
        self.assertEqual(check["facts"], {"radius.reply": "Access-Reject"})
        self.assert_check(flows[ACCOUNTING], "silent", "unknown")

    def test_with_the_right_secret_the_status_answers_are_verified(self):
        flows = self.radius(self.lab.known.ip4, SECRET)
        for flow, reply in ((RADIUS, "Access-Accept"), (ACCOUNTING, "Accounting-Response")):
            check = self.assert_check(flows[flow], "answered", "pass", "proven")
            self.assertEqual(check["facts"], {"radius.reply": reply, "radius.secret": "verified"})
            self.assertEqual(check["attempts"], 1)

    def test_a_server_without_status_server_is_asked_about_a_user_in_the_second_attempt(self):
        flows = self.radius(self.lab.nps.ip4, SECRET)
        check = self.assert_check(flows[RADIUS], "answered", "pass", "proven")
        self.assertEqual(check["facts"], {"radius.reply": "Access-Reject", "radius.secret": "verified"})
        self.assertEqual(check["attempts"], 2)
        self.assert_check(flows[ACCOUNTING], "silent", "unknown")

    def test_with_the_wrong_secret_nothing_passes(self):
        for server in (self.lab.known.ip4, self.lab.nps.ip4):
            for flow in self.radius(server, "another-secret").values():
                self.assertIn(flow["verdict"], ("unknown", "skipped"), flow)

    def test_a_client_that_the_server_does_not_know_hears_nothing(self):
        for secret in (None, SECRET):
            flows = self.radius(self.lab.strange.ip4, secret)
            self.assert_check(flows[RADIUS], "silent", "unknown")
            self.assert_check(flows[ACCOUNTING], "silent", "unknown")

    def test_where_nothing_listens_both_ports_are_refused(self):
        for secret in (None, SECRET):
            for flow in self.radius(self.lab.closed.ip4, secret).values():
                if flow["id"] in (RADIUS, ACCOUNTING):
                    self.assert_check(flow, "refused", "fail", cause="not-listening")


del Datagrams  # only its children are tests

if __name__ == "__main__":
    unittest.main(verbosity=2)
