# A real Prometheus with the configuration and the alerts of packaging/prometheus, their waits shortened. It stands in a namespace of
# its own behind two routers and scrapes the agent there by token; the agent checks a license server in a third one every second. A
# firewall rule between them raises the alerts, its removal ends them.
#
#   agent (client) --- gate --- wall --+-- license server
#                                      +-- Prometheus (monitor)
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

import sandbox

sandbox.enter()

from net import PATIENCE, Lab, ip4, wait_until  # noqa: E402
from servers.process import Process  # noqa: E402

PACKAGING = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "prometheus"
MANAGER, DAEMON = 27000, 7279
DOOR = 9420
TOKEN = "a-token-for-the-lab-only"
AGENT = f"{ip4(1, 2)}:{DOOR}"
PROMETHEUS = "127.0.0.1:9090"
FLOWS = "licensing.any-component.license-server."
# Takes connections on the ports that it is given, and closes them.
ACCEPT = """import selectors, socket, sys
waiting = selectors.DefaultSelector()
for port in sys.argv[1:]:
    waiting.register(socket.create_server(("", int(port)), backlog=64), selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in waiting.select():
        key.fileobj.accept()[0].close()"""
STUCK = f"prometheus stayed as it was for {PATIENCE} s: "


def quick(text):
    """The packaged files with intervals of a second: what is tested is all the rest of them. A probe that nobody answers takes five,
    and is cut, hence unknown, where its scrape has less time."""
    text = re.sub(r"(scrape_interval|scrape_timeout|evaluation_interval): \w+", r"\1: 1s", text)
    text = text.replace("metrics_path: /probe\n", "metrics_path: /probe\n    scrape_interval: 8s\n    scrape_timeout: 8s\n")
    return re.sub(r"^( +for): \w+", r"\1: 2s", text, flags=re.MULTILINE)


class PrometheusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = sandbox.flowvet_program()
        sandbox.require_programs("prometheus", "promtool")
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = cls.enterClassContext(Lab("license", "monitor"))
        cls.start_license_server()
        cls.start_agent(program)
        cls.start_prometheus()

    @classmethod
    def start_license_server(cls):
        log = cls.folder / "license.log"
        cls.enterClassContext(Process(cls.lab.license, "license", [sys.executable, "-c", ACCEPT, MANAGER, DAEMON], cls.folder,
                                      lambda: "ready" in log.read_text()))

    @classmethod
    def start_agent(cls, program):
        site = {"name": "lab", "endpoints": {"license-server": cls.lab.license.ip4}}
        job = {"name": "vda", "role": "vda", "site": "site.json", "every": "1s", "jitter": "0s", "flows": FLOWS, "trace": "never",
               "attempts": 2, "connect_only": True, "controls": False}
        config = {"jobs": [job], "database": "flowvet.db", "listen": AGENT, "token": {"file": "token"}, "metrics": "flows"}
        for name, value in (("site.json", site), ("agent.json", config)):
            (cls.folder / name).write_text(json.dumps(value))
        (cls.folder / "token").write_text(TOKEN + "\n")
        (cls.folder / "token").chmod(0o600)
        log = cls.folder / "agent.log"
        cls.enterClassContext(Process(cls.lab.client, "agent", [program, "agent", "--config", cls.folder / "agent.json"], cls.folder,
                                      lambda: re.search(r"run \d+ finished", log.read_text())))

    @classmethod
    def start_prometheus(cls):
        home = cls.folder / "prometheus"
        (home / "targets").mkdir(parents=True)
        for name in ("prometheus.yml", "flowvet-alerts.yml"):
            (home / name).write_text(quick((PACKAGING / name).read_text()))
        (home / "flowvet.token").write_text(TOKEN)
        (home / "targets" / "agents.yml").write_text(json.dumps([{"targets": [AGENT], "labels": {"site": "lab"}}]))
        target = f"{cls.lab.license.ip4}:{MANAGER}"
        (home / "targets" / "probes.yml").write_text(json.dumps([{"targets": [target], "labels": {"module": "tcp_connect", "agent": AGENT}}]))
        command = ["prometheus", f"--config.file={home}/prometheus.yml", f"--storage.tsdb.path={home}/data", f"--web.listen-address={PROMETHEUS}"]
        cls.enterClassContext(Process(cls.lab.monitor, "prometheus", command, cls.folder, lambda: cls.get("/-/ready") is not None))

    def setUp(self):
        self.open_way()
        wait_until(lambda: self.value('probe_success{job="flowvet",flowvet_job="vda"}') == 1
                   and self.value('probe_success{job="flowvet-probe"}') == 1, STUCK + "all works")
        wait_until(lambda: not self.alerts(), STUCK + "no alert")

    def test_the_packaged_files_are_what_prometheus_takes(self):
        shutil.copytree(PACKAGING, self.folder / "packaged")
        (self.folder / "packaged" / "flowvet.token").write_text(TOKEN)
        for command in (("check", "config", "prometheus.yml"), ("check", "rules", "flowvet-alerts.yml"), ("test", "rules", "flowvet-alerts.test.yml")):
            with self.subTest(" ".join(command)):
                done = subprocess.run(["promtool", *command], cwd=self.folder / "packaged", capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_panel_of_the_dashboard_is_understood_and_those_of_a_healthy_site_have_data(self):
        dashboard = json.loads((PACKAGING / "flowvet-dashboard.json").read_text())
        for panel in dashboard["panels"]:
            expression = re.sub(r'"\$[a-z_]+"', '".+"', panel["targets"][0]["expr"])
            with self.subTest(panel["title"]):
                result = self.query(expression)
                if panel["title"] not in ("Failures by cause", "Jobs overdue"):
                    self.assertTrue(result, expression)

    def test_a_blocked_flow_raises_alerts_that_name_it_and_the_open_way_ends_them(self):
        self.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\ntcp dport {MANAGER} drop\n}}\n}}\n")
        names = {"FlowvetOutcomeFailing", "FlowvetRequiredFlowsFailing", "FlowvetProbeFailing"}
        for name in sorted(names):
            wait_until(lambda n=name: n in self.alerts("firing"), STUCK + f"{name} fires")
        alerts = self.alerts("firing")
        self.assertEqual(set(alerts), names)
        outcome = alerts["FlowvetOutcomeFailing"]
        self.assertEqual({key: outcome["labels"][key] for key in ("id", "flowvet_job", "instance", "site", "severity")},
                         {"id": "licensed", "flowvet_job": "vda", "instance": AGENT, "site": "lab", "severity": "critical"})
        self.assertIn(f"on {AGENT}, as root: flowvet history licensed --job vda", outcome["annotations"]["command"])
        flows = alerts["FlowvetRequiredFlowsFailing"]["annotations"]
        self.assertIn("1 required flows fail", flows["summary"])
        self.assertIn(f"dropped 1; {FLOWS}license-manager (dropped);", flows["description"])
        probe = alerts["FlowvetProbeFailing"]
        self.assertEqual(probe["labels"]["instance"], f"{self.lab.license.ip4}:{MANAGER}")
        self.assertIn(f"flowvet probe tcp {self.lab.license.ip4}:{MANAGER}", probe["annotations"]["command"])
        self.assertEqual(self.value('probe_success{job="flowvet"}'), 0)
        self.assertEqual(self.value('probe_success{job="flowvet-probe"}'), 0)

        self.open_way()
        wait_until(lambda: not self.alerts(), STUCK + "the alerts end")
        self.assertEqual(self.value('flowvet_outcome_success{id="licensed"}'), 1)

    def test_an_agent_that_cannot_be_reached_is_told(self):
        self.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\ntcp dport {DOOR} drop\n}}\n}}\n")
        wait_until(lambda: "FlowvetAgentDown" in self.alerts("firing"), STUCK + "the alert fires")
        self.open_way()
        wait_until(lambda: not self.alerts(), STUCK + "the alert ends")

    def open_way(self):
        self.lab.wall.firewall("")

    @classmethod
    def get(cls, path, **query):
        """None while nobody answers."""
        url = f"http://{PROMETHEUS}{path}?{urllib.parse.urlencode(query)}"
        with cls.lab.monitor.entered():
            try:
                with urllib.request.urlopen(url, timeout=PATIENCE) as reply:
                    return reply.read()
            except urllib.error.HTTPError as error:
                if error.code != 503:  # while it starts
                    raise AssertionError(f"{url}: {error.read().decode()}") from None
            except OSError:
                pass
        return None

    def query(self, expression):
        return json.loads(self.get("/api/v1/query", query=expression))["data"]["result"]

    def value(self, expression):
        """Of the only series; None while there is not exactly one."""
        result = self.query(expression)
        return float(result[0]["value"][1]) if len(result) == 1 else None

    def alerts(self, state=None):
        """Name -> alert; pending ones too unless a state is asked for."""
        alerts = json.loads(self.get("/api/v1/alerts"))["data"]["alerts"]
        return {alert["labels"]["alertname"]: alert for alert in alerts if state in (None, alert["state"])}


if __name__ == "__main__":
    unittest.main(verbosity=2)
