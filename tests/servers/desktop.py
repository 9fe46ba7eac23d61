# Remote desktops: RDP (xrdp) and VNC (Xtigervnc).
import pathlib

from . import ask
from .files import write
from .process import Process

RDP_REQUEST = bytes.fromhex("03000013 0ee00000000000 01000800 03000000")  # [MS-RDPBCGR] 2.2.1.1: TLS or CredSSP


def xrdp(node, folder, address, tls):
    """The connection broker without its session manager; `tls`: key and certificate."""
    key, certificate = tls
    pathlib.Path("/run/xrdp").mkdir(exist_ok=True)  # xrdp's own fixed folder; /run is the lab's
    etc = pathlib.Path(folder) / "etc"
    etc.mkdir()
    node.run("xrdp-keygen", "xrdp", etc / "rsakeys.ini", capture_output=True)
    write(etc, "xrdp.ini", [
        "[Globals]", "ini_version=1", "fork=true", f"port=tcp://{address}:3389", "security_layer=negotiate", f"certificate={certificate}",
        f"key_file={key}", "ssl_protocols=TLSv1.2, TLSv1.3", "crypt_level=high", "[Logging]", f"LogFile={folder}/xrdp-own.log",
        "LogLevel=INFO", "EnableSyslog=false", "[Xorg]", "name=Xorg", "lib=libxup.so", "username=ask", "password=ask", "ip=127.0.0.1",
        "port=-1", "code=20"])
    # It reads its keys from /etc/xrdp only.
    return Process(node, "xrdp", ["unshare", "--mount", "sh", "-c", f"mount --bind {etc} /etc/xrdp && exec xrdp --nodaemon"], folder,
                   lambda: ask.tcp(node, address, 3389, RDP_REQUEST)[5:6] == b"\xd0")


def xtigervnc(node, folder, address):
    """A screen of its own. Whoever reads its banner a few times counts as an attacker, hence the high threshold."""
    return Process(node, "xtigervnc", [
        "Xtigervnc", ":77", "-rfbport", "5900", "-interface", address, "-SecurityTypes", "None", "-BlacklistThreshold", "10000",
        "-geometry", "320x200", "-nolisten", "unix", "-nolock"], folder,
        lambda: ask.tcp(node, address, 5900).startswith(b"RFB 003."))
