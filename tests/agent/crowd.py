"""Many HTTP clients at once, each from a loopback address of its own, in one process beside the test.

    crowd.py ask PORT COUNT     every client asks for /metrics; prints {"answered": N, "slowest_s": S} at the end
    crowd.py dawdle PORT COUNT  every client sends a byte now and then and comes back when it is sent away, until standard input ends;
                                prints "here" when all have knocked, and {"sent_away": N} at the end
"""
import contextlib
import errno
import json
import os
import resource
import selectors
import socket
import sys
import time

PER_NETWORK = 250
BYTES_AT = 2.0  # seconds between two bytes of a slow client
KNOCKS = 500  # new connections at once, so that they are many and no flood
REQUEST = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SLOW_BEGIN = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def knock(number, port):
    """A connection under way from 127.1.0.1 on."""
    peer = socket.socket()
    peer.setblocking(False)
    peer.bind((f"127.{1 + number // (PER_NETWORK * PER_NETWORK)}.{number // PER_NETWORK % PER_NETWORK}.{1 + number % PER_NETWORK}", 0))
    status = peer.connect_ex(("127.0.0.1", port))
    assert status in (0, errno.EINPROGRESS), os.strerror(status)
    return peer


def ask(port, count):
    waiting, answers, answered, slowest, begin = selectors.DefaultSelector(), {}, 0, 0.0, time.monotonic()
    for number in range(count):
        peer, then = knock(number, port), selectors.EVENT_WRITE
        with contextlib.suppress(OSError):  # as a rule loopback is connected by now, and the request goes with the handshake
            peer.sendall(REQUEST)
            then = selectors.EVENT_READ
        waiting.register(peer, then, number)
    while waiting.get_map():
        for key, _ in waiting.select(1):
            try:
                if key.events == selectors.EVENT_WRITE:
                    key.fileobj.sendall(REQUEST)
                    waiting.modify(key.fileobj, selectors.EVENT_READ, key.data)
                    continue
                part = key.fileobj.recv(1 << 16)
                answers[key.data] = answers.get(key.data, b"") + part
                if part:
                    continue
                answered += answers[key.data].startswith(b"HTTP/1.1 200 OK") and answers[key.data].endswith(b"\n")
                slowest = time.monotonic() - begin
            except OSError:
                pass
            waiting.unregister(key.fileobj)
            key.fileobj.close()
    print(json.dumps({"answered": answered, "slowest_s": round(slowest, 2)}))


def dawdle(port, count):
    waiting, sent_away, absent, all_here, next_byte = selectors.DefaultSelector(), 0, list(range(count)), False, 0.0
    waiting.register(sys.stdin, selectors.EVENT_READ, None)
    while True:
        for number in absent[:KNOCKS]:
            waiting.register(knock(number, port), selectors.EVENT_READ | selectors.EVENT_WRITE, number)
        del absent[:KNOCKS]
        if not absent and not all_here:
            all_here = True
            print("here", flush=True)
        for key, events in waiting.select(0.05):
            if key.data is None:
                print(json.dumps({"sent_away": sent_away}))
                return
            try:
                if events & selectors.EVENT_WRITE:
                    key.fileobj.send(SLOW_BEGIN)
                    waiting.modify(key.fileobj, selectors.EVENT_READ, key.data)
                    continue
                gone = not key.fileobj.recv(4096)
            except OSError:
                gone = True
            if gone:
                waiting.unregister(key.fileobj)
                key.fileobj.close()
                absent.append(key.data)
                sent_away += 1
        if time.monotonic() >= next_byte:
            next_byte = time.monotonic() + BYTES_AT
            for key in list(waiting.get_map().values()):
                if key.data is not None and key.events == selectors.EVENT_READ:
                    with contextlib.suppress(OSError):  # it is seen when it is read
                        key.fileobj.send(b"a")


def main():
    what, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    {"ask": ask, "dawdle": dawdle}[what](port, count)


if __name__ == "__main__":
    main()
