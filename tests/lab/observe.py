# What the network does to one connection or datagram, seen with plain sockets and the kernel's error queue, apart from
# flowvet. A test first asks here whether the lab does what its table says; only then flowvet's own answer is worth judging.
import errno
import select
import socket
import struct

from net import family_of

IP_RECVERR, IPV6_RECVERR, MSG_ERRQUEUE = 11, 25, 0x2000
ORIGIN_ICMP, ORIGIN_ICMP6 = 2, 3  # linux/errqueue.h
IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, PMTUDISC_PROBE = 10, 23, 3  # never in fragments, whatever the kernel has learnt of the path
HEADERS = {socket.AF_INET: 28, socket.AF_INET6: 48}  # bytes, IP and UDP
LONG_ENOUGH = 2.0  # seconds; the absent host is known after 100 ms, everything else within a few


def tcp(node, address, port):
    """One of "open", "timeout", "reset", "no-route" (this host's own table) or "icmp <type>/<code> from <router>"."""
    with node.entered(), socket.socket(family_of(address), socket.SOCK_STREAM) as probe:
        _ask_for_errors(probe)
        probe.setblocking(False)
        started = probe.connect_ex((address, port))
        if started != errno.EINPROGRESS:
            return _meaning(started)
        if not select.select([], [probe], [], LONG_ENOUGH)[1]:
            return "timeout"
        error = probe.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)  # before the queue: reading the queue clears it
        return _icmp(probe) or ("open" if error == 0 else _meaning(error))


def udp(node, address, port, question, packet_size=0):
    """As tcp(), with "answer" for a reply and "timeout" for silence. The question is padded to a packet of `packet_size` bytes."""
    with node.entered(), socket.socket(family_of(address), socket.SOCK_DGRAM) as probe:
        _ask_for_errors(probe)
        _forbid_fragments(probe)
        probe.settimeout(LONG_ENOUGH)
        try:
            probe.connect((address, port))
            probe.send(question.ljust(packet_size - HEADERS[probe.family], b"\0"))
            probe.recv(4096)
            return "answer"
        except TimeoutError:
            return "timeout"
        except OSError as error:
            return _icmp(probe) or _meaning(error.errno)


def _ask_for_errors(probe):
    if probe.family == socket.AF_INET6:
        probe.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
    else:
        probe.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)


def _forbid_fragments(probe):
    if probe.family == socket.AF_INET6:
        probe.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE)
    else:
        probe.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE)


def _icmp(probe):
    """The first ICMP error of the queue, which also holds errors of this host's own."""
    probe.setblocking(False)
    try:
        while True:
            _, ancillary, _, _ = probe.recvmsg(0, 512, MSG_ERRQUEUE)
            for _, _, data in ancillary:
                _, origin, kind, code = struct.unpack_from("=IBBB", data)
                if origin in (ORIGIN_ICMP, ORIGIN_ICMP6):
                    return f"icmp {kind}/{code} from {_offender(data[16:])}"
    except BlockingIOError:
        return None


def _offender(sockaddr):
    family = struct.unpack_from("=H", sockaddr)[0]
    raw = sockaddr[4:8] if family == socket.AF_INET else sockaddr[8:24]
    return socket.inet_ntop(family, raw)


def _meaning(code):
    return {errno.ECONNREFUSED: "reset", errno.ENETUNREACH: "no-route"}.get(code, errno.errorcode.get(code, str(code)))
