# HTTP proxies: squid and tinyproxy with a configuration of their own each, and proxy_stubs.py for what no honest proxy does.
import pathlib
import shutil
import sys

from . import ask
from .process import Process



def squid(node, folder, address, port, rules, hosts=()):
    """`rules`: lines of http_access and what they need; `hosts`: (name, address) that this proxy alone knows. Needs the real root:
    squid will not serve as root and has a user of its own."""
    folder = pathlib.Path(folder)
    names = _write(folder, "hosts", [f"{host_address} {name}" for name, host_address in hosts])
    config = _write(folder, "squid.conf", [
        f"http_port {_bracketed(address)}:{port}", *rules, f"hosts_file {names}", "visible_hostname squid.lab.example", "dns_nameservers 127.0.0.1",
        f"cache_log {folder}/cache.log", "access_log none", "pid_filename none", f"coredump_dir {folder}", "cache deny all",
        "pinger_enable off", "netdb_filename none", "shutdown_lifetime 0 seconds", "connect_timeout 2 seconds", "forward_timeout 3 seconds"])
    shutil.chown(folder, "proxy", "proxy")
    return Process(node, "squid", ["squid", "-N", "-f", config], folder, lambda: ask.http_proxy(node, address, port))


def password_file(folder):
    """For basic_ncsa_auth, which knows nobody's password."""
    return _write(pathlib.Path(folder), "passwords", ["nobody:!"])


def tinyproxy(node, folder, address, port, connect_port):
    """Opens tunnels to one port only."""
    config = _write(pathlib.Path(folder), "tinyproxy.conf", [
        f"Port {port}", f"Listen {address}", "Timeout 10", "MaxClients 20", f"ConnectPort {connect_port}", "LogLevel Error"])
    return Process(node, "tinyproxy", ["tinyproxy", "-d", "-c", config], folder, lambda: ask.http_proxy(node, address, port))


def stubs(node, folder, address, ports_by_kind, key_and_certificate):
    """Hostile proxies of proxy_stubs.py; the certificate is what the intercepting one shows."""
    folder = pathlib.Path(folder)
    script = pathlib.Path(__file__).with_name("proxy_stubs.py")
    words = [f"{kind}:{port}" for kind, port in ports_by_kind.items()]
    command = [sys.executable, script, *key_and_certificate, address, *words]
    return Process(node, "proxy_stubs", command, folder, lambda: (folder / "proxy_stubs.log").read_text() == "ready\n")


def _bracketed(address):
    return f"[{address}]" if ":" in address else address


def _write(folder, name, lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path
