"""What packaging/prometheus asks for, a real agent serves: every metric and every label that the alert rules, their tests and the
dashboard name.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import json
import re
import unittest
import urllib.request
from pathlib import Path

from agent_test import FLOW, OTHER, WAIT, AgentCase

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "prometheus"
RULES, TESTS, DASHBOARD = (FOLDER / name for name in ("flowvet-alerts.yml", "flowvet-alerts.test.yml", "flowvet-dashboard.json"))
METRIC = re.compile(r"\b(?:flowvet|probe)_[a-z_]+")
SELECTOR = re.compile(r"\b((?:flowvet|probe)_[a-z_]+)\{([^}]*)\}")
LABEL = re.compile(r'([a-z_]+)=~?["%]')
FROM_PROMETHEUS = {"job", "instance", "module", "site"}  # labels of the scrape, not of the agent
BLACKBOX = 'probe_success{job="blackbox",instance="sf02:443"}'  # in the tests of the rules, to show that it is left alone


def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def served_by(text):
    """Metric -> its labels."""
    served = {}
    for line in text.splitlines():
        if sample := re.match(r"([a-z_]+)(?:\{(.*)\})? ", line) if not line.startswith("#") else None:
            served.setdefault(sample[1], set()).update(re.findall(r'([a-z_]+)="', sample[2] or ""))
    return served


class DashboardTest(AgentCase):
    def setUp(self):
        super().setUp()
        self.write_config(self.job(flows=[FLOW, OTHER]), metrics="flows",  # the whole of one outcome
                          tell={"command": {"argv": ["/bin/true"]}})  # without a channel nothing is counted of telling
        agent = self.start()
        agent.says(r"run \d+ finished")
        port = int(re.search(r"at http://127\.0\.0\.1:(\d+)/", agent.text())[1])
        text = ""
        for path in ("/metrics", f"/probe?target=127.0.0.1:{self.listener.port}&module=tcp_connect"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=WAIT) as reply:
                text += reply.read().decode()
        self.served = served_by(text)

    def test_the_rules_and_their_tests_name_only_what_is_served(self):
        for file in (RULES, TESTS):
            text = "\n".join(line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")).replace(BLACKBOX, "")
            self.check(file.name, text)

    def test_the_dashboard_names_only_what_is_served(self):
        for expression in expressions(json.loads(DASHBOARD.read_text())):
            self.check(DASHBOARD.name, expression)

    def test_the_dashboard_shows_whatever_the_datasource_variable_says(self):
        dashboard = json.loads(DASHBOARD.read_text())
        variables = {variable["name"] for variable in dashboard["templating"]["list"]}
        self.assertEqual(variables, {"datasource", "job", "instance", "flowvet_job"})
        self.assertEqual(len({panel["id"] for panel in dashboard["panels"]}), len(dashboard["panels"]))
        for part in (*dashboard["panels"], *(target for panel in dashboard["panels"] for target in panel["targets"])):
            self.assertEqual(part["datasource"], {"type": "prometheus", "uid": "${datasource}"})
        for expression in expressions(dashboard):
            self.assertLessEqual(set(re.findall(r"\$([a-z_]+)", expression)), variables)

    def check(self, where, text):
        labels = set().union(*self.served.values())
        named = set(METRIC.findall(text)) - labels
        self.assertEqual(named - set(self.served), set(), where)
        for metric, selector in SELECTOR.findall(text):
            self.assertEqual(set(LABEL.findall(selector)) - self.served[metric] - FROM_PROMETHEUS, set(), f"{where}: {metric}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
