# What the network and the servers around a Citrix site offer, by the real servers that Debian has, each held to the proof that flowvet
# must find.
import unittest

import sandbox

sandbox.enter()

from farm import Farm, Row  # noqa: E402
from servers import basic, desktop, mail, management, realtime, secure, storage  # noqa: E402

PROGRAMS = ("unbound", "chronyd", "sshd", "ssh-keygen", "slapd", "nginx", "openssl", "snmpd", "ipmi_sim", "rsyslogd", "xrdp", "Xtigervnc",
            "tgtd", "turnserver", "websocketd", "g++", "postfix", "rpcbind", "ganesha.nfsd")
ROWS = [
    Row("dns/tcp", "unbound", 53),
    Row("dns/udp", "unbound", 53),
    Row("dns/tcp", "unbound", 53, family="6"),
    Row("dns/udp", "unbound", 53, family="6"),
    Row("ntp", "chronyd", 123),
    Row("ntp", "chronyd", 123, family="6"),
    Row("ssh", "sshd", 22),
    Row("ssh", "sshd", 22, family="6"),
    Row("http", "nginx", 80),
    Row("http", "nginx", 80, family="6"),
    Row("http", "nginx with TLS", 443),
    Row("tls", "nginx with TLS", 443, family="6"),
    Row("tls", "openssl s_server", 8083),
    Row("ldap", "slapd", 389),
    Row("ldaps", "slapd", 636),
    Row("dtls", "openssl s_server -dtls", 443),
    Row("snmp", "snmpd", 161),
    Row("ipmi", "ipmi_sim", 623),
    Row("rdp", "xrdp", 3389),
    Row("vnc", "Xtigervnc", 5900),
    Row("iscsi", "tgtd", 3260),
    Row("stun", "coturn", 3478),
    Row("websocket", "websocketd", 8008),
    Row("edt", "a listener over libudt", 1494),
    # Nothing in these protocols is ever answered.
    Row("tcp", "rsyslogd", 514, "pass", "connection"),
    Row("udp", "rsyslogd", 514, "unknown", "none"),
    # Real servers that must not pass for what they are not.
    Row("global-catalog", "slapd", 389, "fail", "none"),
    Row("websocket", "nginx", 80, "unknown", "none"),
]
ROOT_ONLY = [Row("smtp", "postfix", 25), Row("nfs", "nfs-ganesha", 2049)]


class ServicesNetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.require_programs(*PROGRAMS)
        cls.farm = cls.enterClassContext(Farm())
        cls.start_servers(cls.farm, cls.farm.node, cls.farm.node.ip4)

    @classmethod
    def start_servers(cls, farm, node, address):
        new, keep, tls = farm.new_folder, farm.enter_context, farm.certificate
        keep(basic.unbound(node, new("unbound"), farm.addresses))
        keep(basic.chronyd(node, new("chrony"), farm.addresses))
        keep(basic.sshd(node, new("ssh"), farm.addresses))
        keep(basic.slapd(node, new("ldap"), farm.addresses, tls))
        keep(basic.nginx(node, new("nginx"), [(a, port, key, {}) for a in farm.addresses for port, key in ((80, None), (443, tls))]))
        keep(secure.tls(node, new("tls"), address, 8083, tls))
        keep(secure.dtls(node, new("dtls"), address, 443, tls))
        keep(management.snmpd(node, new("snmp"), address))
        keep(management.ipmi_sim(node, new("ipmi"), address))
        keep(management.rsyslogd(node, new("syslog"), address))
        keep(desktop.xrdp(node, new("xrdp"), address, tls))
        keep(desktop.xtigervnc(node, new("vnc"), address))
        keep(storage.tgtd(node, new("iscsi"), address))
        keep(realtime.turnserver(node, new("stun"), address))
        keep(realtime.websocketd(node, new("websocket"), address, 8008))
        keep(realtime.udt(node, new("udt"), address, 1494))

    def test_every_service_is_proven_by_its_real_server(self):
        self.farm.compare(self, "Real servers", ROWS)

    @unittest.skipUnless(sandbox.is_real_root(), "needs root: postfix and rpcbind change to users of their own")
    def test_servers_that_change_their_user(self):
        farm, node, new = self.farm, self.farm.node, self.farm.new_folder
        with (mail.postfix(node, new("postfix"), node.ip4), storage.rpcbind(node, new("rpcbind")),
              storage.ganesha(node, new("nfs"), node.ip4)):
            farm.compare(self, "Real servers that change their user", ROOT_ONLY)


if __name__ == "__main__":
    unittest.main(verbosity=2)
