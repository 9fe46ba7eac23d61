# The smallest question to each real server and a rough look at its answer, written apart from flowvet: tells when a server
# is up, and shows before a test that the network between the two nodes really is what the test says.
import socket
import ssl
import struct

from net import family_of

WAIT = 1.0  # seconds for one answer; wait_until() asks again

DNS = bytes.fromhex("4c56 0100 0001 0000 0000 0000 00 0002 0001")  # who serves the root
NTP = b"\x23" + bytes(39) + b"\x4c\x56" * 4  # version 4, client, transmit timestamp at 40
# RFC 6347 section 4.2: a record with a ClientHello that brings no session and no cookie, and one cipher suite.
DTLS = bytes.fromhex("16 feff 0000 000000000000 0036  01 00002a 0000 000000 00002a  fefd") + b"LV" * 16 + bytes.fromhex("00 00 0002 c02f 01 00")


def _der(tag, *parts):
    content = b"".join(parts)
    assert len(content) < 128  # one length byte is enough for all questions here
    return bytes([tag, len(content)]) + content


def _number(value, tag=0x02):
    return _der(tag, bytes([value]))


def _ldap_search(ldap_filter, attributes):
    limits = _number(0, 0x0a) + _number(0, 0x0a) + _number(0) + _number(0) + _number(0, 0x01)  # base, never, no limits, values too
    return _der(0x30, _number(1), _der(0x63, _der(0x04), limits, ldap_filter, attributes))


ROOT_DSE = _ldap_search(_der(0x87, b"objectClass"), _der(0x30))
CLDAP = _ldap_search(_der(0xa3, _der(0x04, b"NtVer"), _der(0x04, b"\x06\0\0\0")), _der(0x30, _der(0x04, b"Netlogon")))
_TICKET_SERVICE = _der(0x30, _der(0xa0, _number(2)), _der(0xa1, _der(0x30, _der(0x1b, b"krbtgt"), _der(0x1b, b"LAB.INVALID"))))
KERBEROS = _der(0x6a, _der(0x30, _der(0xa1, _number(5)), _der(0xa2, _number(10)), _der(0xa4, _der(  # AS-REQ that names no client
    0x30, _der(0xa0, _der(0x03, bytes(5))), _der(0xa2, _der(0x1b, b"LAB.INVALID")), _der(0xa3, _TICKET_SERVICE),
    _der(0xa5, _der(0x18, b"20370913024805Z")), _der(0xa7, _number(7)), _der(0xa8, _der(0x30, _number(18)))))))
KPASSWD = bytes.fromhex("000e ff80 0004 6e023000 75023000")
NETBIOS_NAME = bytes.fromhex("4c56 0000 0001 0000 0000 0000 20") + b"CK" + b"A" * 30 + bytes.fromhex("00 0021 0001")
SMB2 = bytes.fromhex("fe534d42 4000 0000 00000000 0000 1f00 00000000 00000000" + "00" * 8 + "00" * 8 + "00" * 8 + "00" * 16) + \
    bytes.fromhex("2400 0200 0100 0000 00000000") + b"flowvet-lab-guid" + bytes(8) + bytes.fromhex("0202 1002")
RPC_BIND = bytes.fromhex("05000b03 10000000 4800 0000 01000000 b810 b810 00000000 01000000 0000 0100"
                         "0883afe11f5dc91191a408002b14a0fa 0300 0000 045d888aeb1cc9119fe808002b104860 02000000")


def tcp(node, address, port, question=b"", tls=False):
    """The first bytes that come back, or b'' when nothing does."""
    try:
        with node.entered(), socket.socket(family_of(address), socket.SOCK_STREAM) as plain:
            plain.settimeout(WAIT)
            plain.connect((address, port))
            with _blind_tls().wrap_socket(plain) if tls else plain as stream:
                stream.sendall(question)
                return stream.recv(4096)
    except OSError:
        return b""


def udp(node, address, port, question):
    try:
        with node.entered(), socket.socket(family_of(address), socket.SOCK_DGRAM) as datagrams:
            datagrams.settimeout(WAIT)
            datagrams.connect((address, port))
            datagrams.send(question)
            return datagrams.recv(4096)
    except OSError:
        return b""


def _blind_tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def tls_version(node, address, port):
    """What a completed handshake agreed on, or None."""
    try:
        with node.entered(), socket.create_connection((address, port), WAIT) as plain, _blind_tls().wrap_socket(plain) as stream:
            return stream.version()
    except OSError:
        return None


def framed(message, size=4):
    """A message after its own length, as DNS (2 bytes), Kerberos and NetBIOS (4) send it over TCP."""
    return struct.pack(">I", len(message))[-size:] + message


def http(node, address, port, tls=False, host="lab"):
    return tcp(node, address, port, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode(), tls).startswith(b"HTTP/1.1")


def http_proxy(node, address, port):
    """Asks for a tunnel to where nothing is: every proxy refuses at once, in whatever words."""
    return tcp(node, address, port, b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n").startswith(b"HTTP/1.")


def ssh(node, address, port=22):
    return tcp(node, address, port).startswith(b"SSH-2.0-")


def dns_udp(node, address, port=53):
    return _is_dns_reply(udp(node, address, port, DNS))


def dns_tcp(node, address, port=53):
    return _is_dns_reply(tcp(node, address, port, framed(DNS, 2))[2:])


def _is_dns_reply(message):
    return len(message) >= 12 and message[:2] == DNS[:2] and message[2] >= 0x80  # our id, and the bit that marks an answer


def ntp(node, address, port=123):
    reply = udp(node, address, port, NTP)
    return len(reply) >= 48 and reply[0] & 7 == 4 and reply[24:32] == NTP[40:48]


def ldap(node, address, port=389, tls=False):
    return b"\x02\x01\x01\x64" in tcp(node, address, port, ROOT_DSE, tls)[:12]


def cldap(node, address):
    return udp(node, address, 389, CLDAP)[2:6] in (b"\x02\x01\x01\x64", b"\x02\x01\x01\x65")  # 65: no entry for us, still an answer


def kerberos_tcp(node, address):
    return tcp(node, address, 88, framed(KERBEROS))[4:5] == b"\x7e"


def kerberos_udp(node, address):
    return udp(node, address, 88, KERBEROS)[:1] == b"\x7e"


def kpasswd_tcp(node, address):
    return tcp(node, address, 464, framed(KPASSWD))[6:8] == b"\x00\x01"


def kpasswd_udp(node, address):
    return udp(node, address, 464, KPASSWD)[2:4] == b"\x00\x01"


def netbios_name(node, address):
    return udp(node, address, 137, NETBIOS_NAME)[:3] == NETBIOS_NAME[:2] + b"\x84"


def netbios_session(node, address):
    def encoded(name, kind):
        plain = name.ljust(15).encode() + bytes([kind])
        return b"\x20" + bytes(0x41 + half for byte in plain for half in (byte >> 4, byte & 15)) + b"\x00"
    names = encoded("*SMBSERVER", 0x20) + encoded("LAB", 0)
    return tcp(node, address, 139, b"\x81" + framed(names)[1:])[:1] in (b"\x82", b"\x83")


def smb(node, address):
    return tcp(node, address, 445, framed(SMB2))[4:8] == b"\xfeSMB"


def rpc(node, address, port=135):
    return tcp(node, address, port, RPC_BIND)[2:3] in (b"\x0c", b"\x0d")
