# TLS and DTLS with nothing inside: the openssl program as a server.
import struct

from . import ask
from .files import url_host
from .process import Process

# A DTLS 1.2 ClientHello without a cookie (RFC 6347 section 4.2): version, random, no session, no cookie, one suite, no compression.
_HELLO = bytes.fromhex("fefd") + b"flowvet-lab-asks-for-a-cookie-ok" + bytes.fromhex("00 00 0002 c02b 01 00")
_HANDSHAKE = b"\x01" + struct.pack(">I", len(_HELLO))[1:] + bytes(5) + struct.pack(">I", len(_HELLO))[1:] + _HELLO
DTLS_HELLO = bytes.fromhex("16 feff 0000 000000000000") + struct.pack(">H", len(_HANDSHAKE)) + _HANDSHAKE


def tls(node, folder, address, port, key_and_certificate):
    return Process(node, f"tls-{port}", ["openssl", "s_server", "-quiet", *_where(address, port, key_and_certificate)], folder,
                   lambda: ask.tls_version(node, address, port) is not None)


def dtls(node, folder, address, port, key_and_certificate):
    """Answers a hello with a request for its cookie, and the hello with the cookie with a handshake."""
    return Process(node, f"dtls-{port}", ["openssl", "s_server", "-quiet", "-dtls1_2", "-listen",
                                          *_where(address, port, key_and_certificate)], folder,
                   lambda: ask.udp(node, address, port, DTLS_HELLO)[:1] == b"\x16")


def _where(address, port, key_and_certificate):
    key, certificate = key_and_certificate
    return ["-accept", f"{url_host(address)}:{port}", "-key", key, "-cert", certificate]
