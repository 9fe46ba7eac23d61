# Services that are not what the port promises: each takes the place of the real one in a test of false passes.
# One process serves all: `stubs.py kind:address:port ...` with kind one of the functions in KINDS.
import selectors
import socket
import sys
import time

DRIP_EVERY = 0.5  # seconds
READY = selectors.DefaultSelector()
HELD = []  # connections that stay open until the process ends
DRIPPED_ON = []  # connections that get a line now and then


def hold_udp(sock):
    """Listens and never answers."""
    sock.recv(65535)


def echo_udp(sock):
    data, sender = sock.recvfrom(65535)
    sock.sendto(data, sender)


def hold_tcp(sock):
    """Accepts and says nothing, as a load balancer with dead members or a hanging service does."""
    HELD.append(sock.accept()[0])


def close_tcp(sock):
    sock.accept()[0].close()


def echo_tcp(sock):
    READY.register(sock.accept()[0], selectors.EVENT_READ, echo_once)


def echo_once(peer):
    try:
        data = peer.recv(65535)
        peer.sendall(data)
    except OSError:
        data = b""
    if not data:
        READY.unregister(peer)
        peer.close()


def flood_tcp(sock):
    """Sends as fast as it can, whatever it is asked, as chargen does."""
    peer = sock.accept()[0]
    peer.setblocking(False)
    READY.register(peer, selectors.EVENT_WRITE, flood_more)


def flood_more(peer):
    try:
        peer.send(b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\r\n" * 100)
    except OSError:
        READY.unregister(peer)
        peer.close()


def drip_tcp(sock):
    """A line every half second for as long as the client waits, as SSH tarpits do."""
    DRIPPED_ON.append(sock.accept()[0])


def drip():
    for peer in list(DRIPPED_ON):
        try:
            peer.send(b"5f3a91\r\n")
        except OSError:
            DRIPPED_ON.remove(peer)
            peer.close()


KINDS = {function.__name__: function for function in (hold_udp, echo_udp, hold_tcp, close_tcp, echo_tcp, flood_tcp, drip_tcp)}


def listener(kind, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM if kind.endswith("udp") else socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, int(port)))
    if kind.endswith("tcp"):
        sock.listen(64)
    return sock


def main():
    for word in sys.argv[1:]:
        kind, rest = word.split(":", 1)
        address, port = rest.rsplit(":", 1)
        READY.register(listener(kind, address, port), selectors.EVENT_READ, KINDS[kind])
    print("ready", flush=True)
    next_drip = time.monotonic()
    while True:
        for key, _ in READY.select(DRIP_EVERY):
            key.data(key.fileobj)
        if time.monotonic() >= next_drip:
            drip()
            next_drip = time.monotonic() + DRIP_EVERY


if __name__ == "__main__":
    main()
