# Storage: iSCSI (tgt) and NFS (nfs-ganesha with its export in memory, registered with rpcbind).
import pathlib
import signal
import subprocess

from net import wait_until

from . import ask
from .files import write
from .process import Process

ISCSI_NAME = "iqn.2001-04.example.lab:initiator"
PORTMAPPER, NFS = 100000, 100003  # RPC program numbers


def tgtd(node, folder, address):
    """One target without a disk; a server without any target resets every login."""
    pathlib.Path("/run/tgtd").mkdir(exist_ok=True)  # of its control socket; /run is the lab's
    server = Process(node, "tgtd", ["tgtd", "-f", "--iscsi", f"portal={address}:3260"], folder,
                     lambda: _tgtadm(node, "--mode", "sys", "--op", "show"), stop_with=signal.SIGKILL)  # it ignores SIGTERM
    target = ("--mode", "target", "--tid", "1")
    wait_until(lambda: _tgtadm(node, *target, "--op", "new", "--targetname", "iqn.2001-04.example.lab:disk"), "a target made")
    wait_until(lambda: _tgtadm(node, *target, "--op", "bind", "--initiator-address", "ALL"), "the target open to all")
    wait_until(lambda: ask.tcp(node, address, 3260, _discovery_login())[:1] == b"\x23", "tgtd ready")
    return server


def _tgtadm(node, *words):
    return node.start(["tgtadm", "--lld", "iscsi", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).wait() == 0


def _discovery_login():
    keys = f"InitiatorName={ISCSI_NAME}\0SessionType=Discovery\0AuthMethod=None\0".encode()
    header = bytes.fromhex("43 81 0000 00") + len(keys).to_bytes(3, "big") + bytes(8) + b"\x4c\x56\x4c\x56" + bytes(28)
    return header + keys + bytes(-len(keys) % 4)


def rpcbind(node, folder):
    return Process(node, "rpcbind", ["rpcbind", "-f", "-w"], folder, lambda: _null_call(node, node.ip4, 111, PORTMAPPER, 2))


def ganesha(node, folder, address):
    """Needs rpcbind on the same node."""
    config = write(folder, "ganesha.conf", [
        "NFS_CORE_PARAM {", f"Bind_addr = {address};", "Protocols = 3, 4;", "Enable_NLM = false;", "Enable_RQUOTA = false;", "}",
        "NFSv4 {", "Graceless = true;", "}",
        "EXPORT {", "Export_Id = 1;", "Path = /lab;", "Pseudo = /lab;", "Access_Type = RO;", "FSAL { Name = MEM; }", "}"])
    pathlib.Path("/run/ganesha").mkdir(exist_ok=True)  # its own fixed folder; /run is the lab's
    return Process(node, "ganesha", ["ganesha.nfsd", "-F", "-L", f"{folder}/ganesha-own.log", "-f", config, "-p", f"{folder}/pid"], folder,
                   lambda: _null_call(node, address, 2049, NFS, 3))


def _null_call(node, address, port, program, version):
    """RFC 5531: procedure 0 without credentials, one fragment; the reply carries our number and says "accepted"."""
    words = (0x4c564c56, 0, 2, program, version, 0, 0, 0, 0, 0)
    call = b"".join(word.to_bytes(4, "big") for word in words)
    reply = ask.tcp(node, address, port, b"\x80" + ask.framed(call)[1:])
    return reply[4:12] == call[:4] + b"\0\0\0\x01"
