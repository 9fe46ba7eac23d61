# Services of Citrix and others that Debian has no server for, by fakes and stub pages. This shows that flowvet understands the
# documented answer; whether the vendor's own program answers so, only a site with one can show.
import unittest

import sandbox

sandbox.enter()

from farm import Farm, Row  # noqa: E402
from servers import basic, citrix  # noqa: E402

FAKE, STUB = "fake", "nginx stub"
FAKES = [("ica", 1494), ("cgp", 2598), ("nmf", 808), ("tds", 1433), ("tacacs", 49), ("flexnet", 27000), ("flexnet_error", 7279),
         ("sql_browser", 1434), ("registrar", 8080)]
PAGES = {80: citrix.BROKER_PAGES, 8000: citrix.STOREFRONT_PAGES, 8001: citrix.DIRECTOR_PAGES, 8002: citrix.SESSION_RECORDING_PAGES,
         8003: citrix.NITRO_PAGES}
TLS_PAGES = {443: citrix.VCENTER_PAGES, 8443: citrix.XENSERVER_PAGES, 9440: citrix.PRISM_PAGES, 7443: citrix.STOREFRONT_PAGES}
ROWS = [
    Row("ica", FAKE, 1494),
    Row("cgp", FAKE, 2598),
    Row("nmf", FAKE, 808),
    Row("tds", FAKE, 1433),
    Row("tacacs", FAKE, 49),
    Row("flexnet", FAKE, 27000),
    Row("flexnet", FAKE + ", an error", 7279),
    Row("sql-browser", FAKE, 1434),
    Row("registrar", FAKE, 8080),
    Row("xml-service", STUB, 80),
    Row("sta", STUB, 80),
    Row("storefront", STUB, 8000),
    Row("storefront", STUB + " with TLS", 7443),
    Row("director", STUB, 8001),
    Row("session-recording", STUB, 8002),
    Row("nitro", STUB, 8003),
    Row("vcenter", STUB + " with TLS", 443),
    Row("xenapi", STUB + " with TLS", 8443),
    Row("nutanix", STUB + " with TLS", 9440),
    # No public request makes the authentication service itself answer.
    Row("fas", FAKE, 8080, "unknown", "none"),
    # Each page is that of its own product only.
    Row("director", STUB + " of another product", 8000, "fail", "none"),
    Row("storefront", STUB + " of another product", 80, "fail", "none"),
    Row("registrar", STUB + " of another product", 80, "fail", "none"),
    Row("nitro", STUB + " of another product", 9440, "fail", "none"),
]


class ServicesFakesTest(unittest.TestCase):
    def test_every_documented_answer_is_recognised(self):
        sandbox.require_programs("nginx", "openssl")
        with Farm() as farm:
            node, new = farm.node, farm.new_folder
            sites = [(node.ip4, port, tls, pages) for tls, all_pages in ((None, PAGES), (farm.certificate, TLS_PAGES))
                     for port, pages in all_pages.items()]
            with basic.nginx(node, new("nginx"), sites), citrix.fakes(node, new("fakes"), [(kind, node.ip4, port) for kind, port in FAKES]):
                farm.compare(self, "Fakes and stubs", ROWS)


if __name__ == "__main__":
    unittest.main()
