# MIT Kerberos: the KDC (88) and kadmind's password service (464) of one realm, apart from any directory.
import os
import pathlib

from . import ask
from .files import write
from .process import Process

REALM = "MIT.EXAMPLE"


class Realm:
    """The realm's database and configuration in `folder`."""

    def __init__(self, node, folder):
        self._node, self._folder = node, pathlib.Path(folder)
        write(folder, "krb5.conf", ["[libdefaults]", f"default_realm = {REALM}", "dns_lookup_kdc = false"])
        # The opening brace must end its line.
        write(folder, "kdc.conf", [
            "[kdcdefaults]", "kdc_ports = 88", "kdc_tcp_ports = 88", "[realms]", f"{REALM} = {{", f"database_name = {folder}/principal",
            f"key_stash_file = {folder}/stash", f"acl_file = {folder}/acl", "}"])
        write(folder, "acl", [""])  # kadmind ends without one
        self._environment = {"KRB5_CONFIG": f"{folder}/krb5.conf", "KRB5_KDC_PROFILE": f"{folder}/kdc.conf"}
        node.run("kdb5_util", "create", "-s", "-r", REALM, "-P", "only-in-this-lab", env={**os.environ, **self._environment},
                 capture_output=True)

    def kdc(self):
        return self._start("krb5kdc", ["krb5kdc", "-n"], ask.kerberos_tcp, ask.kerberos_udp)

    def kadmind(self):
        return self._start("kadmind", ["kadmind", "-nofork"], ask.kpasswd_tcp, ask.kpasswd_udp)

    def _start(self, name, command, *questions):
        def ready():
            return all(question(self._node, address) for question in questions for address in (self._node.ip4, self._node.ip6))
        command += ["-r", REALM, "-P", self._folder / f"{name}.pid"]
        return Process(self._node, name, command, self._folder, ready, self._environment)
