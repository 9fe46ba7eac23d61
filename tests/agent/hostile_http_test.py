"""Requests as nobody sends them in good faith: smuggling, garbled framing, methods of proxies, other protocols, too much of everything.

Each row says what must come back on a connection of its own; the agent must be as well afterwards as before.
"""
import json
import re
import unittest

from agent_test import AgentCase
from door_test import DoorClient

HOST = b"Host: localhost\r\n"
GET = b"GET /metrics HTTP/1.1\r\n" + HOST
POST = b"POST /metrics HTTP/1.1\r\n" + HOST
OK, BAD, NOWHERE, NO_METHOD, TOO_LARGE, NOT_HERE, HEADER_TOO_LARGE = (str(n).encode() for n in (200, 400, 404, 405, 413, 421, 431))
SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
TLS_HELLO = bytes.fromhex("160301008b010000870303") + b"\x11" * 32 + bytes.fromhex("00000e130113021303c02bc02fc02cc030") + b"\0" * 40

# Framing that two servers might understand in two ways: never is what follows taken for a second request.
SMUGGLING = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "both lengths, the other way round": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + SMUGGLED,
    "a list of lengths": POST + b"Content-Length: 0, 40\r\n\r\n" + SMUGGLED,
    "a negative length": POST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a length with a sign": POST + b"Content-Length: +4\r\n\r\n" + SMUGGLED,
    "a length in hexadecimal": POST + b"Content-Length: 0x10\r\n\r\n" + SMUGGLED,
    "a length beyond 64 bits": POST + b"Content-Length: 18446744073709551617\r\n\r\n" + SMUGGLED,
    "an encoding with a blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk size that is none": POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n" + SMUGGLED,
    "a chunk size beyond 64 bits": POST + b"Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\n" + SMUGGLED,
    "a NUL in a name": GET + b"X\0Y: a\r\n\r\n" + SMUGGLED,
    "a NUL in a value": GET + b"X: a\0b\r\n\r\n" + SMUGGLED,
    "a bare carriage return in a value": GET + b"X: a\rb\r\n\r\n" + SMUGGLED,
    "a header without a colon": GET + b"nonsense\r\n\r\n" + SMUGGLED,
    "a header without a name": GET + b": a\r\n\r\n" + SMUGGLED,
    "a blank before the first header": b"GET /metrics HTTP/1.1\r\n Host: localhost\r\n\r\n" + SMUGGLED,
}

REQUESTS = {
    "a folded header, whose folds are blanks (RFC 9112, section 5.2)": (GET + b"X: a\r\n b\r\n\r\n", OK),
    "a huge chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\naaaa", TOO_LARGE),
    "a body that is too large": (POST + b"Content-Length: 9999999\r\n\r\n", TOO_LARGE),
    "a header that is too large": (GET + b"X: " + b"a" * 9000 + b"\r\n\r\n", HEADER_TOO_LARGE),
    "a megabyte of header": (GET + b"X: " + b"a" * (1 << 20) + b"\r\n\r\n", HEADER_TOO_LARGE),
    "a megabyte of small headers": (GET + b"X: a\r\n" * 180_000 + b"\r\n", HEADER_TOO_LARGE),
    "a target of a megabyte": (b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\n" + HOST + b"\r\n", HEADER_TOO_LARGE),
    "absolute form": (b"GET http://localhost/metrics HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "absolute form of elsewhere": (b"GET http://elsewhere.example/ HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "authority form": (b"CONNECT elsewhere.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "CONNECT with a path": (b"CONNECT /metrics HTTP/1.1\r\n" + HOST + b"\r\n", NO_METHOD),
    "OPTIONS": (b"OPTIONS /metrics HTTP/1.1\r\n" + HOST + b"\r\n", NO_METHOD),
    "OPTIONS of all": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "TRACE": (b"TRACE /metrics HTTP/1.1\r\n" + HOST + b"Cookie: secret\r\n\r\n", NO_METHOD),
    "DELETE": (b"DELETE /metrics HTTP/1.1\r\n" + HOST + b"\r\n", NO_METHOD),
    "a method that is none": (b"G\x01T /metrics HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "a method in small letters": (b"get /metrics HTTP/1.1\r\n" + HOST + b"\r\n", NO_METHOD),
    "a cut escape": (b"GET /%4 HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "a garbled escape": (b"GET /metrics?x=%zz HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "an escaped NUL": (b"GET /metrics%00 HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "an escaped line end": (b"GET /metrics?x=%0d%0aSet-Cookie:a HTTP/1.1\r\n" + HOST + b"\r\n", BAD),
    "a path upwards": (b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", NOWHERE),
    "an escaped path upwards": (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", NOWHERE),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", BAD),
    "a version that is none": (b"GET /metrics HTTP/9.9\r\n\r\n", BAD),
    "HTTP/0.9": (b"GET /metrics\r\n", BAD),
    "TLS": (TLS_HELLO, BAD),
    "SSH": (b"SSH-2.0-OpenSSH_9.2\r\n", BAD),
    "zeros": (b"\0" * 4096, BAD),
    "the name of a stranger": (b"GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n", NOT_HERE),
    "no name at all": (b"GET /metrics HTTP/1.1\r\n\r\n", NOT_HERE),
}


class HostileHttp(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config()
        self.agent = self.start()
        self.agent.says(r"run \d+ finished")
        self.door = DoorClient(self.agent)

    def tearDown(self):
        self.assertIn("probe_success", self.door.get("/metrics"))
        self.assertIsNone(self.agent.process.poll(), self.agent.text())

    def statuses(self, answer):
        return re.findall(rb"HTTP/1\.1 (\d{3})", answer)

    def test_nothing_is_smuggled(self):
        for what, bytes_ in SMUGGLING.items():
            with self.subTest(what):
                answer = self.door.say(bytes_)
                self.assertEqual(self.statuses(answer), [BAD], answer[:200])

    def test_what_is_no_request_is_refused(self):
        for what, (bytes_, status) in REQUESTS.items():
            with self.subTest(what):
                answer = self.door.say(bytes_)
                self.assertEqual(self.statuses(answer), [status], answer[:200])
                self.assertNotIn(b"secret", answer)
                self.assertNotIn(b"Set-Cookie", answer)

    def test_requests_one_after_the_other_on_one_connection_are_answered_in_their_order(self):
        answer = self.door.say(GET + b"\r\n" + b"HEAD /metrics HTTP/1.1\r\n" + HOST + b"\r\n" + b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n" +
                               b"OPTIONS /metrics HTTP/1.1\r\n" + HOST + b"\r\n" + GET + b"Connection: close\r\n\r\n" + SMUGGLED)
        self.assertEqual(self.statuses(answer), [OK, OK, NOWHERE, NO_METHOD, OK])

    def test_programs_are_told_as_json_what_the_door_itself_refuses(self):
        api = b" /api/v1/jobs"
        rows = {"a path that is none": (b"GET /api/v1/nowhere HTTP/1.1\r\n" + HOST, NOWHERE),
                "a method": (b"PUT" + api + b" HTTP/1.1\r\n" + HOST, NO_METHOD),
                "a garbled target": (b"GET" + api + b"?x=%zz HTTP/1.1\r\n" + HOST, BAD),
                "the name of a stranger": (b"GET" + api + b" HTTP/1.1\r\nHost: evil.example\r\n", NOT_HERE)}
        for what, (head, status) in rows.items():
            with self.subTest(what):
                answer = self.door.say(head + b"Connection: close\r\n\r\n")
                self.assertEqual(self.statuses(answer), [status])
                fields, _, body = answer.partition(b"\r\n\r\n")
                self.assertIn(b"Content-Type: application/json\r\n", fields + b"\r\n")
                self.assertRegex(json.loads(body)["error"], r"^[A-Z].*\.$")

    def test_head_says_how_long_the_body_is_and_sends_none(self):
        answer = self.door.say(b"HEAD /-/healthy HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Length: 3", head)
        self.assertEqual(body, b"")

    def test_a_client_that_says_nothing_is_told_nothing(self):
        self.assertEqual(self.door.say(b""), b"")


if __name__ == "__main__":
    unittest.main(verbosity=2)
