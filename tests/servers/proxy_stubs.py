# Proxies that no honest program would be: `proxy_stubs.py KEY CERTIFICATE ADDRESS kind:port ...`, each kind a function below that
# serves one connection. One thread a connection: a test makes a handful.
import socket
import ssl
import sys
import threading

OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"


def endless_header(peer):
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        peer.sendall(b"X-Again: and again\r\n" * 100)


def garbage(peer):
    """A tunnel into which the proxy itself talks."""
    peer.sendall(OPEN + b"\x00\x01 welcome to the tunnel \xff\r\n")
    hold(peer)


def page(peer):
    """A web server that says yes to everything."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
    hold(peer)


def half(peer):
    peer.sendall(OPEN[:20])


def liar(peer):
    """Opens a tunnel to nothing."""
    peer.sendall(OPEN)
    hold(peer)


def hang_up(peer):
    peer.sendall(OPEN)


def silent(peer):
    hold(peer)


def echo(peer):
    while data := peer.recv(65535):
        peer.sendall(data)


def intercepting(peer):
    """Ends TLS itself, with a certificate for the right name that nobody trusts."""
    peer.sendall(OPEN)
    with CONTEXT.wrap_socket(peer, server_side=True) as inside:
        hold(inside)


def hold(peer):
    """Until the peer has gone."""
    while peer.recv(65535):
        pass


KINDS = {function.__name__: function for function in (endless_header, garbage, page, half, liar, hang_up, silent, echo, intercepting)}
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


def serve(kind, peer):
    try:
        with peer:
            if kind not in (silent, echo):
                peer.recv(65535)  # the request; otherwise closing would reset the connection under our answer
            kind(peer)
    except OSError:
        pass  # the peer has gone


def listen(kind, listener):
    while True:
        threading.Thread(target=serve, args=(kind, listener.accept()[0]), daemon=True).start()


def main():
    key, certificate, address, *words = sys.argv[1:]
    CONTEXT.load_cert_chain(certificate, key)
    for word in words:
        kind, port = word.split(":")
        listener = socket.create_server((address, int(port)), backlog=64)
        threading.Thread(target=listen, args=(KINDS[kind], listener), daemon=True).start()
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
