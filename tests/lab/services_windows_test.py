# What a Windows domain offers, by a Samba Active Directory domain controller, and the same by MIT Kerberos, each held to the proof
# that flowvet must find.
import unittest

import sandbox

sandbox.enter()

from farm import Farm, Row  # noqa: E402
from servers import kerberos, samba  # noqa: E402

SAMBA = [
    Row("kerberos/tcp", "samba", 88),
    Row("kerberos/udp", "samba", 88),
    Row("kerberos/tcp", "samba", 88, family="6"),
    Row("kerberos/udp", "samba", 88, family="6"),
    Row("kpasswd/tcp", "samba", 464),
    Row("kpasswd/udp", "samba", 464),
    Row("ldap", "samba", 389),
    Row("ldap", "samba", 389, family="6"),
    Row("ldaps", "samba", 636),
    Row("cldap", "samba", 389),
    Row("cldap", "samba", 389, family="6"),
    Row("global-catalog", "samba", 3268),
    Row("global-catalog-tls", "samba", 3269),
    Row("smb", "samba", 445),
    Row("smb", "samba", 445, family="6"),
    Row("netbios-session", "samba", 139),
    Row("netbios-name", "samba", 137),
    Row("epm", "samba", 135),
    Row("rpc", "samba", 135),
    Row("rpc", "samba", 49152),
    # Nobody answers there: NetBIOS datagrams and an RPC port that is not taken.
    Row("udp", "samba", 138, "unknown", "none"),
    Row("rpc", "nothing", 65000, "fail", "none"),
]
MIT = [
    Row("kerberos/tcp", "krb5kdc", 88),
    Row("kerberos/udp", "krb5kdc", 88),
    Row("kerberos/tcp", "krb5kdc", 88, family="6"),
    Row("kerberos/udp", "krb5kdc", 88, family="6"),
    Row("kpasswd/tcp", "kadmind", 464),
    Row("kpasswd/udp", "kadmind", 464),
]


class ServicesWindowsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.require_programs("samba", "samba-tool", "krb5kdc", "kadmind", "kdb5_util", "openssl")

    @unittest.skipUnless(sandbox.is_real_root(), "needs root: Samba gives sysvol to groups of the domain")
    def test_a_samba_domain_controller(self):
        with Farm() as farm:
            folder = farm.new_folder("samba")
            samba.provision(farm.node, folder, (farm.authority.certificate, *farm.certificate))
            with samba.start(farm.node, folder):
                farm.compare(self, "Samba Active Directory domain controller", SAMBA)

    def test_mit_kerberos(self):
        with Farm() as farm:
            realm = kerberos.Realm(farm.node, farm.new_folder("mit"))
            with realm.kdc(), realm.kadmind():
                farm.compare(self, "MIT Kerberos", MIT)


if __name__ == "__main__":
    unittest.main(verbosity=2)
