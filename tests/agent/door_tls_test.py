"""The agent's door with TLS: who gets in with which certificate and token, over real connections. Certificates are made by openssl.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import shutil
import socket
import ssl
import subprocess
import sys
import unittest

from agent_test import BAD_INPUT, WAIT, AgentCase, run
from door_test import DoorClient

SKIP = 77
TOKEN = "a-token-for-this-test-only"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]


class Authority:
    """Issues certificates into a folder; `days` below zero: they have expired."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.certificate = folder / f"{name}.crt"
        openssl("req", "-x509", *KEY, "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", self.certificate)

    def issue(self, name, days=1, usage=None, alternative=None):
        """(certificate, key)"""
        key, request, certificate = (self.folder / f"{self.name}-{name}.{end}" for end in ("key", "csr", "crt"))
        extensions = self.folder / "extensions"
        extensions.write_text((f"extendedKeyUsage={usage}\n" if usage else "") + (f"subjectAltName={alternative}\n" if alternative else ""))
        openssl("req", *KEY, "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.folder / f"{self.name}.key", "-days", str(days),
                "-extfile", extensions, "-out", certificate)
        return certificate, key


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class TlsCase(AgentCase):
    def setUp(self):
        super().setUp()
        self.ours, self.strangers = Authority(self.folder, "ours"), Authority(self.folder, "strangers")
        self.certificate, self.key = self.ours.issue("agent", alternative="IP:127.0.0.1")
        (self.folder / "http.token").write_text(TOKEN + "\n")

    def open_door(self, **keys):
        tls = {"certificate": str(self.certificate), "key": str(self.key), **keys.pop("tls", {})}
        self.write_config(tls=tls, **keys)
        self.agent = self.start()
        self.agent.says(r"run \d+ finished")
        self.port = DoorClient(self.agent).port
        self.assertIn("at https://127.0.0.1:", self.agent.text())

    def context(self, shown=None, version=None):
        context = ssl.create_default_context(cafile=str(self.ours.certificate))
        if shown:
            context.load_cert_chain(*map(str, shown))
        if version:
            context.maximum_version = context.minimum_version = version
        return context

    def ask(self, context, token=None, session=None):
        """(status line, TLS session); raises what the connection ends with otherwise."""
        request = "GET /metrics HTTP/1.1\r\nHost: agent.corp.example\r\nConnection: close\r\n"
        request += f"Authorization: Bearer {token}\r\n\r\n" if token else "\r\n"
        with socket.create_connection(("127.0.0.1", self.port), WAIT) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1", session=session) as peer:
                peer.sendall(request.encode())
                answer = b""
                while part := peer.recv(65536):
                    answer += part
                return answer.split(b"\r\n", 1)[0].decode(), peer.session

    def assert_open_to(self, context, **shown):
        self.assertEqual(self.ask(context, **shown)[0], "HTTP/1.1 200 OK")


class ClientCertificates(TlsCase):
    def setUp(self):
        super().setUp()
        self.open_door(tls={"client_authority": str(self.ours.certificate)})
        self.good = self.context(self.ours.issue("prometheus"))

    def tearDown(self):
        self.assert_open_to(self.good)
        self.assertIsNone(self.agent.process.poll(), self.agent.text())

    def test_only_valid_certificates_of_the_authority_get_in(self):
        versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
        rows = (("none", None, "certificate required|handshake failure"),
                ("another authority's", self.strangers.issue("prometheus"), "unknown ca"),
                ("expired", self.ours.issue("late", days=-1), "certificate expired"),
                ("for servers only", self.ours.issue("server", usage="serverAuth"), "unsupported certificate"))
        for version in versions:
            self.assert_open_to(self.context(self.ours.issue("any"), version))
            for what, shown, alert in rows:
                with self.subTest(f"{what}, {version.name}"), self.assertRaises((ssl.SSLError, ConnectionError)) as caught:
                    self.ask(self.context(shown, version))
                with self.subTest(f"{what}, {version.name}, as it is told"):
                    if isinstance(caught.exception, ssl.SSLError):  # the alert may be lost where the client was still sending
                        self.assertRegex(str(caught.exception).lower(), alert)

    def test_clients_that_come_back_with_their_session_get_in(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version.name):
                context = self.context(self.ours.issue("browser"), version)
                status, session = self.ask(context)
                self.assertEqual(status, "HTTP/1.1 200 OK")
                self.assertEqual(self.ask(context, session=session)[0], "HTTP/1.1 200 OK")

    def test_other_protocols_get_no_answer(self):
        door = DoorClient(self.agent)
        for what, bytes_ in (("HTTP", b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("nothing", b""), ("zeros", b"\0" * 4096),
                             ("half a hello", bytes.fromhex("16030100f5010000f10303"))):
            with self.subTest(what):
                self.assertNotIn(b"HTTP/1.1", door.say(bytes_))

    def test_the_agent_shows_the_certificate_that_it_was_given(self):
        context = ssl.create_default_context(cafile=str(self.strangers.certificate))
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.ask(context)


class TokenOverTls(TlsCase):
    def test_the_token_opens_and_nothing_else_does(self):
        self.open_door(token={"file": "http.token"})
        self.assert_open_to(self.context(), token=TOKEN)
        for token in (None, TOKEN + "x", TOKEN[:-1]):
            self.assertEqual(self.ask(self.context(), token=token)[0], "HTTP/1.1 401 Unauthorized")

    def test_where_both_are_asked_for_both_are_needed(self):
        self.open_door(token={"file": "http.token"}, tls={"client_authority": str(self.ours.certificate)})
        good = self.context(self.ours.issue("prometheus"))
        self.assert_open_to(good, token=TOKEN)
        self.assertEqual(self.ask(good)[0], "HTTP/1.1 401 Unauthorized")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.ask(self.context(), token=TOKEN)


class Files(TlsCase):
    def test_files_that_cannot_be_used_are_named_and_nothing_starts(self):
        locked = self.folder / "locked.key"
        openssl("ec", "-aes128", "-passout", "pass:secret", "-in", self.key, "-out", locked)
        rows = (({"key": str(self.ours.issue("other")[1])}, "ours-other.key"), ({"key": str(locked)}, "locked.key"),
                ({"certificate": "none.crt"}, "none.crt"), ({"client_authority": str(self.key)}, "ours-agent.key"))
        for tls, named in rows:
            with self.subTest(named):
                self.write_config(tls={"certificate": str(self.certificate), "key": str(self.key), **tls})
                result = run("agent", "--config", str(self.config), stdin=subprocess.DEVNULL)
                self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
                self.assertRegex(result.stderr, f"{named}: cannot be used for TLS")


if __name__ == "__main__":
    if not shutil.which("openssl"):
        print("SKIPPED: not installed: openssl")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
