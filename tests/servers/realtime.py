# STUN (coturn), UDT (a listener over Debian's libudt, compiled by the test) and WebSocket (websocketd).
import base64
import hashlib
import pathlib

from . import ask
from .files import url_host, write
from .process import Process

_STUN_ID = b"flowvet-lab!"
STUN_BINDING = bytes.fromhex("0001 0000 2112a442") + _STUN_ID  # RFC 8489: Binding request
# draft-gg-udt-03: a control packet to nobody yet; version 4, stream, first sequence number, segment, window, first phase, our
# socket id, no cookie and no address.
UDT_HANDSHAKE = bytes.fromhex("80000000 00000000 00000000 00000000"
                              "00000004 00000001 00004c56 000005dc 00002000 00000001 00004c57") + bytes(20)
_KEY = base64.b64encode(b"flowvet-lab-key!").decode()
_WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455


def turnserver(node, folder, address):
    return Process(node, "turnserver", [
        "turnserver", "-n", "--listening-ip", address, "--listening-port", "3478", "--stun-only", "--no-tls", "--no-dtls", "--no-cli",
        "--log-file", "stdout", "--pidfile", f"{folder}/turnserver.pid", "--userdb", f"{folder}/turndb"], folder,
        lambda: _is_binding(ask.udp(node, address, 3478, STUN_BINDING)))


def _is_binding(reply):
    return reply[:2] == b"\x01\x01" and reply[8:20] == _STUN_ID


def udt(node, folder, address, port):
    source, program = pathlib.Path(__file__).with_name("udt_listener.cpp"), pathlib.Path(folder) / "udt_listener"
    if not program.exists():
        node.run("g++", "-O0", "-o", program, source, "-ludt", "-lpthread")
    return Process(node, f"udt-{port}", [program, address, str(port)], folder,
                   lambda: ask.udp(node, address, port, UDT_HANDSHAKE)[12:16] == UDT_HANDSHAKE[40:44])


def websocketd(node, folder, address, port, tls=None):
    secure = ["--ssl", "--sslkey", tls[0], "--sslcert", tls[1]] if tls else []
    accept = base64.b64encode(hashlib.sha1((_KEY + _WEBSOCKET_GUID).encode()).digest())
    question = (f"GET / HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {_KEY}\r\n\r\n").encode()
    return Process(node, f"websocketd-{port}", ["websocketd", f"--address={url_host(address)}", f"--port={port}", *secure, "cat"], folder,
                   lambda: accept in ask.tcp(node, address, port, question, tls is not None))
