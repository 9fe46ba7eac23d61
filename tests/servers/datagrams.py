# TFTP (tftpd-hpa, dnsmasq), DHCP (isc-dhcp-server, dnsmasq) and RADIUS (FreeRADIUS): each function writes a configuration into a
# folder and returns the running server. All run as the lab's root, which may be the only user in the lab.
import hashlib
import hmac
import pathlib
import socket
import struct

from . import ask
from .process import Process

BOOT_SERVER, BOOT_FILE = "boot01.lab.example", "ardbp32.bin"
_RRQ = b"\0\x01/no-such-file\0octet\0"


def tftpd_hpa(node, folder, address, files=()):
    """`files`: (name, bytes) to be served from the server's root."""
    root = _folder(folder, "tftp-root")
    for name, content in files:
        (root / name).write_bytes(content)
    return Process(node, "tftpd", ["in.tftpd", "--foreground", "--user", "root", "--address", f"{address}:69", "--secure", root], folder,
                   lambda: tftp(node, address))


def dnsmasq(node, folder, address, client_networks):
    """TFTP and DHCP, no DNS. `client_networks`: (first, last) address of each network that it may answer."""
    root = _folder(folder, "dnsmasq-root")
    config = _write(folder, "dnsmasq.conf", [
        "port=0", "user=root", "group=root", "bind-interfaces", f"listen-address={address}", "enable-tftp", f"tftp-root={root}", "log-dhcp",
        f"pid-file={folder}/dnsmasq.pid", f"dhcp-leasefile={folder}/dnsmasq.leases", f"dhcp-boot={BOOT_FILE},{BOOT_SERVER},{address}",
        *(f"dhcp-range={first},{last},255.255.255.0,1h" for first, last in client_networks)])
    return Process(node, "dnsmasq", ["dnsmasq", "--keep-in-foreground", "--log-facility=-", f"--conf-file={config}"], folder,
                   lambda: tftp(node, address))


def isc_dhcpd(node, folder, interface, own_network, client_networks, authoritative=True):
    """A DHCP server; one that is not authoritative keeps silent about networks in which it hands out no addresses."""
    log, leases = pathlib.Path(folder) / "dhcpd.log", pathlib.Path(folder) / "dhcpd.leases"
    leases.touch()
    lines = ["authoritative;" if authoritative else "not authoritative;", f"option tftp-server-name \"{BOOT_SERVER}\";",
             f"option bootfile-name \"{BOOT_FILE}\";"]
    lines += [f"subnet {network} netmask 255.255.255.0 {{ }}" for network in (own_network, *client_networks)]
    config = _write(folder, "dhcpd.conf", lines)
    command = ["dhcpd", "-4", "-f", "-d", "-user", "root", "-group", "root", "-cf", config, "-lf", leases, "-pf", f"{folder}/dhcpd.pid", interface]
    return Process(node, "dhcpd", command, folder, lambda: "Sending on   Socket/fallback" in log.read_text(errors="replace"))


def freeradius(node, folder, address, client, secret, status=True):
    """RADIUS for one client, which rejects every user; `status` False: no Status-Server, as with Microsoft's NPS. FreeRADIUS wants
    one statement a line."""
    raddb = _folder(folder, "raddb")
    _write(raddb, "dictionary", ["$INCLUDE /usr/share/freeradius/dictionary"])
    listeners = [line for kind, port in (("auth", 1812), ("acct", 1813))
                 for line in ("listen {", f"type = {kind}", f"ipaddr = {address}", f"port = {port}", "}")]
    _write(raddb, "radiusd.conf", [
        f"raddbdir = {raddb}", f"logdir = {folder}", f"run_dir = {folder}", f"pidfile = {folder}/radiusd.pid", "libdir = /usr/lib/freeradius",
        "security {", f"status_server = {'yes' if status else 'no'}", "reject_delay = 0", "}",
        "thread pool {", "start_servers = 1", "max_servers = 4", "}",
        "client lab {", f"ipaddr = {client}", f"secret = {secret}", "}",
        "client itself {", f"ipaddr = {address}", f"secret = {secret}", "}",
        "modules {", "always reject {", "rcode = reject", "}", "}",
        "server default {", *listeners, "authorize {", "reject", "}", "authenticate {", "}", "preacct {", "}", "accounting {", "}", "}"])
    return Process(node, "freeradius", ["freeradius", "-f", "-l", "stdout", "-d", raddb, "-n", "radiusd"], folder,
                   lambda: radius(node, address, secret))


def tftp(node, address):
    """Whether a request is answered from whichever port."""
    try:
        with node.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(ask.WAIT)
            client.sendto(_RRQ, (address, 69))
            return client.recv(1024)[:2] == b"\0\x05"
    except OSError:
        return False


def radius(node, address, secret):
    """Whether an Access-Request from the server's own host is answered."""
    def packet(signature):
        return struct.pack(">BBH", 1, 7, 45) + bytes(range(16)) + b"\x50\x12" + signature + b"\x01\x07ready"
    signed = packet(hmac.new(secret.encode(), packet(bytes(16)), hashlib.md5).digest())
    return ask.udp(node, address, 1812, signed)[:2] == b"\x03\x07"


def _folder(folder, name):
    path = pathlib.Path(folder) / name
    path.mkdir()
    return path


def _write(folder, name, lines):
    path = pathlib.Path(folder) / name
    path.write_text("\n".join(lines) + "\n")
    return path
