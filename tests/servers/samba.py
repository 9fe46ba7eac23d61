# A Samba Active Directory domain controller: provisioned once into a folder, then started from there as often as needed.
# Needs real root, because the ACLs of sysvol belong to groups that a user namespace does not have.
import pathlib

from . import ask
from .process import Process

REALM, DOMAIN = "LAB.EXAMPLE", "LAB"
PASSWORD = "Only-in-this-lab-1"
# What a client asks of a domain controller. The rest (replication, dynamic DNS, WINS) has nobody to talk to here.
SERVICES = "s3fs, rpc, nbt, ldap, cldap, kdc, winbindd"


def provision(node, folder, tls):
    """Makes the domain in `folder` for the addresses of `node`; `tls`: authority, key and certificate. Takes about three seconds."""
    node.run("samba-tool", "domain", "provision", f"--targetdir={folder}", f"--realm={REALM}", f"--domain={DOMAIN}",
             "--server-role=dc", "--dns-backend=SAMBA_INTERNAL", f"--adminpass={PASSWORD}", "--host-name=dc",
             f"--host-ip={node.ip4}", f"--host-ip6={node.ip6}", capture_output=True)
    authority, key, certificate = tls
    key.chmod(0o600)
    for name in ("run", "log"):
        (folder / name).mkdir()
    (folder / "etc" / "smb.conf").write_text(f"""[global]
  workgroup = {DOMAIN}
  realm = {REALM}
  netbios name = DC
  server role = active directory domain controller
  server services = {SERVICES}
  interfaces = lo uplink
  bind interfaces only = no
  private dir = {folder}/private
  state directory = {folder}/state
  cache directory = {folder}/cache
  lock directory = {folder}
  binddns dir = {folder}/bind-dns
  pid directory = {folder}/run
  ncalrpc dir = {folder}/run/ncalrpc
  ntp signd socket directory = {folder}/run/ntp
  winbindd socket directory = {folder}/run/winbindd
  log file = {folder}/log/log.%m
  tls keyfile = {key}
  tls certfile = {certificate}
  tls cafile = {authority}
  load printers = no
[sysvol]
  path = {folder}/state/sysvol
[netlogon]
  path = {folder}/state/sysvol/lab.example/scripts
""")


def start(node, folder):
    config = folder / "etc" / "smb.conf"
    return Process(node, "samba", ["samba", "-F", "--no-process-group", "-M", "single", "-s", config], pathlib.Path(folder),
                   lambda: all(_answers(node, address) for address in (node.ip4, node.ip6)) and _answers_netbios(node))


def _answers(node, address):
    return (ask.ldap(node, address) and ask.ldap(node, address, 3268) and ask.cldap(node, address) and ask.smb(node, address)
            and ask.kerberos_tcp(node, address) and ask.kerberos_udp(node, address) and ask.kpasswd_tcp(node, address)
            and ask.kpasswd_udp(node, address) and ask.rpc(node, address) and ask.rpc(node, address, 49152))


def _answers_netbios(node):
    """NetBIOS exists over IPv4 only."""
    return ask.netbios_name(node, node.ip4) and ask.netbios_session(node, node.ip4)
