# One flow, straight and through proxies: squid, tinyproxy, what is no proxy, and proxies that lie. The destination is a TLS server
# behind a firewall that lets only the proxies through; in a second run it lets everybody through.
import json
import pathlib
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sandbox

sandbox.enter()

import program  # noqa: E402
from net import Lab  # noqa: E402
from servers import ask, basic, certificates, proxies  # noqa: E402

ROLE, FLOW, TARGET = "cloud-connector", "cloud-connector.cloud-connector.citrix-cloud.https", "citrix-cloud"
OPTIONS = ["--timeout", "300", "--attempts", "2"]
CRL = "cloud-connector.cloud-connector.digicert.crl"  # plain HTTP
NAME = "cloud.inside.example"  # in no DNS; squid has it in a file of its own
DEAD = 250                     # a host number on the web server's link that nobody has

SQUID, TINY, FILTERED = 3128, 8888, 3999
STUBS = {"endless_header": 4001, "garbage": 4002, "page": 4003, "half": 4004, "liar": 4005, "hang_up": 4006, "silent": 4007, "echo": 4008,
         "intercepting": 4009}
NOTHING = 4999


@dataclass(frozen=True)
class Case:
    """What one proxy makes of the flow's check through it, and of the flow where the straight way is blocked or open."""
    name: str
    port: int
    outcome: str
    verdict: str
    cause: str
    status: int     # of the proxy's answer, None where there is none
    blocked: str
    open: str
    to: str = "web"  # or "dead": an address where nobody is
    proxy: str = ""  # another name or address than the proxy's IPv4 one


CASES = [
    #    name                    port                       outcome       verdict     cause            status  blocked    open
    Case("squid",                SQUID,                     "answered",   "pass",     "none",          200,    "pass",    "pass"),
    Case("squid-over-ipv6",      SQUID + 1,                 "answered",   "pass",     "none",          200,    "pass",    "pass", proxy="6"),
    Case("squid-denies",         SQUID + 2,                 "rejected",   "fail",     "rejected",      403,    "fail",    "degraded"),
    Case("squid-wants-login",    SQUID + 3,                 "rejected",   "unknown",  "rejected",      407,    "unknown", "degraded"),
    Case("squid-to-a-dead-host", SQUID,                     "rejected",   "fail",     "rejected",      503,    "fail",    "fail", to="dead"),
    Case("tinyproxy",            TINY,                      "answered",   "pass",     "none",          200,    "pass",    "pass"),
    Case("tinyproxy-denies",     TINY + 1,                  "rejected",   "fail",     "rejected",      403,    "fail",    "degraded"),
    Case("tinyproxy-dead-host",  TINY,                      "rejected",   "fail",     "rejected",      500,    "fail",    "fail", to="dead"),
    Case("nothing-listens",      NOTHING,                   "refused",    "fail",     "not-listening", None,   "fail",    "degraded"),
    Case("firewall-before-it",   FILTERED,                  "silent",     "fail",     "dropped",       None,   "fail",    "degraded"),
    Case("unknown-name",         SQUID,                     "unresolved", "fail",     "dns",           None,   "fail",    "degraded", proxy="proxy.invalid"),
    Case("web-server",           80,                        "mismatched", "fail",     "wrong-service", None,   "fail",    "degraded"),
    Case("endless-header",       STUBS["endless_header"],   "mismatched", "fail",     "wrong-service", None,   "fail",    "degraded"),
    Case("page-for-everything",  STUBS["page"],             "mismatched", "fail",     "wrong-service", None,   "fail",    "degraded"),
    Case("echo",                 STUBS["echo"],             "mismatched", "fail",     "wrong-service", None,   "fail",    "degraded"),
    Case("breaks-off",           STUBS["half"],             "mute",       "fail",     "no-answer",     None,   "fail",    "degraded"),
    Case("silent",               STUBS["silent"],           "mute",       "fail",     "no-answer",     None,   "fail",    "degraded"),
    Case("tunnel-to-nothing",    STUBS["liar"],             "mute",       "fail",     "no-answer",     200,    "fail",    "degraded"),
    Case("tunnel-hangs-up",      STUBS["hang_up"],          "mute",       "fail",     "no-answer",     200,    "fail",    "degraded"),
    Case("garbage-in-tunnel",    STUBS["garbage"],          "mismatched", "fail",     "wrong-service", 200,    "fail",    "degraded"),
    Case("intercepting",         STUBS["intercepting"],     "answered",   "fail",     "intercepted",   200,    "fail",    "degraded"),
]
AT_ONCE = 8


class ProxyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = sandbox.flowvet_program()
        sandbox.require_programs("squid", "tinyproxy", "nginx", "openssl")
        sandbox.require_real_root("squid will not serve as root")
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.folder.chmod(0o755)  # squid has a user of its own
        cls.lab = cls.enterClassContext(Lab("proxy", "web"))
        cls.start_servers()

    @classmethod
    def start_servers(cls):
        proxy, web = cls.lab.proxy, cls.lab.web
        authority = certificates.Authority(cls.new("ca"))
        cls.environment = {"SSL_CERT_FILE": str(authority.certificate)}
        names = (NAME, f"DNS:{NAME}", f"IP:{web.ip4}", f"IP:{web.ip6}")
        sites = [(address, 443, authority.issue(*names, publicly_logged=True), {"/": (200, "text/html", "cloud")}) for address in (web.ip4, web.ip6)]
        start = cls.enterClassContext
        start(basic.nginx(web, cls.new("web"), sites))
        start(basic.nginx(proxy, cls.new("no-proxy"), [(proxy.ip4, 80, None, {"/": (200, "text/html", "no proxy")})]))
        hosts = [(NAME, web.ip4), (NAME, web.ip6)]
        login = [f"auth_param basic program /usr/lib/squid/basic_ncsa_auth {proxies.password_file(cls.new('login'))}",
                 "acl known proxy_auth REQUIRED", "http_access allow known", "http_access deny all"]
        start(proxies.squid(proxy, cls.new("squid"), proxy.ip4, SQUID, ["http_access allow all"], hosts))
        start(proxies.squid(proxy, cls.new("squid6"), proxy.ip6, SQUID + 1, ["http_access allow all"], hosts))
        start(proxies.squid(proxy, cls.new("deny"), proxy.ip4, SQUID + 2, ["http_access deny all"], hosts))
        start(proxies.squid(proxy, cls.new("auth"), proxy.ip4, SQUID + 3, login, hosts))
        start(proxies.tinyproxy(proxy, cls.new("tiny"), proxy.ip4, TINY, 443))
        start(proxies.tinyproxy(proxy, cls.new("tiny-deny"), proxy.ip4, TINY + 1, 8443))
        inspection = certificates.Authority(cls.new("inspection"))
        start(proxies.stubs(proxy, cls.new("stubs"), proxy.ip4, STUBS, inspection.issue(*names)))

    @classmethod
    def new(cls, name):
        folder = cls.folder / name
        folder.mkdir()
        return folder

    def build_wall(self, straight):
        client, web = self.lab.client, self.lab.web
        rules = [f"tcp dport {FILTERED} drop"]
        if straight == "blocked":
            rules += [f"iifname downlink ip daddr {web.ip4} drop", f"iifname downlink ip6 daddr {web.ip6} drop"]
        lines = "\n".join(rules)
        self.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\n{lines}\n}}\n}}\n")
        self.assertEqual(ask.http(client, web.ip4, 443, tls=True), straight == "open")
        self.assertTrue(ask.http(self.lab.proxy, web.ip4, 443, tls=True))

    def check(self, target, proxy, *more, role=TARGET, flow=FLOW):
        words = ["--flow", flow, "--endpoint", f"{role}={target}", "--proxy", f"{role}={proxy}", *more]
        return program.check(self.program, self.lab.client, ROLE, *OPTIONS, *words, environment=self.environment)

    def check_case(self, case):
        proxy = self.lab.proxy
        host = {"": proxy.ip4, "6": f"[{proxy.ip6}]"}.get(case.proxy, case.proxy)
        web = self.lab.web
        target = web.ip4 if case.to == "web" else web.ip4.rsplit(".", 1)[0] + f".{DEAD}"
        return self.check(target, f"{host}:{case.port}")

    def compare(self, straight):
        self.build_wall(straight)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for case, report in zip(CASES, threads.map(self.check_case, CASES)):
                with self.subTest(case.name):
                    self.compare_case(case, report, straight)

    def compare_case(self, case, report, straight):
        flow, = report["flows"]
        direct, proxied = flow["checks"]
        self.assertIsNone(direct["via"])
        self.assertTrue(proxied["via"].endswith(f":{case.port}"), proxied)
        said = (proxied["outcome"], proxied["verdict"], proxied["cause"], proxied["evidence"][-1]["proxy_status"] if proxied["evidence"] else None)
        self.assertEqual(said, (case.outcome, case.verdict, case.cause, case.status), proxied)
        self.assertEqual(flow["verdict"], case.blocked if straight == "blocked" else case.open, flow)
        if proxied["verdict"] in ("pass", "degraded") and direct["verdict"] != "pass":
            self.assertEqual((direct["verdict"], direct["cause"]), ("fail", "proxy-needed"), direct)
        if flow["verdict"] == "fail":
            self.assertEqual(flow["cause"], proxied["cause"])
            self.assertEqual(flow["next_step"], proxied["next_step"])

    def test_where_the_straight_way_is_blocked(self):
        self.compare("blocked")

    def test_where_the_straight_way_is_open(self):
        self.compare("open")

    def test_a_name_that_only_the_proxy_knows(self):
        self.build_wall("blocked")
        flow, = self.check(NAME, f"{self.lab.proxy.ip4}:{SQUID}")["flows"]
        self.assertEqual([(check["outcome"], check["verdict"], check["cause"]) for check in flow["checks"]],
                         [("unresolved", "fail", "proxy-needed"), ("answered", "pass", "none")], flow)
        self.assertEqual((flow["verdict"], flow["certainty"]), ("pass", "proven"))
        self.assertEqual(flow["checks"][1]["facts"]["tls.verified"], "yes")

    def test_an_ipv6_destination(self):
        self.build_wall("blocked")
        flow, = self.check(self.lab.web.ip6, f"{self.lab.proxy.ip4}:{SQUID}")["flows"]
        self.assertEqual((flow["verdict"], flow["checks"][1]["outcome"]), ("pass", "answered"), flow)

    def test_a_tunnel_alone_is_no_more_than_a_connection(self):
        self.build_wall("blocked")
        flow, = self.check(self.lab.web.ip4, f"{self.lab.proxy.ip4}:{STUBS['liar']}", "--connect-only")["flows"]
        self.assertEqual((flow["verdict"], flow["certainty"], flow["checks"][1]["outcome"]), ("pass", "connection", "accepted"), flow)

    def test_a_proxy_without_tunnels_to_port_80_leaves_plain_http_unknown(self):
        self.build_wall("blocked")
        report = self.check(self.lab.web.ip4, f"{self.lab.proxy.ip4}:{SQUID + 2}", role="digicert", flow=CRL)
        flow = program.flows(report)[CRL]
        direct, proxied = flow["checks"]
        self.assertEqual((proxied["outcome"], proxied["verdict"], proxied["cause"]), ("rejected", "unknown", "undetermined"), flow)
        self.assertEqual((direct["verdict"], flow["verdict"]), ("fail", "unknown"), flow)

    def test_a_flow_that_must_be_closed_is_not_while_the_proxy_lets_it_through(self):
        self.build_wall("blocked")
        for port, verdict in ((SQUID, "fail"), (SQUID + 2, "pass"), (NOTHING, "unknown")):
            flow, = self.check(self.lab.web.ip4, f"{self.lab.proxy.ip4}:{port}", "--expect", "closed")["flows"]
            self.assertEqual(flow["verdict"], verdict, flow)

    def test_a_site_file_names_the_proxy_and_the_text_says_which_way_worked(self):
        self.build_wall("blocked")
        proxy = f"{self.lab.proxy.ip4}:{SQUID}"
        site = self.folder / "site.json"
        site.write_text(json.dumps({"endpoints": {TARGET: self.lab.web.ip4}, "proxy": {"cloud": f"http://{proxy}", "digicert": None}}))
        self.assertEqual(subprocess.run([self.program, "validate", site], capture_output=True).returncode, 0)
        done = self.lab.client.run(self.program, "check", ROLE, "--site", site, "--flow", FLOW, *OPTIONS, "--format", "text", "--quiet", capture_output=True,
                                   text=True, env={**self.environment})
        self.assertIn(f"direct: fail (silent); through {proxy}: pass. It works only through the proxy", " ".join(done.stdout.split()))


if __name__ == "__main__":
    unittest.main()
