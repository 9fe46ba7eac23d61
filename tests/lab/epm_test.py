# flowvet against a real endpoint mapper: Samba names its dynamic ports, and exactly those are checked with a bind to what is there.
# Then a firewall takes away one port after another.
import pathlib
import socket
import struct
import tempfile
import unittest

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab, family_of  # noqa: E402
from servers import ask, certificates, samba  # noqa: E402

OPTIONS = ["--timeout", "500", "--attempts", "2", "--feature", "active-directory"]
AD = "connector-appliance-ad.connector-appliance.active-directory."
MAPPER, DYNAMIC = AD + "endpoint-mapper", AD + "dynamic-rpc"
LOOKUP = bytes.fromhex("05000003 10000000 4000 0000 02000000 28000000 0000 0200"  # ept_lookup: every entry, from the beginning
                       "00000000 00000000 00000000 01000000" + "00" * 20 + "f4010000")
NETLOGON = bytes.fromhex("78563412 3412 cdab ef00 01234567cffb")
TCP_FLOOR = bytes.fromhex("0100 07 0200")
NEEDED = {"lsa", "netlogon", "sam", "directory-replication"}  # Samba has one of them at each of its ports


class EndpointMapperTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        sandbox.require_programs("samba", "samba-tool", "openssl")
        sandbox.require_real_root("Samba gives sysvol to groups of the domain")
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = cls.enterClassContext(Lab("dc"))
        (folder / "ca").mkdir()
        (folder / "dc").mkdir()
        authority = certificates.Authority(folder / "ca")
        samba.provision(cls.lab.dc, folder / "dc", (authority.certificate, *authority.issue("dc.lab.example")))
        cls.enterClassContext(samba.start(cls.lab.dc, folder / "dc"))
        cls.ports = named_ports(cls.lab.client, cls.lab.dc.ip4)

    def setUp(self):
        self.lab.wall.firewall("")

    def test_the_lab_names_more_than_one_dynamic_port_and_netlogon_at_one_of_them(self):
        everything, netlogon = self.ports
        self.assertGreater(len(everything), 1, everything)
        self.assertEqual(len(netlogon), 1, netlogon)

    def test_exactly_the_named_ports_are_proven_with_their_interfaces(self):
        flow = self.check()[DYNAMIC]
        self.assertEqual((flow["verdict"], flow["certainty"]), ("pass", "proven"), flow)
        self.assertEqual({check["port"] for check in flow["checks"]}, self.ports[0])
        for check in flow["checks"]:
            self.assertEqual((check["outcome"], check["expect"]), ("answered", "serve"), check)
        interfaces = {check["port"]: check["facts"]["rpc.served"] for check in flow["checks"]}
        for port in self.ports[1]:
            self.assertIn("netlogon", interfaces[port])
        self.assertIn(f"names {len(self.ports[0])} ports, which were checked", flow["note"])

    def test_without_the_flow_that_checks_it_the_mapper_is_asked_all_the_same_over_both_families(self):
        dc = self.lab.dc
        for address in (dc.ip4, dc.ip6):
            with self.subTest(address):
                flows = self.check("--flow", DYNAMIC, address=address)
                self.assertEqual(set(flows), {DYNAMIC})
                self.assertEqual({check["port"] for check in flows[DYNAMIC]["checks"]}, self.ports[0])
                self.assertEqual(flows[DYNAMIC]["verdict"], "pass", flows[DYNAMIC])

    def test_one_worker_is_enough_for_the_mapper_and_what_follows(self):
        flows = self.check("--in-flight", "1", "--threads", "2")
        self.assertEqual(flows[DYNAMIC]["verdict"], "pass", flows[DYNAMIC])

    def test_each_blocked_port_fails_the_flow_and_is_named_with_its_interfaces(self):
        for blocked in self.ports[0]:
            with self.subTest(blocked):
                self.drop(blocked)
                flow = self.check()[DYNAMIC]
                self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "dropped"), flow)
                failed = [check for check in flow["checks"] if check["verdict"] != "pass"]
                self.assertEqual([check["port"] for check in failed], [blocked], failed)
                self.assertTrue(NEEDED & set(failed[0]["facts"]["rpc.interfaces"].split(", ")), failed)

    def test_without_the_mapper_a_sample_is_checked_and_the_report_says_why(self):
        self.drop(135)
        flows = self.check()
        self.assertEqual((flows[MAPPER]["verdict"], flows[MAPPER]["cause"]), ("fail", "dropped"), flows[MAPPER])
        flow = flows[DYNAMIC]
        self.assertEqual(len(flow["checks"]), 12)
        self.assertEqual((flow["verdict"], flow["certainty"]), ("pass", "proven"), flow)
        self.assertIn("names no port (no answer within the time allowed while connecting), so 12 of the range were checked", flow["note"])
        self.assertEqual({check["expect"] for check in flow["checks"]}, {"path"})

    def test_everything_blocked_fails_everything(self):
        self.drop("1-65535")
        flows = self.check()
        self.assertEqual({flows[name]["verdict"] for name in (MAPPER, DYNAMIC)}, {"fail"})

    def check(self, *more, address=None):
        address = address or self.lab.dc.ip4
        flows = [] if "--flow" in more else ["--flow", MAPPER, "--flow", DYNAMIC]
        report = program.check(self.program, self.lab.client, "connector-appliance-ad", *OPTIONS, *flows, *more,
                               "--endpoint", f"active-directory={address}")
        self.assertTrue(report["run"]["complete"])
        return program.flows(report) if "--flow" not in more else {flow["id"]: flow for flow in report["flows"]}

    def drop(self, ports):
        rule = f"tcp dport {ports} drop"
        self.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\n{rule}\n}}\n}}\n")


def named_ports(node, address):
    """What the mapper says, found without a parser: the TCP floor of each tower, and which tower is netlogon's."""
    with node.entered(), socket.socket(family_of(address), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(5)
        tcp.connect((address, 135))
        tcp.sendall(ask.RPC_BIND)
        read_unit(tcp)
        tcp.sendall(LOOKUP)
        answer = b""
        while True:
            header, body = read_unit(tcp)
            answer += body[8:]
            if header[3] & 2:
                break
    everything, netlogon = set(), set()
    at = -1
    while (at := answer.find(TCP_FLOOR, at + 1)) >= 0:
        port = struct.unpack_from(">H", answer, at + len(TCP_FLOOR))[0]
        everything.add(port)
        if NETLOGON in answer[max(0, at - 75):at]:  # the tower's floors before this one take 2 + 25 + 25 + 7 bytes
            netlogon.add(port)
    return everything - {135}, netlogon - {135}


def read_unit(tcp):
    header = read(tcp, 16)
    return header, read(tcp, struct.unpack_from("<H", header, 8)[0] - 16)


def read(tcp, count):
    data = b""
    while len(data) < count:
        more = tcp.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


if __name__ == "__main__":
    unittest.main()
