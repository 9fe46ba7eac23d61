# The packaged service as a person gets it: the package is installed by dpkg on a machine with a real systemd (machine.py), its one
# file is edited, the unit is started, and the page, the metrics and the news of a failure are there. Then what a service lives
# through: reload, stop, crash, hanging, upgrade, removal.
import http.server
import json
import pathlib
import re
import socket
import sys
import tempfile
import threading
import unittest
import urllib.request

import sandbox

sandbox.enter()

from machine import Machine, require_systemd  # noqa: E402
from net import wait_until  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "packaging"))
from package import make_dpkg_database, make_package, require  # noqa: E402

UNIT = "flowvet-agent.service"
DOOR = "http://127.0.0.1:9420"
HOSTS = '"delivery-controller": []'
EVERY = '"every": "5m"'
BAD_INPUT = "3"


class Receiver:
    """A webhook's other end; `got` holds what was posted."""

    def __enter__(self):
        self.got = got = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Listener:
    """Takes connections at the registrar's port while it is open."""

    def __enter__(self):
        self._socket = socket.create_server(("127.0.0.1", 80), backlog=1024)
        return self

    def __exit__(self, *_):
        self._socket.close()


def door(path, token=""):
    """What the agent's door answers, or None."""
    request = urllib.request.Request(DOOR + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return None


class ServiceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sandbox.flowvet_program()
        sandbox.require_real_root("the service gets a user id of its own")
        require("cpack", "dpkg", "file", "dpkg-shlibdeps")
        require_systemd()
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(dir="/run", ignore_cleanup_errors=True)))
        cls.machine = cls.enterClassContext(Machine(cls.folder))
        cls.package = cls.bring(make_package(cls.folder / "package"))
        make_dpkg_database(cls.machine.root)

    @classmethod
    def bring(cls, package):
        target = cls.machine.root / "root" / package.name
        target.write_bytes(package.read_bytes())
        package.unlink()
        return f"/root/{package.name}"

    def setUp(self):
        self.begin = self.machine.journal_end()
        self.machine.run("dpkg", "-i", self.package)
        self.addCleanup(self.machine.run, "dpkg", "-P", "flowvet")

    def edit(self, name, old, new):
        file = self.machine.root / "etc/flowvet" / name
        text = file.read_text()
        self.assertIn(old, text)
        file.write_text(text.replace(old, new))

    def name_the_host(self):
        self.edit("site.json", HOSTS, '"delivery-controller": ["127.0.0.1"]')

    def every_second(self):
        """A TCP connection is all that the listener here can prove."""
        self.edit("agent.json", EVERY, '"every": "1s", "connect_only": true, "controls": false')

    def add_to_unit(self, *lines):
        folder = self.machine.root / f"etc/systemd/system/{UNIT}.d"
        folder.mkdir()
        (folder / "test.conf").write_text("\n".join(["[Service]", *lines, ""]))
        self.machine.run("systemctl", "daemon-reload")
        self.addCleanup(self.machine.run, "systemctl", "daemon-reload")
        self.addCleanup(folder.rmdir)
        self.addCleanup((folder / "test.conf").unlink)

    def start(self):
        done = self.machine.call("systemctl", "start", UNIT)
        self.assertEqual(done.returncode, 0, done.stderr + self.journal())

    def process(self):
        return self.machine.property(UNIT, "MainPID")

    def is_active(self):
        return self.machine.property(UNIT, "ActiveState") == "active"

    def runs(self):
        return [int(number) for number in re.findall(r"^run (\d+) ", self.machine.run("flowvet", "history", "--runs"), re.MULTILINE)]

    def wait_for_run(self, after):
        wait_until(lambda: max(self.runs(), default=0) > after, "a run that is remembered")

    def journal(self):
        return self.machine.journal(UNIT, self.begin)

    def wait_for_news(self, pattern):
        wait_until(lambda: re.search(pattern, self.journal()), f"{pattern} in the journal")

    def test_before_the_file_is_edited_the_unit_does_not_start_and_says_what_to_edit(self):
        self.assertNotEqual(self.machine.call("systemctl", "start", UNIT).returncode, 0)
        self.assertEqual(self.machine.property(UNIT, "ExecMainStatus"), BAD_INPUT)
        self.assertIn("/etc/flowvet/site.json#/endpoints/delivery-controller: names no host", self.machine.call("systemctl", "status", UNIT).stdout)
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "failed")  # and not about to be tried again

    def test_after_one_edit_there_are_the_page_the_metrics_the_memory_and_the_news(self):
        self.every_second()
        self.name_the_host()
        with Listener():
            self.start()  # returns when the agent says that it is ready
            wait_until(lambda: re.search(r'^probe_success\{flowvet_job="vda"\} 1$', door("/metrics"), re.MULTILINE), "the job passes")
        self.wait_for_news(r"outcome vda-registers .* broke: pass -> fail")
        self.assertIn('flowvet_outcome_success{flowvet_job="vda",id="vda-registers"} 0', door("/metrics"))
        self.assertIn("VDA registers with a Delivery Controller", door("/"))
        self.assertIn("vda-registers", self.machine.run("flowvet", "history", "--format", "json"))

    def test_a_reload_takes_what_is_right_and_the_status_says_what_was_not(self):
        self.name_the_host()
        self.start()
        process = self.process()
        self.edit("agent.json", '"role": "vda", "site": "site.json", "every"', '"role": "vdaa", "site": "site.json", "every"')
        self.machine.run("systemctl", "reload", UNIT)
        wait_until(lambda: "was not taken" in self.machine.property(UNIT, "StatusText"), "the status says that the agent took nothing")
        self.assertIn('unknown role "vdaa" (did you mean "vda"?)', self.machine.call("systemctl", "status", UNIT).stdout)
        self.assertTrue(self.is_active())
        self.edit("agent.json", '"vdaa"', '"vda"')
        self.every_second()
        self.machine.run("systemctl", "reload", UNIT)
        self.wait_for_run(after=2)
        self.assertEqual(self.process(), process)
        self.assertNotIn("was not taken", self.machine.property(UNIT, "StatusText"))

    def test_its_memory_survives_a_stop_a_crash_and_an_upgrade_and_ends_with_a_purge(self):
        self.name_the_host()
        self.every_second()
        self.add_to_unit("RestartSec=100ms")
        self.machine.run("systemctl", "enable", "--now", UNIT)
        self.wait_for_run(after=0)
        self.machine.run("systemctl", "stop", UNIT)
        self.assertEqual(self.machine.property(UNIT, "Result"), "success")  # asked to, not killed
        stopped = self.runs()
        self.start()
        self.wait_for_run(after=stopped[-1])
        process = self.process()
        self.machine.run("kill", "-KILL", process)
        wait_until(lambda: self.is_active() and self.process() not in ("0", process), "the agent is back")
        crashed, process = self.runs(), self.process()
        self.wait_for_run(after=crashed[-1])
        self.machine.run("dpkg", "-i", self.bring(make_package(self.folder / "next", "99.1")))
        self.assertTrue(self.is_active())
        self.assertNotEqual(self.process(), process)
        upgraded = self.runs()
        self.wait_for_run(after=upgraded[-1])
        self.machine.run("dpkg", "-r", "flowvet")
        self.assertFalse(self.is_active())
        memory = self.machine.root / "var/lib/private/flowvet"
        self.assertTrue((memory / "flowvet.db").exists())
        self.machine.run("dpkg", "-P", "flowvet")
        self.assertFalse(memory.exists())
        self.assertFalse((self.machine.root / "etc/flowvet").exists())

    def test_an_agent_that_hangs_is_killed_and_started_again(self):
        self.name_the_host()
        self.add_to_unit("WatchdogSec=1s", "RestartSec=100ms")
        self.start()
        process = self.process()
        self.machine.run("kill", "-STOP", process)
        wait_until(lambda: self.is_active() and self.process() not in ("0", process), "the agent is back")
        self.assertIn("Watchdog timeout", self.journal())

    def test_it_runs_as_a_user_of_its_own_with_the_one_capability_that_pings_need(self):
        self.name_the_host()
        self.start()
        status = dict(re.findall(r"^(\w+):\s+(.*)$", self.machine.run("cat", f"/proc/{self.process()}/status"), re.MULTILINE))
        self.assertNotEqual(status["Uid"].split()[0], "0")
        net_raw = f"{1 << 13:016x}"
        self.assertEqual((status["CapEff"], status["CapBnd"], status["NoNewPrivs"]), (net_raw, net_raw, "1"))
        self.assertIn("probe_success 1", door("/probe?target=127.0.0.1&module=icmp"))
        self.machine.run("systemd-analyze", "security", "--no-pager", "--threshold=20", UNIT)  # 2.0 of 10

    def test_the_timer_does_the_same_without_a_daemon(self):
        self.name_the_host()
        self.machine.run("systemctl", "enable", "--now", "flowvet-check.timer")
        self.assertIn("flowvet-check.service", self.machine.run("systemctl", "list-timers", "--no-pager"))
        self.machine.run("systemctl", "start", "flowvet-check.service")  # as the timer does; returns when the round is over
        self.assertEqual(self.runs(), [1])
        history = json.loads(self.machine.run("flowvet", "history", "--format", "json"))
        self.assertIn("vda-registers", json.dumps(history))

    def test_the_service_and_the_timer_take_turns(self):
        self.name_the_host()
        timer = "flowvet-check.timer"
        self.machine.run("systemctl", "start", timer)
        self.start()
        self.assertEqual(self.machine.property(timer, "ActiveState"), "inactive")
        self.machine.run("systemctl", "start", timer)
        self.assertEqual(self.machine.property(UNIT, "ActiveState"), "inactive")

    def test_its_news_get_out_of_the_unit_by_every_channel(self):
        self.every_second()
        self.name_the_host()
        with Receiver() as receiver:
            channels = {"webhook": {"url": receiver.url}, "syslog": {"server": "/dev/log"}, "command": {"argv": ["/usr/bin/tee", "/run/flowvet/news"]}}
            self.edit("agent.json", '"tell": {', '"tell": {' + json.dumps(channels)[1:-1] + ", ")
            self.start()
            wait_until(lambda: "vda-registers" in json.dumps(receiver.got), "the webhook is told")
        wait_until(lambda: "vda-registers" in self.machine.call("cat", "/run/flowvet/news").stdout, "the command is told")
        by_syslog = ("journalctl", "--output=cat", "_TRANSPORT=syslog", f"--after-cursor={self.begin}")
        wait_until(lambda: 'outcome "VDA registers' in self.machine.run(*by_syslog), "syslog is told")

    def test_others_can_read_its_textfile(self):
        self.name_the_host()
        self.edit("agent.json", '"jobs": [', '"textfile": "/run/flowvet/flowvet.prom", "jobs": [')
        self.start()
        read = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", "/run/flowvet/flowvet.prom")
        wait_until(lambda: "probe_success" in self.machine.call(*read).stdout, "the metrics are in the file")

    def test_a_token_that_only_root_may_read_is_handed_over(self):
        self.name_the_host()
        token = self.machine.root / "etc/flowvet/http.token"
        token.write_text("a-token-for-the-lab-only\n")
        token.chmod(0o600)
        self.addCleanup(token.unlink)
        self.edit("agent.json", '"jobs": [', f'"token": {{"file": "/run/credentials/{UNIT}/http.token"}}, "jobs": [')
        self.add_to_unit("LoadCredential=http.token:/etc/flowvet/http.token")
        self.start()
        self.assertIsNone(door("/metrics"))
        self.assertIn("flowvet_build_info", door("/metrics", "a-token-for-the-lab-only"))
        self.machine.run("systemctl", "reload", UNIT)
        self.wait_for_news("the configuration was read again")
        self.assertIn("flowvet_build_info", door("/metrics", "a-token-for-the-lab-only"))


if __name__ == "__main__":
    unittest.main()
