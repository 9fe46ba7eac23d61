# A small site of real servers on three nodes: infra (DNS, NTP, SSH, LDAP), dc (a Samba Active Directory domain controller) and
# web (nginx in place of Citrix Cloud, a gateway and a Delivery Controller). Names under lab.example are in its DNS.
import contextlib
import pathlib
import tempfile

import sandbox
from net import Lab
from servers import ask, basic, certificates, samba

PROGRAMS = ("unbound", "chronyd", "sshd", "ssh-keygen", "slapd", "nginx", "openssl", "samba", "samba-tool")
XML_REPLY = ('<?xml version="1.0" encoding="utf-8"?><!DOCTYPE NFuseProtocol SYSTEM "NFuse.dtd"><NFuseProtocol version="5.4">'
             "<ResponseServerFarmData><ServerFarmData><ServerFarmName>lab</ServerFarmName></ServerFarmData></ResponseServerFarmData>"
             "</NFuseProtocol>")
PAGES = {"/": (200, "text/html", "<title>lab</title>"),
         "/scripts/wpnbr.dll": (200, "text/xml", XML_REPLY)}  # as a Delivery Controller's XML service answers


class RealSite(contextlib.ExitStack):
    """Everything started and answering; `lab` is the network, `environment` what a client needs to trust the site's CA."""

    def __init__(self):
        super().__init__()
        sandbox.require_programs(*PROGRAMS)
        sandbox.require_real_root("Samba gives sysvol to groups of the domain")
        self._folder = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory(dir="/run")))
        self.lab = self.enter_context(Lab("infra", "dc", "web"))
        self._authority = certificates.Authority(self._new("ca"))
        self.environment = {"SSL_CERT_FILE": str(self._authority.certificate)}
        self._start_infra()
        self._start_web()
        self._start_domain_controller()
        sandbox.use_resolver(self.lab.infra.ip4)

    def answers(self):
        """Asks every server from the client, across both routers: service -> whether it answered."""
        client, infra, dc, web = self.lab.client, self.lab.infra, self.lab.dc, self.lab.web
        return {
            "dns": ask.dns_udp(client, infra.ip4) and ask.dns_tcp(client, infra.ip6),
            "ntp": ask.ntp(client, infra.ip4) and ask.ntp(client, infra.ip6),
            "ssh": ask.ssh(client, infra.ip4),
            "ldap": ask.ldap(client, infra.ip4) and ask.ldap(client, infra.ip4, 636, tls=True),
            "web": ask.http(client, web.ip4, 80) and ask.http(client, web.ip4, 443, tls=True),
            "kerberos": ask.kerberos_tcp(client, dc.ip4) and ask.kerberos_udp(client, dc.ip4),
            "kpasswd": ask.kpasswd_tcp(client, dc.ip4) and ask.kpasswd_udp(client, dc.ip4),
            "directory": ask.ldap(client, dc.ip4) and ask.cldap(client, dc.ip4) and ask.ldap(client, dc.ip4, 3268),
            "smb": ask.smb(client, dc.ip4) and ask.netbios_session(client, dc.ip4),
            "netbios-name": ask.netbios_name(client, dc.ip4),
            "rpc": ask.rpc(client, dc.ip4) and ask.rpc(client, dc.ip4, 49152),
        }

    def _start_infra(self):
        infra, web, dc = self.lab.infra, self.lab.web, self.lab.dc
        both = [infra.ip4, infra.ip6]
        names = [("infra.lab.example", infra.ip4), ("dc.lab.example", dc.ip4), ("gateway.lab.example", web.ip4),
                 ("cloud.lab.example", web.ip4), ("cloud.lab.example", web.ip6)]
        certificate = self._authority.issue("infra.lab.example", "DNS:infra.lab.example", f"IP:{infra.ip4}")
        self.enter_context(basic.unbound(infra, self._new("unbound"), both, names))
        self.enter_context(basic.chronyd(infra, self._new("chrony"), both))
        self.enter_context(basic.sshd(infra, self._new("ssh"), both))
        self.enter_context(basic.slapd(infra, self._new("ldap"), both, certificate))

    def _start_web(self):
        web = self.lab.web
        certificate = self._authority.issue("cloud.lab.example", "DNS:cloud.lab.example", "DNS:gateway.lab.example", publicly_logged=True)
        sites = [(address, port, tls, PAGES) for address in (web.ip4, web.ip6) for port, tls in ((80, None), (443, certificate))]
        self.enter_context(basic.nginx(web, self._new("nginx"), sites))

    def _start_domain_controller(self):
        dc, folder = self.lab.dc, self._new("dc")
        samba.provision(dc, folder, (self._authority.certificate, *self._authority.issue("dc.lab.example")))
        self.enter_context(samba.start(dc, folder))

    def _new(self, name):
        folder = self._folder / name
        folder.mkdir()
        return folder
