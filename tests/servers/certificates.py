# A certificate authority of the lab's own, and certificates of it, made with the openssl program.
import pathlib
import subprocess

DAYS = "2"
# A timestamp in the form of a public log's (RFC 6962), by a log that nobody has: what only public authorities put into certificates.
TIMESTAMP = "ct_precert_scts=DER:0437" + "00350033" + "00" + "11" * 32 + "0000019000000000" + "0000" + "0403" + "0004" + "01020304"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.certificate, self._key = self.folder / "ca.crt", self.folder / "ca.key"
        _openssl("req", "-x509", *KEY, "-days", DAYS, "-subj", "/CN=flowvet lab CA", "-keyout", self._key, "-out", self.certificate)

    def issue(self, name, *alternatives, publicly_logged=False):
        """Key and certificate for a server; alternatives such as "DNS:web.lab.example" or "IP:10.77.10.2"."""
        key, certificate = self.folder / f"{name}.key", self.folder / f"{name}.crt"
        names = ",".join(alternatives or [f"DNS:{name}"])
        _openssl("req", "-x509", *KEY, "-days", DAYS, "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}",
                 "-addext", "basicConstraints=critical,CA:FALSE", "-CA", self.certificate, "-CAkey", self._key,
                 *(["-addext", TIMESTAMP] if publicly_logged else []),
                 "-keyout", key, "-out", certificate)
        return key, certificate


def _openssl(*words):
    subprocess.run(["openssl", *(str(word) for word in words)], check=True, capture_output=True)
