# `flowvet listen` on real networks, asked by an independent client: through NAT, over IPv6, by strangers, replays and wrong clocks, by
# many at once, with thousands of strangers' connections held open, as root and without any privilege.
import concurrent.futures
import contextlib
import errno
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import sandbox

sandbox.enter()

import responder_codec as codec  # noqa: E402
from net import Lab, ip4, wait_until  # noqa: E402
from responder_client import KEYS, Listen, ask_tcp, ask_udp, is_closed, is_mute, open_tcp, open_udp  # noqa: E402

FLOWVET = sandbox.flowvet_program()
sandbox.require_programs("setpriv")

OTHER_KEYS = codec.Keys("another-token-of-the-labs")
TRAPS = ["snmp-manager"]  # UDP 162, which never answers anybody
STREAM, DATAGRAM = 1494, 1494  # of a VDA
ONLY_ICA = ["vda", "--only", "cvad.workspace-app.vda.ica"]

# The client's router hides it behind its own address.
MASQUERADE = """table ip nat {
  chain leave { type nat hook postrouting priority 100; oifname "uplink" masquerade; }
}"""

# Connections to the client: one is rejected, one is dropped.
NO_WAY_BACK = """table inet wall {
  chain through {
    type filter hook forward priority 0;
    ip daddr 10.77.1.2 tcp dport 80 ct state new reject with icmp type admin-prohibited
    ip daddr 10.77.1.2 tcp dport 443 ct state new drop
  }
}"""


class ResponderLab(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("far", "web")
        cls.addClassCleanup(cls.lab.__exit__)
        cls.client, cls.far = cls.lab.client, cls.lab.far

    def listen(self, *arguments, **options):
        listen = Listen(FLOWVET, options.pop("node", self.far), *arguments, **options)
        self.addCleanup(listen.__exit__)
        return listen

    def udp(self, address=None, port=DATAGRAM, node=None):
        client = open_udp(node or self.client, address or self.far.ip4, port)
        self.addCleanup(client.close)
        return client

    def tcp(self, address=None, port=STREAM, node=None):
        client = open_tcp(node or self.client, address or self.far.ip4, port)
        self.addCleanup(client.close)
        return client

    def ask(self, port=DATAGRAM, address=None, **fields):
        return codec.Ask((address or self.far.ip4, port), **fields)


class Clients(ResponderLab):
    def test_tcp_and_udp_over_ipv4_and_ipv6_across_two_routers(self):
        listen = self.listen(*ONLY_ICA)
        for address in (self.far.ip4, self.far.ip6):
            for answer, client in ((ask_udp(client := self.udp(address), self.ask(address=address)), client),
                                   (ask_tcp(client := self.tcp(address), self.ask(address=address)), client)):
                with self.subTest(address=address, kind=client.type):
                    self.assertEqual(answer.status, codec.OK)
                    self.assertEqual(answer.source, client.getsockname()[:2])
                    self.assertEqual(answer.target, (address, STREAM))
                    self.assertEqual(answer.hops_left, 62)
        reached = listen.wait_for("reached", transport="udp", port=DATAGRAM)
        self.assertIn("cvad.workspace-app.vda.ica", reached["flows"])
        self.assertEqual(reached["hops_left"], 62)
        ended = listen.stop()
        self.assertGreaterEqual(ended["answered"], 4)
        self.assertEqual(ended["stranger_connections"] + ended["stranger_datagrams"], 0)
        self.assertEqual([(p["transport"], p["ports_reached"]) for p in ended["ports"]], [("tcp", 1), ("udp", 1)])

    def test_behind_nat_the_answer_names_the_translated_address(self):
        self.lab.gate.firewall(MASQUERADE)
        self.addCleanup(self.lab.gate.firewall, "")
        listen = self.listen(*ONLY_ICA)
        for answer in (ask_udp(self.udp(), self.ask()), ask_tcp(self.tcp(), self.ask())):
            self.assertEqual(answer.source[0], ip4(2, 1))
        self.assertEqual(listen.wait_for("reached", transport="tcp")["source"]["address"], ip4(2, 1))

    def test_it_answers_from_the_address_that_was_asked(self):
        self.far.more_addresses([7])
        self.listen(*ONLY_ICA)
        for address in (ip4(self.far.link, 7), f"fd77:0:0:{self.far.link:x}::7"):
            answer = ask_udp(self.udp(address), self.ask(address=address))  # a connected socket hears that address only
            self.assertEqual(answer.target[0], address)

    def test_what_is_lost_on_the_way_there_is_counted(self):
        self.listen(*ONLY_ICA)
        client, ask = self.udp(), self.ask()
        answers = []
        for sequence in (1, 2, 5, 6, 10, 9, 10):  # 3, 4, 7 and 8 are lost, 9 is late, 10 is asked twice
            ask = ask.next(sequence=sequence)
            answer = ask_udp(client, ask, tries=1)
            answers.append((answer.arrived, answer.highest))
        self.assertEqual(answers, [(1, 1), (2, 2), (3, 5), (4, 6), (5, 10), (6, 10), (6, 10)])

    def test_a_hundred_clients_at_once_are_all_served(self):
        self.listen(*ONLY_ICA)

        def one_client(number):
            with contextlib.closing(open_tcp(self.client, self.far.ip4, STREAM)) as client:
                ask = self.ask()
                sessions = []
                for _ in range(20):
                    sessions.append(ask_tcp(client, ask))
                    ask = ask.next()
                return [(a.status, a.arrived) for a in sessions]

        with concurrent.futures.ThreadPoolExecutor(100) as pool:
            for answers in pool.map(one_client, range(100)):
                self.assertEqual(answers, [(codec.OK, n) for n in range(1, 21)])

    def test_datagrams_cross_whole_or_not_at_all(self):
        self.listen(*ONLY_ICA)
        client = self.udp()
        whole = ask_udp(client, self.ask(size=1472, answer_size=1472))
        self.assertEqual((whole.ask_size, whole.size), (1472, 1472))
        small = ask_udp(client, self.ask(size=1472))
        self.assertEqual(small.size, codec.SMALLEST)
        # An answer of the responder's is never cut into fragments: this one is larger than the link takes.
        client.send(self.ask(size=3000, answer_size=3000).write(KEYS))
        self.assertTrue(is_mute(client))
        self.assertEqual(ask_udp(client, self.ask(size=3000, answer_size=1472)).ask_size, 3000)


class Strangers(ResponderLab):
    def assert_ignored(self, listen, datagrams, streams):
        for payload in datagrams:
            client = self.udp()
            client.send(payload)
            self.assertTrue(is_mute(client, 0.1), payload[:8])
        for payload in streams:
            client = self.tcp()
            client.sendall(payload)
            self.assertTrue(is_mute(client, 0.1), payload[:8])
        ask_udp(self.udp(), self.ask())  # it has read everything before by now
        ask_tcp(self.tcp(), self.ask())

    def test_wrong_tokens_cut_and_lengthened_messages_and_other_protocols_hear_nothing(self):
        listen = self.listen(*ONLY_ICA)
        good = self.ask().write(KEYS)
        answer = bytes([*good[:4], codec.ANSWER, *good[5:]])
        datagrams = [self.ask().write(OTHER_KEYS), good[:-1], good + b"\0", good[:159], b"", b"F", b"FVR1" * 400, answer,
                     os.urandom(160), b"\0" * 65000, self.ask(size=2000).write(KEYS)[:160]]
        streams = [self.ask().write(OTHER_KEYS), good[:-1], b"GET / HTTP/1.1\r\n\r\n", b"FVR1\x01\x01\xff\xff", os.urandom(500), b"\x16\x03\x01\x00\x00"]
        self.assert_ignored(listen, datagrams, streams)
        ended = listen.stop()
        self.assertEqual(ended["stranger_datagrams"], len(datagrams))
        self.assertEqual(ended["stranger_connections"], len(streams))
        self.assertEqual(ended["sources"], 1)

    def test_a_replay_hears_nothing_wherever_it_comes_from(self):
        listen = self.listen(*ONLY_ICA)
        recorded = self.ask()
        ask_udp(self.udp(), recorded)
        for node in (self.client, self.lab.web):
            thief = self.udp(node=node)
            thief.send(recorded.write(KEYS))
            self.assertTrue(is_mute(thief, 0.2))
            thief = self.tcp(node=node)
            thief.sendall(recorded.write(KEYS))
            self.assertTrue(is_mute(thief, 0.2))
        self.assertEqual(listen.stop()["replays"], 4)

    def test_a_clock_that_is_ten_minutes_off_is_told_the_time(self):
        listen = self.listen(*ONLY_ICA)
        now = int(time.time() * 1000)
        for off in (-600_000, 600_000):
            for answer in (ask_udp(self.udp(), self.ask(sent=now + off)), ask_tcp(self.tcp(), self.ask(sent=now + off))):
                self.assertEqual(answer.status, codec.CLOCK_OFF)
                self.assertLess(abs(answer.received - now), 60_000)
        self.assertEqual(ask_udp(self.udp(), self.ask(sent=now - 240_000)).status, codec.OK)
        self.assertGreaterEqual(listen.stop()["clock_off"], 4)

    def test_refuse_strangers_closes_on_the_first_wrong_byte_and_after_a_while(self):
        self.listen(*ONLY_ICA, "--refuse-strangers")
        silent, speaking = self.tcp(), self.tcp()
        speaking.sendall(b"x")
        self.assertTrue(is_closed(speaking))
        self.assertTrue(is_mute(silent, 3.0))  # whoever waits for a service that speaks first may still ask
        self.assertEqual(ask_tcp(self.tcp(), self.ask()).status, codec.OK)
        self.assertTrue(is_closed(silent))

    def test_ten_thousand_idle_connections_do_not_keep_a_client_out(self):
        wanted, hard = 10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if hard < 2 * wanted:
            self.skipTest(f"the limit of descriptors is {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.far.more_addresses(range(20, 22))
        listen = self.listen(*ONLY_ICA)
        before = listen.memory()
        strangers = []
        self.addCleanup(lambda: [s.close() for s in strangers])
        with self.lab.web.entered():
            for number in range(wanted):
                stranger = socket.socket()
                stranger.connect((ip4(self.far.link, 20 + number % 2), STREAM))
                strangers.append(stranger)
        self.assertEqual(ask_tcp(self.tcp(), self.ask()).status, codec.OK)
        self.assertEqual(ask_udp(self.udp(), self.ask()).status, codec.OK)
        grown = listen.memory() - before
        print(f"{wanted} idle strangers: {grown / wanted:.0f} bytes each, {listen.memory() / 1e6:.1f} MB in all", file=sys.stderr)
        self.assertLess(grown / wanted, 4096)
        self.assertTrue(is_mute(strangers[-1], 0.0))

    def test_where_places_are_few_the_oldest_stranger_gives_way(self):
        listen = self.listen(*ONLY_ICA, prefix=["prlimit", "--nofile=64:64"])
        first = self.tcp()
        later = [self.tcp() for _ in range(100)]
        self.assertTrue(is_closed(first))
        self.assertTrue(is_mute(later[-1], 0.1))
        for _ in range(20):
            self.assertEqual(ask_tcp(self.tcp(), self.ask()).status, codec.OK)
        self.assertGreater(listen.stop()["stranger_connections"], 100)


class CallsBack(ResponderLab):
    """A VDA's far end is a Delivery Controller: its responder may call the VDA's ports."""

    def ask_back(self, transport, port, greet=1, **fields):
        return self.ask(80, verb=codec.CALL_BACK, call_back=(transport, greet, port), **fields)

    def responder(self):
        return self.listen("delivery-controller", "--port", "udp/443")

    def test_a_connection_arrives_with_session_and_nonce(self):
        listen = self.responder()
        with self.client.entered(), socket.create_server((ip4(1, 2), 80)) as here:
            ask = self.ask_back(codec.TCP, 80)
            answer = ask_tcp(self.tcp(port=80), ask)
            self.assertEqual((answer.status, answer.error), (codec.OK, "none"))
            self.assertGreater(answer.rtt_us, 1000)
            here.settimeout(10)
            call, peer = here.accept()
            with call:
                self.assertEqual(peer[0], self.far.ip4)
                self.assertEqual(codec.read_call(call.recv(1000), KEYS), (ask.session, ask.nonce))
        self.assertEqual(listen.wait_for("called-back")["error"], "none")

    def test_a_real_service_is_only_connected_to(self):
        self.responder()
        with self.client.entered(), socket.create_server((ip4(1, 2), 80)) as here:
            answer = ask_tcp(self.tcp(port=80), self.ask_back(codec.TCP, 80, greet=0))
            self.assertEqual(answer.error, "none")
            here.settimeout(10)
            call, _ = here.accept()
            with call:
                self.assertEqual(call.recv(1), b"")

    def test_a_datagram_arrives(self):
        self.responder()
        with self.client.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
            here.bind((ip4(1, 2), 443))
            ask = self.ask_back(codec.UDP, 443)
            answer = ask_tcp(self.tcp(port=80), ask)
            self.assertEqual((answer.status, answer.error), (codec.OK, "none"))
            here.settimeout(10)
            self.assertEqual(codec.read_call(here.recv(1000), KEYS), (ask.session, ask.nonce))

    def test_what_stops_it_is_reported(self):
        self.responder()
        refused = ask_tcp(self.tcp(port=80), self.ask_back(codec.TCP, 80))
        self.assertEqual((refused.error, refused.icmp), ("refused", None))
        self.lab.wall.firewall(NO_WAY_BACK)
        self.addCleanup(self.lab.wall.firewall, "")
        rejected = ask_tcp(self.tcp(port=80), self.ask_back(codec.TCP, 80))
        self.assertEqual(rejected.icmp, (3, 13, ip4(self.far.link, 1)))
        dropped = ask_tcp(self.tcp(port=80), self.ask_back(codec.TCP, 443))
        self.assertEqual(dropped.error, "timed-out")

    def test_other_ports_are_not_called(self):
        self.responder()
        answer = ask_tcp(self.tcp(port=80), self.ask_back(codec.TCP, 22))
        self.assertEqual((answer.status, answer.error), (codec.NOT_DOCUMENTED, None))

    def test_a_look_tells_what_is_held_and_what_came(self):
        self.listen(*TRAPS, "--port", "tcp/8080", "--port", "udp/515")
        session = os.urandom(16)
        self.assertEqual(ask_udp(self.udp(port=162), self.ask(162, session=session)).status, codec.OK)
        stream = self.tcp(port=8080)
        for transport, port, status, arrived in ((codec.UDP, 162, codec.OK, 1), (codec.UDP, 515, codec.OK, 0), (codec.TCP, 162, codec.NOT_OPEN, 0)):
            look = self.ask(8080, session=session, verb=codec.LOOK, call_back=(transport, 0, port))
            answer = ask_tcp(stream, look)
            self.assertEqual(answer.status, status, (transport, port))
            self.assertEqual(min(answer.arrived, 1), arrived)


class Ports(ResponderLab):
    def test_a_taken_port_is_named_with_its_holder_and_left_alone(self):
        held = self.far.start([sys.executable, "-c", "import socket,time; s=socket.create_server(('',1494)); print('up',flush=True); time.sleep(600)"],
                              stdout=subprocess.PIPE)
        self.addCleanup(held.wait)
        self.addCleanup(held.kill)
        held.stdout.readline()
        held.stdout.close()
        listen = self.listen(*ONLY_ICA)
        # Where our own /proc could not be mounted the holder cannot be looked up.
        taken = listen.opening["not_opened"]
        self.assertEqual([(t["transport"], t["ports"], t["obstacle"]) for t in taken], [("tcp", "1494", "taken")])
        self.assertEqual(taken[0]["address"], "0.0.0.0")
        if pathlib.Path(f"/proc/{held.pid}/comm").exists() and pathlib.Path("/proc/self").resolve().name == str(os.getpid()):
            self.assertRegex(taken[0]["holder"], rf"^python3.* \(process {held.pid}\)$")
        self.assertEqual(ask_udp(self.udp(), self.ask()).status, codec.OK)

    def test_a_range_beyond_the_limit_of_descriptors_is_opened_in_part(self):
        listen = self.listen("vda", prefix=["prlimit", "--nofile=400:400"])
        self.assertIn("1494", listen.opening["tcp"])
        for port in (49152, 65535):  # what a check samples of the range comes first
            self.assertTrue(any(int(p.split("-")[0]) <= port <= int(p.split("-")[-1]) for p in listen.opening["tcp"]), listen.opening["tcp"])
        self.assertEqual({entry["obstacle"] for entry in listen.opening["not_opened"]}, {"no-descriptors"})
        self.assertEqual(ask_tcp(self.tcp(port=65535), self.ask(65535)).status, codec.OK)

    def test_without_the_privilege_low_ports_stay_closed_and_one_line_says_how_to_open_them(self):
        runner = ["setpriv", "--bounding-set=-net_bind_service"]
        listen = self.listen("storefront", prefix=runner)
        self.assertEqual({e["obstacle"] for e in listen.opening["not_opened"]}, {"no-privilege"})
        self.assertTrue({"80", "443"} <= {e["ports"] for e in listen.opening["not_opened"]})
        self.assertIn("8000", listen.opening["tcp"])
        self.assertEqual(ask_tcp(self.tcp(port=8000), self.ask(8000)).status, codec.OK)
        listen.stop()
        text = self.far.run(*runner, FLOWVET, "listen", "storefront", "--for", "1s", capture_output=True, text=True).stdout
        self.assertEqual(text.count("setcap cap_net_bind_service"), 1, text)

    def test_where_nothing_can_be_opened_it_does_not_start(self):
        done = self.far.start(["setpriv", "--bounding-set=-net_bind_service", FLOWVET, "listen", *TRAPS], stderr=subprocess.PIPE, text=True)
        error = done.communicate(timeout=30)[1]
        self.assertEqual(done.returncode, 3)
        self.assertIn("setcap cap_net_bind_service", error)

    def test_sockets_of_the_service_manager_are_used(self):
        script = ("import os, socket, sys\n"
                  "s = socket.create_server(('', 1494)); os.dup2(s.fileno(), 3)\n"
                  "u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); u.bind(('::', 1494)); os.dup2(u.fileno(), 4)\n"
                  "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='2')\n"
                  "os.execvp(sys.argv[1], sys.argv[1:])")
        listen = self.listen(*ONLY_ICA, prefix=[sys.executable, "-c", script])
        self.assertEqual(listen.opening["not_opened"], [])
        self.assertEqual(listen.opening["tcp"], ["1494"])
        self.assertEqual(ask_tcp(self.tcp(), self.ask()).status, codec.OK)
        for address in (self.far.ip4, self.far.ip6):  # one socket for both families
            answer = ask_udp(self.udp(address), self.ask(address=address))
            self.assertEqual((answer.status, answer.target[0]), (codec.OK, address))

    def test_only_one_address(self):
        self.far.more_addresses([9])
        self.listen(*ONLY_ICA, "--address", ip4(self.far.link, 9))
        self.assertEqual(ask_udp(self.udp(ip4(self.far.link, 9)), self.ask()).status, codec.OK)
        with self.client.entered(), socket.socket() as other:
            self.assertEqual(other.connect_ex((self.far.ip4, STREAM)), errno.ECONNREFUSED)


class Privileges(ResponderLab):
    def test_nothing_is_left_of_them_once_the_ports_are_open(self):
        listen = self.listen(*ONLY_ICA)
        self.assertTrue(listen.opening["privileges"], listen.opening)
        status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{listen.process.pid}/status").read_text().splitlines() if ":\t" in line)
        for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(status[kind], 16), 0, kind)
        self.assertEqual(status["NoNewPrivs"], "1")
        if sandbox.is_real_root():
            self.assertEqual(set(status["Uid"].split()), {"65534"})
            self.assertEqual(set(status["Gid"].split()), {"65534"})
            self.assertEqual(status["Groups"].split(), ["65534"])

    def test_a_token_that_others_can_read_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "token")
            file.write_text("a-token-of-a-file-of-the-labs\n")
            file.chmod(0o644)
            done = subprocess.run([FLOWVET, "listen", *TRAPS, "--token-file", file], capture_output=True, text=True, timeout=30)
            self.assertEqual(done.returncode, 3)
            self.assertIn("chmod 600", done.stderr)
            file.chmod(0o600)
            self.listen(*ONLY_ICA, "--token-file", str(file))
            keys = codec.Keys("a-token-of-a-file-of-the-labs")
            client = self.tcp()
            client.sendall(self.ask().write(keys))
            self.assertEqual(codec.read_answer(client.recv(1000), keys).status, codec.OK)

    def test_a_token_that_is_made_is_shown_and_works(self):
        listen = self.listen(*ONLY_ICA, token=None)
        keys = codec.Keys(listen.opening["token"])
        client = self.tcp()
        client.sendall(self.ask().write(keys))
        self.assertEqual(codec.read_answer(client.recv(1000), keys).status, codec.OK)

    def test_it_ends_when_its_time_is_over(self):
        listen = self.listen(*ONLY_ICA, "--for", "1s")
        self.assertEqual(listen.wait_for("ended")["because"], "life-over")
        self.assertEqual(listen.process.wait(30), 0)


del ResponderLab  # only its children are tests

if __name__ == "__main__":
    unittest.main(verbosity=2)
