# The responder protocol once more, written from its description and apart from the program: what both agree on is what is meant.
# `python3 responder_codec.py CORPUS_FOLDER` writes the seeds of the fuzz target.
import hashlib
import hmac
import ipaddress
import os
import pathlib
import struct
import sys
import time
from dataclasses import dataclass, field, replace

MAGIC = b"FVR1"
ASK, ANSWER, CALL = 1, 2, 3
PROBE, CALL_BACK, LOOK = 1, 2, 3
OK, CLOCK_OFF, BUSY, NOT_DOCUMENTED, NOT_OPEN, UNSUPPORTED = 1, 2, 3, 4, 5, 6
TCP, UDP = 1, 2
SMALLEST, TAG = 160, 32
ERRORS = {1: "none", 2: "timed-out", 3: "refused", 4: "reset", 5: "net-unreachable", 6: "host-unreachable", 7: "prohibited",
          8: "protocol-unreachable", 9: "not-permitted", 10: "no-descriptors", 11: "no-source-port", 255: "other"}
_HEAD = ">4sBBH16s16s"


def _hmac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


class Keys:
    def __init__(self, token):
        self.ask = _hmac(token.encode(), b"flowvet responder 1 ask")
        self.answer = _hmac(token.encode(), b"flowvet responder 1 answer")


def _endpoint(address, port):
    parsed = ipaddress.ip_address(address)
    return bytes([parsed.version]) + parsed.packed.ljust(16, b"\0") + struct.pack(">H", port)


def _address(data):
    return None if data[0] == 0 else str(ipaddress.ip_address(data[1:5] if data[0] == 4 else data[1:17]))


def _now():
    return int(time.time() * 1000)


@dataclass(frozen=True)
class Ask:
    target: tuple  # address and port that it is sent to
    verb: int = PROBE
    session: bytes = field(default_factory=lambda: os.urandom(16))
    nonce: bytes = field(default_factory=lambda: os.urandom(16))
    sent: int = field(default_factory=_now)
    sequence: int = 1
    answer_size: int = 0
    call_back: tuple = (0, 0, 0)  # transport, greet, port; of a look the port that it is about
    size: int = SMALLEST

    def next(self, **changes):
        """The following message of the same session."""
        return replace(self, **{"nonce": os.urandom(16), "sequence": self.sequence + 1, **changes})

    def write(self, keys):
        head = struct.pack(_HEAD, MAGIC, ASK, self.verb, self.size, self.session, self.nonce)
        fields = struct.pack(">qHH", self.sent, self.sequence, self.answer_size) + _endpoint(*self.target) + struct.pack(">BBH", *self.call_back)
        body = (head + fields).ljust(self.size - TAG, b"\0")
        return body + _hmac(keys.ask, body)


@dataclass(frozen=True)
class Answer:
    status: int
    session: bytes
    nonce: bytes
    received: int
    source: tuple
    target: tuple
    hops_left: int
    ask_size: int
    arrived: int
    highest: int
    error: str | None  # of a call-back
    icmp: tuple | None  # type, code, offender
    rtt_us: int
    size: int


def read_answer(data, keys):
    """An AssertionError says what is wrong with it."""
    body, tag = data[:-TAG], data[-TAG:]
    assert hmac.compare_digest(tag, _hmac(keys.answer, body)), "the tag is wrong"
    magic, kind, status, length, session, nonce = struct.unpack_from(_HEAD, body)
    assert (magic, kind, length) == (MAGIC, ANSWER, len(data)) and length >= SMALLEST
    received, = struct.unpack_from(">q", body, 40)
    source = (_address(body[48:65]), *struct.unpack_from(">H", body, 65))
    target = (_address(body[67:84]), *struct.unpack_from(">H", body, 84))
    hops_left, ask_size, arrived, highest = struct.unpack_from(">BHHH", body, 86)
    error, family, icmp_type, code = struct.unpack_from(">BBBB", body, 93)
    icmp = (icmp_type, code, _address(body[97:114])) if family else None
    rtt_us, = struct.unpack_from(">I", body, 114)
    assert not any(body[118:]), "padding that is not zero"
    return Answer(status, session, nonce, received, source, target, hops_left, ask_size, arrived, highest, ERRORS.get(error), icmp, rtt_us, length)


def read_call(data, keys):
    """Session and nonce of the ask that wanted to be called back."""
    body, tag = data[:-TAG], data[-TAG:]
    assert hmac.compare_digest(tag, _hmac(keys.answer, body)), "the tag is wrong"
    magic, kind, zero, length, session, nonce = struct.unpack_from(_HEAD, body)
    assert (magic, kind, zero, length) == (MAGIC, CALL, 0, len(data)) and length == SMALLEST and not any(body[40:])
    return session, nonce


def _seeds():
    """The messages that tests/responder/message_test.cpp knows too, with the token of both."""
    keys = Keys("the token of the tests")
    fixed = {"session": bytes(range(16)), "nonce": bytes(range(16, 32)), "sent": 1_700_000_000_123}
    probe = Ask(("192.0.2.7", 2598), sequence=3, size=200, answer_size=200, **fixed)
    call_back = Ask(("2001:db8::7", 80), CALL_BACK, call_back=(TCP, 1, 80), **fixed)
    head = struct.pack(_HEAD, MAGIC, ANSWER, OK, SMALLEST, fixed["session"], fixed["nonce"])
    fields = struct.pack(">q", 1_700_000_000_456) + _endpoint("203.0.113.9", 41000) + _endpoint("10.1.2.3", 2598)
    report = struct.pack(">BHHHBBBB", 61, 200, 2, 3, 6, 4, 3, 13) + _endpoint("198.51.100.1", 0)[:17] + struct.pack(">I", 1500)
    answer = (head + fields + report).ljust(SMALLEST - TAG, b"\0")
    call = struct.pack(_HEAD, MAGIC, CALL, 0, SMALLEST, fixed["session"], fixed["nonce"]).ljust(SMALLEST - TAG, b"\0")
    return {"probe": probe.write(keys), "call-back": call_back.write(keys), "answer": answer + _hmac(keys.answer, answer),
            "call": call + _hmac(keys.answer, call)}


if __name__ == "__main__":
    for name, message in _seeds().items():
        pathlib.Path(sys.argv[1], name).write_bytes(message)
