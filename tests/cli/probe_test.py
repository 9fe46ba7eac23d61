"""`flowvet probe` against small servers on loopback, from the outside.

The program's path is in the environment variable FLOWVET. Nothing here leaves this host.
"""
import json
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

PROGRAM = os.environ["FLOWVET"]
BAD_INPUT = 3
BANNER = b"SSH-2.0-Test_1.0\r\n"
HOSTILE = b"\x1b]0;owned\x07\x1b[2J\xe2\x80\xae\xff\x9b31m"
# Made for these tests alone: nobody trusts it.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyVUxdhSSKU5XQUqa
4tOhsMLTwgCAa4iOl9IsBRMsDbahRANCAARmYqNzvbu9YiWYjgMBMCkmzJnzVilY
Yuk8J3yDqe241Ea8ohCN2jtSg9ICdt+OGFoPCfsKxRRy80yXPifl5rC+
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUBM9KWcjzY76ZcGUvQQ+lXZOZcLkwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRZGMwMS50ZXN0LmV4YW1wbGUwIBcNMjYxMTI1MTUzMDA1WhgP
MjEyNjExMDExNTMwMDVaMBwxGjAYBgNVBAMMEWRjMDEudGVzdC5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZmKjc727vWIlmI4DATApJsyZ81YpWGLp
PCd8g6ntuNRGvKIQjdo7UoPSAnbfjhhaDwn7CsUUcvNMlz4n5eawvqNxMG8wHQYD
VR0OBBYEFKeWx5yNojlfuzMAQeskfEVu5NBVMB8GA1UdIwQYMBaAFKeWx5yNojlf
uzMAQeskfEVu5NBVMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRZGMwMS50
ZXN0LmV4YW1wbGUwCgYIKoZIzj0EAwIDSAAwRQIhAI7rA1jvzp1dxQhKnq6vpJ3V
0CbESjhtzNuGRfr9XEeWAiAOfbAvJeK5v7Nk7GCk2sTAm2VxoNSpniAdErY8CadU
AA==
-----END CERTIFICATE-----
"""


def probe(*arguments):
    return subprocess.run([PROGRAM, "probe", *arguments], capture_output=True, text=True, timeout=60)


class Server:
    """Listens on a loopback address; `serve` is called with each connection, in a thread of its own."""

    def __init__(self, test, serve, address="127.0.0.1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family)
        test.addCleanup(self.socket.close)
        self.socket.bind((address, 0))
        self.socket.listen()
        self.port = self.socket.getsockname()[1]
        self.target = f"[{address}]:{self.port}" if ":" in address else f"{address}:{self.port}"
        threading.Thread(target=self.accept, args=(serve,), daemon=True).start()

    def accept(self, serve):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                try:
                    serve(connection)
                except OSError:
                    pass


def says(text):
    """A server that says this and reads what comes until the peer has finished."""

    def serve(connection):
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass

    return serve


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Probe(unittest.TestCase):
    def report(self, *arguments):
        result = probe(*arguments, "--format", "json")
        self.assertEqual(result.stderr, "")
        return result.returncode, json.loads(result.stdout)

    def only_check(self, *arguments):
        status, report = self.report(*arguments)
        self.assertEqual(report["schema"], "flowvet-report/1")
        self.assertEqual(len(report["flows"]), 1)
        (check,) = report["flows"][0]["checks"]
        return status, report["flows"][0], check

    def test_a_service_that_answers_is_proven(self):
        server = Server(self, says(BANNER))
        status, flow, check = self.only_check("ssh", server.target)
        self.assertEqual((status, flow["id"], flow["verdict"], flow["certainty"]), (0, "by-hand.ssh", "pass", "proven"))
        self.assertEqual((check["outcome"], check["service"], check["port"]), ("answered", "ssh", server.port))
        self.assertEqual(check["facts"]["ssh.version"], BANNER.decode().strip())

    def test_the_text_begins_with_the_verdict_and_tells_what_was_learnt(self):
        result = probe("ssh", Server(self, says(BANNER)).target)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue(result.stdout.startswith("PASS      by-hand.ssh, certainty proven. "), result.stdout)
        self.assertIn("learnt     ssh.version = SSH-2.0-Test_1.0", result.stdout)

    def test_a_wrong_service_is_named_with_the_next_step(self):
        server = Server(self, says(BANNER))
        status, flow, check = self.only_check("ldap", server.target)
        self.assertEqual((status, flow["verdict"], flow["cause"], check["outcome"]), (1, "fail", "wrong-service", "mismatched"))
        result = probe("ldap", server.target)
        self.assertEqual(result.returncode, 1)
        self.assertIn("FAIL      by-hand.ldap, certainty none, cause wrong-service.", result.stdout)
        self.assertIn("next step  ", result.stdout)

    def test_nothing_listens(self):
        target = f"127.0.0.1:{closed_port()}"
        status, flow, _ = self.only_check("ssh", target)
        self.assertEqual((status, flow["verdict"], flow["cause"]), (1, "fail", "not-listening"))
        status, flow, _ = self.only_check("ssh", target, "--expect", "closed")
        self.assertEqual((status, flow["verdict"]), (0, "pass"))

    def test_a_connection_only(self):
        server = Server(self, says(b""))
        for arguments in (("tcp", server.target), ("ssh", server.target, "--connect-only")):
            status, flow, check = self.only_check(*arguments)
            self.assertEqual((status, flow["verdict"], flow["certainty"]), (0, "pass", "connection"))
            self.assertEqual((check["outcome"], check["service"]), ("accepted", None))

    def test_both_transports_are_asked_unless_one_is_named(self):
        target = f"127.0.0.1:{closed_port()}"
        for service, transports in (("dns", ["tcp", "udp"]), ("dns/udp", ["udp"]), ("dns/tcp", ["tcp"])):
            _, report = self.report(service, target, "--timeout", "200", "--attempts", "1")
            self.assertEqual([check["transport"] for check in report["flows"][0]["checks"]], transports)

    def test_a_datagram_that_nobody_answers_is_unknown(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
            mute.bind(("127.0.0.1", 0))
            status, flow, check = self.only_check("udp", f"127.0.0.1:{mute.getsockname()[1]}", "--timeout", "100", "--attempts", "2")
        self.assertEqual((status, flow["verdict"], check["outcome"], check["attempts"]), (2, "unknown", "silent", 2))

    def test_an_ipv6_literal(self):
        try:
            server = Server(self, says(BANNER), "::1")
        except OSError as error:
            self.skipTest(f"no IPv6 loopback: {error}")
        status, flow, check = self.only_check("ssh", server.target)
        self.assertEqual((status, flow["verdict"], check["address"]), (0, "pass", "::1"))

    def test_the_source_address(self):
        _, _, check = self.only_check("ssh", Server(self, says(BANNER)).target, "--source", "127.0.0.9")
        self.assertEqual(check["source"], "127.0.0.9")

    def test_the_report_can_be_explained(self):
        server = Server(self, says(BANNER))
        result = probe("ssh", server.target, "--format", "json=/dev/stdout")
        explained = subprocess.run([PROGRAM, "explain", "/dev/stdin", "by-hand.ssh"], input=result.stdout, capture_output=True, text=True)
        self.assertEqual((explained.returncode, explained.stderr), (0, ""))
        self.assertIn("ssh.version", explained.stdout)

    def test_hostile_bytes_stay_text(self):
        for speech in (b"SSH-2.0-" + HOSTILE + b"\r\n", HOSTILE + b"\r\n" + BANNER, HOSTILE):
            for options in ((), ("--show-bytes",)):
                result = probe("ssh", Server(self, says(speech)).target, "--color", "never", *options)
                self.assertTrue(all(letter == "\n" or letter.isprintable() for letter in result.stdout), repr(result.stdout))


class ShowBytes(unittest.TestCase):
    def transcript(self, *arguments):
        result = probe(*arguments, "--show-bytes", "--format", "json")
        self.assertEqual(result.stderr, "")
        (check,) = json.loads(result.stdout)["flows"][0]["checks"]
        return check["evidence"][-1]["transcript"]

    def received(self, transcript):
        return b"".join(bytes.fromhex(message["bytes"]) for message in transcript if message["kind"] == "received")

    def test_the_dialogue_is_told_in_order(self):
        server = Server(self, says(BANNER))
        transcript = self.transcript("ldap", server.target)
        self.assertEqual([message["kind"] for message in transcript], ["sent", "received"])
        self.assertIn(b"defaultNamingContext", bytes.fromhex(transcript[0]["bytes"]))
        self.assertTrue(BANNER.startswith(self.received(transcript)))
        self.assertLessEqual(transcript[0]["at_ms"], transcript[1]["at_ms"])

    def test_the_text_shows_bytes_and_letters(self):
        result = probe("ssh", Server(self, says(BANNER)).target, "--show-bytes")
        self.assertIn("received 18 bytes\n      0000  53 53 48 2d 32 2e 30 2d  54 65 73 74 5f 31 2e 30  |SSH-2.0-Test_1.0|", result.stdout)

    def test_nothing_is_recorded_unasked(self):
        server = Server(self, says(BANNER))
        result = probe("ssh", server.target, "--format", "json")
        self.assertNotIn("transcript", result.stdout)
        self.assertNotIn("53 53 48", probe("ssh", server.target).stdout)

    def test_a_peer_that_says_nothing_more_is_told_with_the_reason(self):
        transcript = self.transcript("ldap", Server(self, says(b"")).target)
        self.assertEqual([(message["kind"], message.get("error")) for message in transcript], [("sent", None), ("ended", "closed")])

    def test_a_long_message_is_cut_in_text_and_whole_in_json(self):
        server = Server(self, says(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 4000 + b"\r\n\r\n"))
        self.assertRegex(probe("http", server.target, "--show-bytes").stdout, r"\n      and [0-9]+ more bytes\n")
        self.assertIn(b"x" * 1000, self.received(self.transcript("http", server.target)))

    def test_inside_tls_the_plain_text_is_shown(self):
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(CERTIFICATE)
            file.flush()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(file.name)

        def serve(connection):
            with context.wrap_socket(connection, server_side=True) as secured:
                names.append(asked[-1])
                secured.recv(4096)
                secured.sendall(HOSTILE)
                secured.recv(4096)

        asked, names = [], []
        context.sni_callback = lambda _, name, __: asked.append(name)
        server = Server(self, serve)
        arguments = ("ldaps", server.target, "--server-name", "dc01.test.example")
        transcript = self.transcript(*arguments)
        self.assertEqual([message["kind"] for message in transcript], ["tls", "sent", "received"])
        self.assertRegex(transcript[0]["text"], r"^TLSv1\.[23], asked for dc01\.test\.example$")
        self.assertIn(b"defaultNamingContext", bytes.fromhex(transcript[1]["bytes"]))
        self.assertEqual(names, ["dc01.test.example"])
        text = probe(*arguments, "--show-bytes", "--color", "never").stdout
        self.assertIn("TLS from here on, plain text shown: TLSv1.", text)
        self.assertTrue(all(letter == "\n" or letter.isprintable() for letter in text), repr(text))


class BadInput(unittest.TestCase):
    def assert_refused(self, result, *parts):
        self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""), result.stderr)
        for line in result.stderr.splitlines():
            self.assertTrue(line.startswith("flowvet: "), line)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_nothing_to_probe(self):
        self.assert_refused(probe(), "SERVICE and HOST are needed", "--list")
        self.assert_refused(probe("ldap"), "SERVICE and HOST are needed")

    def test_unknown_words_get_the_nearest(self):
        self.assert_refused(probe("ldpa", "127.0.0.1"), '"ldpa"', 'did you mean "ldap"?')
        self.assert_refused(probe("ldap/udp", "127.0.0.1"), 'did you mean "ldap/tcp"?')
        self.assert_refused(probe("ldap", "127.0.0.1", "--expect", "close"), '"closed"')
        self.assert_refused(probe("ldap", "127.0.0.1", "--sevice-name", "x"), "--server-name")

    def test_ports(self):
        for port in ("0", "65536", "x", "-1", ""):
            self.assert_refused(probe("ldap", f"127.0.0.1:{port}"), f'"{port}" is not a port')
        self.assert_refused(probe("stun", "127.0.0.1"), "no port is documented", "127.0.0.1:PORT")
        self.assert_refused(probe("tcp", "::1"), "the port is missing", "[::1]:PORT")

    def test_every_problem_is_told_at_once(self):
        result = probe("ldpa", "127.0.0.1:0", "--server-name", "*")
        self.assert_refused(result)
        self.assertEqual(len(result.stderr.splitlines()), 3)

    def test_hosts(self):
        self.assert_refused(probe("ldap", "https://dc01"), "is a URL")
        self.assert_refused(probe("ldap", "[dc01]:389"), "not an IPv6 address in brackets")
        self.assert_refused(probe("ldap", "\x1b[2J"), "\\x1b")


class List(unittest.TestCase):
    def test_text_and_json_name_the_same_services(self):
        text = probe("--list")
        self.assertEqual((text.returncode, text.stderr), (0, ""))
        services = json.loads(probe("--list", "--format", "json").stdout)["services"]
        lines = [line.split()[:2] for line in text.stdout.splitlines()]
        for service in services:
            self.assertIn([service["name"], service["transport"]], lines)

    def test_other_formats_are_refused(self):
        self.assertEqual(probe("--list", "--format", "json=x").returncode, BAD_INPUT)


if __name__ == "__main__":
    unittest.main()
