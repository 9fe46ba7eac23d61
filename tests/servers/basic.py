# DNS (unbound), NTP (chronyd), SSH (sshd), web (nginx, haproxy) and LDAP (slapd): each function writes a configuration into
# a folder and returns the running server. All run as the lab's root, which may be the only user in the lab.
import pathlib
import subprocess
import sys

from . import ask
from .files import url_host, write
from .process import Process


def unbound(node, folder, addresses, hosts=(), ports=(53,), pointers=()):
    """A DNS server for the names of one private world; `hosts`: (name, address), `pointers`: (address, name) of PTR records.
    Nothing is forwarded."""
    records = [f"  local-data: \"{name}. {'AAAA' if ':' in address else 'A'} {address}\"" for name, address in hosts]
    records += [f"  local-data-ptr: \"{address} {name}.\"" for address, name in pointers]
    config = write(folder, "unbound.conf", [
        "server:", "  directory: \"" + str(folder) + "\"", "  username: \"\"", "  chroot: \"\"", "  pidfile: \"\"", "  use-syslog: no",
        "  do-daemonize: no", "  num-threads: 1", "  module-config: \"iterator\"", "  access-control: 0.0.0.0/0 allow",
        "  access-control: ::0/0 allow", *(f"  interface: {address}@{port}" for address in addresses for port in ports),
        "  local-zone: \".\" static", "  local-data: \". NS localhost.\"", *records, "remote-control:", "  control-enable: no"])
    return Process(node, "unbound", ["unbound", "-d", "-p", "-c", config], folder,
                   lambda: all(ask.dns_udp(node, a, ports[-1]) and ask.dns_tcp(node, a, ports[-1]) for a in addresses))


def chronyd(node, folder, addresses, port=123):
    """A time server on its own clock; -x: the machine's clock is not touched."""
    config = write(folder, "chrony.conf", ["local stratum 8", "allow all", f"port {port}", "cmdport 0", f"pidfile {folder}/chronyd.pid",
                                            "bindcmdaddress /", f"driftfile {folder}/drift"])
    return Process(node, "chronyd", ["chronyd", "-x", "-d", "-U", "-u", "root", "-f", config], folder,
                   lambda: all(ask.ntp(node, a, port) for a in addresses))


def sshd(node, folder, addresses, port=22):
    key = pathlib.Path(folder) / f"host_key_{port}"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd's own fixed folder; /run is the lab's
    config = write(folder, f"sshd_{port}.conf", [f"HostKey {key}", "PidFile none", "UsePAM no", "MaxStartups 1000", f"Port {port}",
                                                  *(f"ListenAddress {address}" for address in addresses)])
    return Process(node, f"sshd-{port}", ["/usr/sbin/sshd", "-D", "-e", "-f", config], folder,
                   lambda: all(ask.ssh(node, a, port) for a in addresses))


def nginx(node, folder, sites):
    """`sites`: (address, port, (key, certificate) or None, {path: (status, type, body)}); the path "*" is all others, else 404."""
    servers = [_nginx_server(*site) for site in sites]
    config = write(folder, "nginx.conf", [
        "user root;", "daemon off;", "master_process off;", f"pid {folder}/nginx.pid;", "error_log stderr;", "events {}", "http {",
        "access_log off;", *(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        *servers, "}"])
    return Process(node, "nginx", ["nginx", "-e", "stderr", "-p", folder, "-c", config], folder,
                   lambda: all(ask.http(node, address, port, tls is not None) for address, port, tls, _ in sites))


def _nginx_server(address, port, tls, pages):
    lines = [f"server {{ listen {url_host(address)}:{port}{' ssl' if tls else ''};"]
    if tls:
        lines.append(f"ssl_certificate_key {tls[0]}; ssl_certificate {tls[1]};")
    for path, (status, kind, body) in {"*": (404, "text/html", "not here"), **pages}.items():
        lines.append(f"location {'/' if path == '*' else f'= {path}'} {{ default_type {kind}; return {status} '{body}'; }}")
    return "\n".join([*lines, "}"])


def haproxy(node, folder, places):
    """A load balancer whose one server is down. `places`: (address, port, (key, certificate) or None)."""
    binds = []
    for address, port, tls in places:
        pair = pathlib.Path(folder) / f"{address}-{port}.pem"  # one file with both
        pair.write_text("".join(pathlib.Path(part).read_text() for part in tls or ()))
        binds.append(f"bind {address}:{port}{f' ssl crt {pair}' if tls else ''}")
    config = write(folder, "haproxy.cfg", [
        "defaults", "mode http", "retries 0", "timeout connect 1s", "timeout client 60s", "timeout server 1s", "frontend front", *binds,
        "default_backend down", "backend down", "server down 127.0.0.1:9"])
    return Process(node, "haproxy", ["haproxy", "-db", "-f", config], folder,
                   lambda: all(ask.http(node, address, port, tls is not None) for address, port, tls in places))


def slapd(node, folder, addresses, tls=None, port=389):
    """An LDAP directory that is not an Active Directory; `tls`: (key, certificate) adds LDAPS on 636."""
    data = pathlib.Path(folder) / "slapd-data"
    data.mkdir()
    names = ["include /etc/ldap/schema/core.schema", f"pidfile {folder}/slapd.pid", "modulepath /usr/lib/ldap", "moduleload back_mdb"]
    if tls:
        names += [f"TLSCertificateKeyFile {tls[0]}", f"TLSCertificateFile {tls[1]}"]
    config = write(folder, "slapd.conf", [*names, "database mdb", "suffix \"dc=lab,dc=example\"", f"directory {data}", "maxsize 1048576"])
    schemes = {"ldap": port, **({"ldaps": 636} if tls else {})}
    urls = " ".join(f"{scheme}://{url_host(a)}:{at}/" for a in addresses for scheme, at in schemes.items())
    return Process(node, "slapd", ["slapd", "-d", "0", "-f", config, "-h", urls], folder,
                   lambda: all(ask.ldap(node, a, port) and (not tls or ask.ldap(node, a, 636, True)) for a in addresses))


def stubs(node, folder, port, addresses_by_kind):
    """Wrong services of stubs.py, each kind on its addresses."""
    words = [f"{kind}:{address}:{port}" for kind, addresses in addresses_by_kind.items() for address in addresses]
    script = pathlib.Path(__file__).with_name("stubs.py")
    log = pathlib.Path(folder) / "stubs.log"
    return Process(node, "stubs", [sys.executable, script, *words], folder, lambda: log.read_text() == "ready\n")

