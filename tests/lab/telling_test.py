# News to a real rsyslog, by UDP and by TCP: every field arrives where it belongs, and what is told while it is down arrives by TCP when
# it is back. The agent is behind two routers; what it checks is a port of the same host that a firewall rule closes.
#
#   agent (client) --- gate --- wall --- rsyslog and license server (log)
import json
import pathlib
import re
import sys
import tempfile
import unittest

import sandbox

sandbox.enter()

from net import Lab, wait_until  # noqa: E402
from servers import management  # noqa: E402
from servers.process import Process  # noqa: E402

MANAGER = 27000
FLOW = "licensing.any-component.license-server.license-manager"
FORM = "%pri-text%|%timestamp:::date-rfc3339%|%hostname%|%app-name%|%procid%|%msgid%|%structured-data%|%inputname%|%msg%\\n"
ACCEPT = f"""import socket
server = socket.create_server(("", {MANAGER}))
print("ready", flush=True)
while True:
    server.accept()[0].close()"""


class TellingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = sandbox.flowvet_program()
        sandbox.require_programs("rsyslogd")
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run")))
        cls.lab = cls.enterClassContext(Lab("log"))
        cls.start_syslog()
        cls.addClassCleanup(lambda: cls.syslog.stop())
        log = cls.folder / "license.log"
        cls.enterClassContext(Process(cls.lab.log, "license", [sys.executable, "-c", ACCEPT], cls.folder, lambda: "ready" in log.read_text()))
        cls.start_agent(program)

    @classmethod
    def start_syslog(cls):
        cls.syslog = management.rsyslogd(cls.lab.log, cls.folder, cls.lab.log.ip4, FORM)

    @classmethod
    def start_agent(cls, program):
        site = {"name": "lab", "endpoints": {"license-server": cls.lab.log.ip4}}
        job = {"name": "vda", "role": "vda", "site": "site.json", "every": "1s", "jitter": "0s", "flows": FLOW, "trace": "never", "attempts": 1,
               "connect_only": True, "controls": False}
        tell = {"about": ["flow"], "confirmations": 2, "syslog": [{"server": f"{way}://{cls.lab.log.ip4}:514", "facility": "local3"} for way in ("udp", "tcp")]}
        for name, value in (("site.json", site), ("agent.json", {"jobs": [job], "database": "flowvet.db", "listen": "none", "tell": tell})):
            (cls.folder / name).write_text(json.dumps(value))
        log = cls.folder / "agent.log"
        cls.enterClassContext(Process(cls.lab.client, "agent", [program, "agent", "--config", cls.folder / "agent.json"], cls.folder,
                                      lambda: re.search(r"run \d+ finished", log.read_text())))

    def close_way(self):
        self.lab.wall.firewall(f"table inet wall {{\nchain pass {{ type filter hook forward priority filter\ntcp dport {MANAGER} drop\n}}\n}}\n")

    def received(self, kind, way):
        file = self.folder / "received"
        lines = [line.split("|") for line in file.read_text().splitlines()] if file.exists() else []
        return [line for line in lines if len(line) > 8 and line[5] == kind and line[7] == way]

    def test_a_failure_and_its_recovery_arrive_by_both_ways_and_wait_for_a_receiver_that_is_down(self):
        self.close_way()
        for way in ("imudp", "imtcp"):
            wait_until(lambda: self.received("broke", way), f"the failure by {way}")
            priority, time, host, app, process, kind, data, _, text = self.received("broke", way)[0]
            self.assertEqual((priority.split(".")[0], priority.split(".")[1].split("<")[0], app, kind), ("local3", "err", "flowvet", "broke"))
            self.assertRegex(time, r"^\d{4}-\d\d-\d\dT")
            self.assertRegex(process, r"^\d+$")
            self.assertNotIn(host, ("", "-"))
            self.assertIn(f'subject="{FLOW}"', data)
            self.assertIn('verdict="fail" cause="dropped"', data)
            self.assertIn("fails since", text)
        self.syslog.stop()
        self.lab.wall.firewall("")
        wait_until(lambda: "recovered" in (self.folder / "agent.log").read_text(), "the recovery is found")
        wait_until(lambda: re.search("syslog tcp://.* not delivered", (self.folder / "agent.log").read_text()), "rsyslog is missed")
        self.start_syslog()
        wait_until(lambda: self.received("recovered", "imtcp"), "the recovery by TCP")
        self.assertEqual(self.received("recovered", "imtcp")[0][0].split("<")[0], "local3.notice")
        self.assertEqual(len(self.received("broke", "imtcp")), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
