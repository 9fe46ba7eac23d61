# Management of machines: SNMP (snmpd), IPMI (OpenIPMI's simulator of a board controller) and syslog (rsyslogd).
import socket

from . import ask
from .files import write
from .process import Process

SNMP_DISCOVERY = bytes.fromhex("303a 020103 300f 02024c56 020300ffe3 040104 020103 0410 300e 0400 020100 020100 0400 0400 0400"
                               "3012 0400 0400 a00c 02024c56 020100 020100 3000")  # RFC 3414 section 4
IPMI_PRESENCE = bytes.fromhex("0600ff06 000011be 80 4c 0000")  # ASF 2.0: presence ping


def snmpd(node, folder, address):
    """No user and no community is configured: only the discovery of the engine is answered."""
    config = write(folder, "snmpd.conf", [f"agentAddress udp:{address}:161", "sysServices 72"])
    environment = {"SNMP_PERSISTENT_DIR": str(folder), "SNMPCONFPATH": str(folder), "MIBS": ""}
    return Process(node, "snmpd", ["snmpd", "-f", "-Lo", "-C", "-c", config], folder,
                   lambda: b"\xa8" in ask.udp(node, address, 161, SNMP_DISCOVERY), environment)


def ipmi_sim(node, folder, address):
    config = write(folder, "lan.conf", [
        'name "lab"', "set_working_mc 0x20", "startlan 1", f"addr {address} 623", "priv_limit admin",
        "allowed_auths_admin md2 md5", "guid a123456789abcdefa123456789abcdef", "endlan",
        'user 1 true "" "" admin 10 md2 md5'])
    board = write(folder, "board.emu", ["mc_setbmc 0x20", "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02", "mc_enable 0x20"])
    return Process(node, "ipmi_sim", ["ipmi_sim", "-n", "-c", config, "-f", board, "-s", folder], folder,
                   lambda: ask.udp(node, address, 623, IPMI_PRESENCE)[8:10] == b"\x40\x4c")


def rsyslogd(node, folder, address, form=r"%msg%\n"):
    """A receiver that never answers: it is up when the kernel says that both ports are taken. `form`: a line of the file
    `received`, as a template of rsyslog."""
    config = write(folder, "rsyslog.conf", [
        'module(load="imudp")', f'input(type="imudp" address="{address}" port="514")',
        'module(load="imtcp")', f'input(type="imtcp" address="{address}" port="514")',
        f'template(name="form" type="string" string="{form}")',
        f'*.* action(type="omfile" file="{folder}/received" template="form")'])
    return Process(node, "rsyslogd", ["rsyslogd", "-n", "-f", config, "-i", f"{folder}/rsyslogd.pid"], folder,
                   lambda: _is_taken(node, address, socket.SOCK_DGRAM) and _is_taken(node, address, socket.SOCK_STREAM))


def _is_taken(node, address, kind):
    with node.entered(), socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((address, 514))
            return False
        except OSError:
            return True
