"""The built program from the outside, above all on bad input: what it prints, where, and its exit status.

The program's path is in the environment variable FLOWVET. Nothing here reaches a network: what gets as far as a check
goes to closed loopback ports.
"""
import json
import os
import resource
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["FLOWVET"]
CLOSED = ["--endpoint", "delivery-controller=127.0.0.1", "--flow", "cvad.vda.delivery-controller.registration"]
BAD_INPUT, INTERRUPTED = 3, 130


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60, **options)


class BadInput(unittest.TestCase):
    def assert_refused(self, result, *parts):
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertEqual(result.stdout, "")
        for line in result.stderr.splitlines():
            self.assertTrue(line.startswith("flowvet: "), line)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_no_command(self):
        self.assert_refused(run(), "a command is missing", "--help")

    def test_unknown_command_gets_a_suggestion(self):
        self.assert_refused(run("chekc", "vda"), '"chekc"', 'did you mean "check"?')

    def test_unknown_option_gets_a_suggestion(self):
        self.assert_refused(run("check", "vda", "--endpiont", "sta=a"), '"--endpiont"', 'did you mean "--endpoint"?')
        self.assert_refused(run("check", "vda", "--fromat=json"), '"--fromat"', 'did you mean "--format"?')

    def test_unknown_role_gets_a_suggestion(self):
        self.assert_refused(run("check", "delivery-controler", *CLOSED), 'did you mean "delivery-controller"?')

    def test_missing_role(self):
        self.assert_refused(run("check"), "flowvet check", "--help")

    def test_no_endpoints(self):
        self.assert_refused(run("check", "vda"))

    def test_unknown_words_in_options(self):
        for option, value, hint in (
            ("--endpoint", "delivery-controler=a", "delivery-controller"),
            ("--feature", "rendezvuos", "rendezvous"),
            ("--proxy", "citrix-clod=proxy01:3128", "citrix-cloud"),
            ("--expect", "close", "closed"),
            ("--flow", "cvad.vda.delivery-controller.registation", "registration"),
            ("--format", "jsn", "json"),
        ):
            with self.subTest(option=option):
                arguments = ["check", "vda", *CLOSED, option, value]
                self.assert_refused(run(*arguments), value.split("=")[-1] if option == "--flow" else "", hint)

    def test_numbers_out_of_range(self):
        for option, value in (("--timeout", "0"), ("--timeout", "x"), ("--attempts", "-1"), ("--threads", "0"), ("--rate", "-5"), ("--in-flight", "0")):
            with self.subTest(option=option, value=value):
                self.assert_refused(run("check", "vda", *CLOSED, option, value), option)

    def test_listen_names_what_is_wrong_with_roles_flows_ports_and_addresses(self):
        for arguments, parts in (
            (["vdaa"], ['unknown role "vdaa"', 'did you mean "vda"?']),
            (["vda", "--only", "cvad.workspace-app.vda.icb"], ["--only", "cvad.workspace-app.vda.ica"]),
            (["vda", "--port", "8080"], ["--port", "tcp/8080"]),
            (["vda", "--address", "here"], ["--address", "here"]),
            (["vda", "--address", "192.0.2.99", "--only", "cvad.workspace-app.vda.ica"], ["could be opened"]),
            (["vda", "--for", "60"], ["--for"]),
            (["vda", "--for", "0s"], ["--for"]),
            (["vda", "--token-file", "/nonexistent/token"], ["/nonexistent/token"]),
            ([], ["flowvet listen", "--help"]),
        ):
            with self.subTest(arguments=arguments):
                self.assert_refused(run("listen", *arguments), *parts)

    def test_listen_takes_no_weak_token_from_the_environment(self):
        result = run("listen", "vda", env={**os.environ, "FLOWVET_TOKEN": "too-short"})
        self.assert_refused(result, "FLOWVET_TOKEN", "16 characters")
        self.assertNotIn("too-short", result.stderr)

    def test_tokens_of_a_check(self):
        self.assert_refused(run("check", "vda", *CLOSED, "--both-ways"), "--both-ways", "--token-file")
        self.assert_refused(run("check", "vda", *CLOSED, "--token", "short"), "--token", "16 characters")
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("a-token-for-tests-only\n")
            file.flush()
            os.chmod(file.name, 0o600)
            self.assert_refused(run("check", "vda", *CLOSED, "--token-file", file.name, "--token", "a-token-for-tests-only"), "two tokens")
            os.chmod(file.name, 0o644)
            refused = run("check", "vda", *CLOSED, "--token-file", file.name)
            self.assert_refused(refused, "chmod 600")
            self.assertNotIn("a-token-for-tests-only", refused.stderr)

    def test_sources(self):
        self.assert_refused(run("check", "vda", *CLOSED, "--source", "here"), "here")
        self.assert_refused(run("check", "vda", *CLOSED, "--source", "127.0.0.1", "--source", "127.0.0.2"), "--source")

    def test_every_problem_is_told_at_once(self):
        result = run("check", "vda", "--endpoint", "nonsense=a", "--endpoint", "delivery-controller", "--feature", "=on")
        self.assert_refused(result)
        self.assertGreaterEqual(len(result.stderr.splitlines()), 3)

    def test_two_formats_on_standard_output(self):
        self.assert_refused(run("check", "vda", *CLOSED, "--format", "text", "--format", "json"), "standard output")

    def test_file_that_cannot_be_written(self):
        self.assert_refused(run("check", "vda", *CLOSED, "--format", "json=/nonexistent/report.json"), "/nonexistent/report.json")
        self.assert_refused(run("check", "vda", *CLOSED, "--format", "json="), "file is missing")


class BadFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def refuse(self, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr + result.stdout)
        self.assertTrue(result.stderr.startswith("flowvet: "), result.stderr)
        self.assertTrue(all(letter == "\n" or letter.isprintable() for letter in result.stderr), repr(result.stderr))
        return result.stderr

    CONTENTS = {
        "empty": b"",
        "folder-like": b"{}garbage",
        "cut": b'{"endpoints": {"vda": ["a"',
        "binary": bytes(range(256)),
        "utf16": '{"endpoints":{}}'.encode("utf-16"),
        "deep": b"[" * 100_000,
        "escape": b'{"\x1b[2J": 1}',
        "hidden": '{"\\u001b[2J\\u202e": 1}'.encode(),
    }

    def test_site_files(self):
        for name, content in self.CONTENTS.items():
            with self.subTest(name=name):
                self.assertIn(name, self.refuse("check", "vda", "--site", self.write(name, content)))

    def test_missing_site_file(self):
        self.assertIn("nowhere.json", self.refuse("check", "vda", "--site", str(self.folder / "nowhere.json")))

    def test_secrets(self):
        def arguments(command, place, *more):
            site = {"endpoints": {"radius-server": "127.0.0.1"}, "secrets": {"radius-server": place}}
            return [command, "gateway-snip", "--site", self.write("secrets.json", json.dumps(site).encode()),
                    "--flow", "gateway.gateway-snip.radius-server.radius", *more]

        place = {"file": "radius.secret"}
        for content, complaint in ((None, "no such file"), (b"\n", "holds no secret"), (b"swordfish\nhaddock\n", "more than one line")):
            with self.subTest(complaint):
                if content:
                    self.write("radius.secret", content)
                told = self.refuse(*arguments("check", place))
                self.assertIn("secrets.json#/secrets/radius-server/file", told)
                self.assertIn(complaint, told)
                self.assertNotIn("swordfish", told)
        self.assertIn("is not set", self.refuse(*arguments("check", {"env": "FLOWVET_NO_SUCH_VARIABLE"})))
        self.assertNotIn("swordfish", self.refuse(*arguments("check", "swordfish")))

        self.write("radius.secret", b"swordfish\n")
        for command in (arguments("plan", place), arguments("plan", place, "--format", "json"), arguments("check", place, "--timeout", "100", "--all"),
                        arguments("check", place, "--timeout", "100", "--format", "json"), ["validate", str(self.folder / "secrets.json")]):
            result = run(*command)
            self.assertNotEqual(result.returncode, BAD_INPUT, result.stderr)
            self.assertNotIn("swordfish", result.stdout + result.stderr)

    def test_validate_names_every_bad_file(self):
        files = [self.write(name, content) for name, content in self.CONTENTS.items()]
        told = self.refuse("validate", *files, str(self.folder / "nowhere.json"))
        for name in [*self.CONTENTS, "nowhere.json"]:
            self.assertIn(name, told)

    def test_reports_for_explain(self):
        for name, content in {**self.CONTENTS, "site": b'{"endpoints":{}}', "later": b'{"schema":"flowvet-report/9"}', "hollow": b'{"schema":"flowvet-report/1"}'}.items():
            with self.subTest(name=name):
                self.assertIn(name, self.refuse("explain", self.write(name, content), "a.b.c.d"))

    def test_missing_profiles(self):
        self.refuse("check", "vda", *CLOSED, "--profiles", str(self.folder / "none"))


class Catalog(unittest.TestCase):
    def test_unknown_words_get_suggestions(self):
        for arguments, hint in (
            (["list", "--from", "delivery-controler"], "delivery-controller"),
            (["list", "--section", "cvda"], "cvad"),
            (["list", "--transport", "tpc"], "tcp"),
            (["show", "cvad.vda.delivery-controller.registation"], "registration"),
            (["lst"], "list"),
        ):
            with self.subTest(arguments=arguments):
                result = run("catalog", *arguments)
                self.assertEqual(result.returncode, BAD_INPUT)
                self.assertIn(hint, result.stderr)

    def test_bad_port(self):
        for port in ("0", "65536", "x", "1-2"):
            self.assertEqual(run("catalog", "list", "--port", port).returncode, BAD_INPUT)

    def test_list_is_what_was_asked_for(self):
        flows = json.loads(run("catalog", "list", "--port", "1494", "--transport", "tcp", "--format", "json").stdout)["flows"]
        self.assertTrue(flows)
        for flow in flows:
            self.assertIn("tcp", flow["transports"])

    def test_closed_pipe_and_full_disk_are_reported(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, "catalog", "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("standard output", result.stderr)
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([PROGRAM, "catalog", "list"], stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
        os.close(writer)
        self.assertEqual(result.returncode, BAD_INPUT)


class Demo(unittest.TestCase):
    def test_every_verdict_is_the_one_announced(self):
        result = run("demo")
        self.assertEqual(result.returncode, 0, result.stdout)


class Runs(unittest.TestCase):
    """Checks of loopback ports that are bound and closed, or that swallow what comes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.closed = socket.socket()
        self.addCleanup(self.closed.close)
        self.closed.bind(("127.0.0.1", 0))

    def site(self, address, port):
        flow = "cvad.vda.delivery-controller.registration"
        path = self.folder / "site.json"
        path.write_text(json.dumps({"name": "loop", "endpoints": {"delivery-controller": [address]}, "ports": {flow: {"tcp": [str(port)]}}}))
        return ["check", "vda", "--site", str(path), "--flow", flow]

    def test_closed_port_fails_and_is_explained(self):
        report = self.folder / "report.json"
        result = run(*self.site(*self.closed.getsockname()), "--format", f"json={report}", "--format", "text")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertTrue(result.stdout.startswith("FAIL"))
        flow = json.loads(report.read_text())["flows"][0]
        self.assertEqual((flow["verdict"], flow["cause"]), ("fail", "not-listening"))
        explained = run("explain", str(report), flow["id"])
        self.assertEqual(explained.returncode, 0)
        self.assertIn("attempt 1", explained.stdout)
        self.assertEqual(run("validate", str(report)).returncode, 0)
        unknown = run("explain", str(report), flow["id"][:-1])
        self.assertEqual(unknown.returncode, BAD_INPUT)
        self.assertIn(flow["id"], unknown.stderr)
        self.assertEqual([path.name for path in self.folder.iterdir() if ".part-" in path.name], [])

    def test_devices_are_written_in_place(self):
        result = run(*self.site(*self.closed.getsockname()), "--format", "json=/dev/full")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("/dev/full", result.stderr)

    def test_few_descriptors_change_no_verdict(self):
        """128 hosts of which one listens, with 64 descriptors and with as many as there are."""
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        _, port = listener.getsockname()
        flow = "cvad.vda.delivery-controller.registration"
        hosts = ["127.0.0.1"] + [f"127.20.0.{number}" for number in range(1, 128)]
        site = self.folder / "many.json"
        site.write_text(json.dumps({"name": "many", "endpoints": {"delivery-controller": hosts}, "ports": {flow: {"tcp": [str(port)]}}}))
        arguments = ["check", "vda", "--site", str(site), "--flow", flow, "--connect-only", "--format", "json"]

        def outcomes(**options):
            checks = json.loads(run(*arguments, **options).stdout)["flows"][0]["checks"]
            return [(check["host"], check["outcome"], check["verdict"], check["cause"]) for check in checks]

        limit = (64, 64)
        few = outcomes(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit))
        self.assertEqual(few, outcomes())
        self.assertEqual([row[1] for row in few], ["accepted"] + ["refused"] * 127)

    def test_interrupt_gives_a_partial_report(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            self.addCleanup(filler.close)
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        arguments = [*self.site(*listener.getsockname()), "--timeout", "60000", "--format", "json"]
        program = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(program.stdout.close)
        self.addCleanup(program.stderr.close)
        self.wait_until_it_handles_signals(program)
        program.send_signal(signal.SIGINT)
        output, _ = program.communicate(timeout=30)
        self.assertEqual(program.returncode, INTERRUPTED)
        report = json.loads(output)
        self.assertFalse(report["run"]["complete"])
        self.assertEqual(report["flows"][0]["verdict"], "unknown")

    def wait_until_it_handles_signals(self, program):
        while program.poll() is None:
            status = Path(f"/proc/{program.pid}/status").read_text()
            caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1], 16)
            if caught & 1 << (signal.SIGINT - 1):
                return
        self.fail("the program ended by itself")


class Listings(unittest.TestCase):
    def test_demo_finds_what_it_announces(self):
        result = run("demo")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(result.stdout.count("Every verdict is the one announced."), 2)

    def test_demo_in_json_keeps_its_story_apart(self):
        result = run("demo", "--role", "vda", "--format", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["run"]["role"], "vda")
        self.assertIn("Every verdict is the one announced.", result.stderr)
        self.assertEqual(run("demo", "--format", "json").returncode, BAD_INPUT)

    def test_plan_sends_nothing_and_lists_everything(self):
        result = run("plan", "vda", *CLOSED, "--format", "json")
        plan = json.loads(result.stdout)
        self.assertEqual([flow["id"] for flow in plan["flows"]], [CLOSED[-1]])
        self.assertTrue(all(flow["reason"] for flow in plan["skipped"]))

    def test_doctor_says_what_it_found(self):
        facts = json.loads(run("doctor", "--format", "json").stdout)["facts"]
        self.assertTrue(facts)
        for fact in facts:
            self.assertIn(fact["level"], ("good", "limited", "bad"))

    def test_help_and_version(self):
        for arguments in (["--help"], ["--version"], ["check", "--help"], ["catalog", "list", "--help"]):
            result = run(*arguments)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertTrue(result.stdout)


if __name__ == "__main__":
    unittest.main()
