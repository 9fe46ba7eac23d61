# Fakes of services that Debian has no server for. Each sends only bytes that are publicly documented for the service, enough to
# show that flowvet's question is understood and its answer recognised; they prove nothing about the vendor's own programs.
# One process serves all: `fakes.py kind:address:port ...` with kind a key of TCP or UDP, or "registrar".
import http.server
import socket
import socketserver
import struct
import sys
import threading

LARGEST = 65535


def ica(_):
    return b"\x7f\x7fICA\0"


def cgp(hello):
    return b"\x1aCGP/01" + bytes(16) if hello.startswith(b"\x1aCGP") else b""


def nmf(record):
    """[MC-NMF] 2.2.3.5: a fault record with its size and its name."""
    fault = b"http://schemas.microsoft.com/ws/2006/05/framing/faults/UnsupportedVersion"
    return b"\x08" + bytes([len(fault)]) + fault if record.startswith(b"\x00\x09") else b""


def tds(prelogin):
    """[MS-TDS] 2.2.6.5: version and encryption, version first."""
    if prelogin[:1] != b"\x12":
        return b""
    body = bytes.fromhex("00 000b 0006  01 0011 0001  ff") + bytes.fromhex("0f0007d0 0000  02")
    return struct.pack(">BBHHBB", 4, 1, 8 + len(body), 0, 1, 0) + body


def tacacs(start):
    """RFC 8907 section 4.1: the second packet of our session; its body cannot be read without the secret."""
    return start[:2] + b"\x02\x00" + start[4:8] + struct.pack(">I", 6) + b"\x5a" * 6 if start[:1] == b"\xc1" else b""


def flexnet(hello):
    """A manager's answer: version, host and vendor daemon behind a header of 24 bytes with its check byte."""
    if hello[:1] != b"\x68":
        return b""
    content = bytes([11, 16, 0, 0]) + b"license\0CITRIX\0"
    header = bytes.fromhex("0000") + struct.pack(">HH", 24 + len(content), 0x010e) + bytes(16)
    return bytes([0x2f, (0x2f + sum(header)) & 0xff]) + header + content


def flexnet_error(hello):
    return b"W\xea-60\0\0" if hello[:1] == b"\x68" else b""


def sql_browser(request):
    """[MC-SQLR] 2.2.5."""
    text = b"ServerName;LAB;InstanceName;MSSQLSERVER;IsClustered;No;Version;15.0.2000.5;tcp;1433;;"
    return b"\x05" + struct.pack("<H", len(text)) + text if request[:1] in (b"\x02", b"\x03", b"\x04") else b""


def _dtls(kind, body):
    """RFC 6347 4.2.2: one record with one whole message."""
    size = struct.pack(">I", len(body))[1:]
    message = bytes([kind]) + size + bytes(5) + size + body
    return bytes.fromhex("16 feff 0000 000000000000") + struct.pack(">H", len(message)) + message


def dtls(hello):
    """A front that keeps nothing, as a NetScaler's: its cookie first, and a ServerHello for whoever brings it back."""
    session_id_at = 13 + 12 + 34  # after record and message header, version and random
    if hello[:1] != b"\x16" or hello[13:14] != b"\x01" or len(hello) < session_id_at + 2:
        return b""
    cookie = hello[session_id_at + 1 + hello[session_id_at]]
    return _dtls(2, bytes.fromhex("fefd") + b"s" * 32 + bytes.fromhex("00 c02f 00")) if cookie else _dtls(3, bytes.fromhex("feff 04") + b"lab!")


SPEAKS_FIRST = (ica,)
TCP = {function.__name__: function for function in (ica, cgp, nmf, tds, tacacs, flexnet, flexnet_error)}
UDP = {function.__name__: function for function in (sql_browser, dtls)}


class Conversation(socketserver.BaseRequestHandler):
    """One question, one answer; an empty answer closes the connection."""

    def handle(self):
        answer_to = TCP[self.server.kind]
        answer = answer_to(b"" if answer_to in SPEAKS_FIRST else self.request.recv(LARGEST))
        self.request.sendall(answer)
        while answer and self.request.recv(LARGEST):
            pass


class Datagram(socketserver.BaseRequestHandler):
    def handle(self):
        question, sender = self.request
        if answer := UDP[self.server.kind](question):
            sender.sendto(answer, self.client_address)


class Registrar(http.server.BaseHTTPRequestHandler):
    """A Delivery Controller's address for registrations: asks for the announced body, and cannot read it. Elsewhere http.sys answers."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Microsoft-HTTPAPI/2.0", ""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._refuse(400 if self.path == "/Citrix/CdsController/IRegistrar" else 404)

    def do_GET(self):
        self._refuse(404)

    def do_HEAD(self):
        self._refuse(404)

    def _refuse(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


class DatagramListener(socketserver.UDPServer):
    max_packet_size = LARGEST


class DatagramListener6(DatagramListener):
    address_family = socket.AF_INET6


def server(kind, address, port):
    place = (address, int(port))
    if kind in UDP:
        made = (DatagramListener6 if ":" in address else DatagramListener)(place, Datagram)
    else:
        made = Listener(place, Registrar if kind == "registrar" else Conversation)
    made.kind = kind
    return made


def main():
    for word in sys.argv[1:]:
        kind, rest = word.split(":", 1)
        address, port = rest.rsplit(":", 1)
        threading.Thread(target=server(kind, address, port).serve_forever).start()
    print("ready", flush=True)


if __name__ == "__main__":
    main()
