"""Telling from outside: a web server that fails before it takes, syslog receivers, a command, and a crash in between.

The program's path is in the environment variable FLOWVET. All traffic stays on loopback.
"""
import contextlib
import http.server
import json
import re
import signal
import socket
import ssl
import sys
import threading
import time
import unittest
import urllib.request
from pathlib import Path

from agent_test import FLOW, WAIT, AgentCase, Listener, run, wait_until

sys.path.append(str(Path(__file__).parents[1]))
from servers.certificates import Authority  # noqa: E402

TOKEN = "a-token-for-the-test-only"


class Receiver:
    """A web server that does with each request what `answers` says next, "hang" and "reset" among it, and takes it after that."""

    def __init__(self, case, certificate=None, port=0):
        self.got, self.answers, self.targets = [], [], []
        self.ended = threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.targets.append(self.path)
                answer, *fields = receiver.answers.pop(0) if receiver.answers else (204,)
                if answer == "hang":
                    receiver.ended.wait(WAIT)
                elif answer == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    self.connection.close()
                else:
                    self.send_response(answer)
                    for name, value in fields:
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.flush()
                if answer == 204:
                    receiver.got.append((self.headers, json.loads(body)))

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate[1], certificate[0])
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        case.addCleanup(self.close)

    def close(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()

    def waits_for(self, count):
        wait_until(lambda: len(self.got) >= count, f"{count} messages, got {len(self.got)}")
        return [body for _, body in self.got]


class Proxy:
    """An HTTP proxy that knows no name but those of `ports`, all of them on loopback."""

    def __init__(self, case, ports):
        self.ports = ports
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        case.addCleanup(self.server.close)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        with peer:
            head = b""
            while b"\r\n\r\n" not in head:
                part = peer.recv(4096)
                if not part:
                    return
                head += part
            method, target, _ = head.decode().split("\r\n")[0].split(" ")
            host = target.removeprefix("http://").split("/")[0].split(":")[0]
            if host not in self.ports:
                peer.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.ports[host])) as server:
                if method == "CONNECT":
                    peer.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=self._pump, args=(server, peer), daemon=True)
                back.start()
                self._pump(peer, server)
                back.join(WAIT)

    @staticmethod
    def _pump(source, sink):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)


class TellingCase(AgentCase):
    def write_telling(self, *jobs, about=("flow",), confirmations=1, **channels):
        self.write_config(*(jobs or [self.job()]), tell={"about": list(about), "confirmations": confirmations, **channels})

    def url(self, receiver, scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{receiver.port}/flowvet?team=citrix"


class Webhook(TellingCase):
    def test_a_failure_and_its_recovery_arrive_with_what_a_person_needs(self):
        receiver = Receiver(self)
        (self.folder / "token").write_text(TOKEN + "\n")
        self.write_telling(confirmations=2, webhook={"url": self.url(receiver), "token": {"file": "token"}, "headers": {"X-Team": "citrix"}})
        self.listener.close()
        agent = self.start()
        broke, = receiver.waits_for(1)
        self.listener.open()
        _, recovered = receiver.waits_for(2)
        agent.says("recovered")
        agent.says(r"run \d+ finished", len(agent.runs()) + 2)
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        self.assertEqual(len(receiver.got), 2)
        headers = receiver.got[0][0]
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertRegex(headers["User-Agent"], r"^flowvet/\d")
        self.assertEqual(headers["Idempotency-Key"], f'"{broke["id"]}"')
        self.assertEqual(headers["X-Team"], "citrix")
        self.assertEqual(receiver.targets[0], "/flowvet?team=citrix")
        self.assertEqual((broke["kind"], broke["subject"]["id"], broke["is"]["verdict"]), ("broke", FLOW, "fail"))
        self.assertEqual(broke["troubles"][0]["cause"], "not-listening")
        self.assertEqual(broke["troubles"][0]["seen"], [f"127.0.0.1 TCP {self.listener.port}: refused"])
        self.assertIn(broke["troubles"][0]["next_step"], broke["text"])
        self.assertEqual((recovered["kind"], recovered["was"]["verdict"], recovered["is"]["verdict"]), ("recovered", "fail", "pass"))
        self.assertIn("works again", recovered["text"])
        self.assertNotIn(TOKEN, agent.text())

    def test_what_goes_wrong_is_tried_again_and_arrives_once(self):
        receiver = Receiver(self)
        receiver.answers = [(503,), ("reset",), ("hang",), (429, ("Retry-After", "1"))]
        self.write_telling(webhook={"url": self.url(receiver), "timeout": "1s"})
        self.listener.close()
        agent = self.start()
        receiver.waits_for(1)
        agent.says("delivered: HTTP 204")
        self.assertEqual(len(receiver.targets), 5)
        self.assertEqual(len(receiver.got), 1)
        self.assertEqual(len(re.findall("not delivered", agent.text())), 1)  # the first one of four
        self.assertEqual(agent.end(signal.SIGTERM), 0)

    def test_what_is_refused_is_given_up_with_a_word_and_redirects_are_not_followed(self):
        receiver = Receiver(self)
        receiver.answers = [(404,), (302, ("Location", f"http://127.0.0.1:{receiver.port}/other"))]
        self.write_telling(about=("job", "flow"), webhook={"url": self.url(receiver)})
        self.listener.close()
        agent = self.start()
        agent.says(r"webhook 127\.0\.0\.1:\d+: given up: HTTP 404; not delivered: .* fails since")
        agent.says("given up: HTTP 302, a redirect, which is not followed")
        self.assertEqual(set(receiver.targets), {"/flowvet?team=citrix"})
        self.assertNotIn("team=citrix", agent.text())

    def test_certificates_are_verified_against_the_authority_and_the_name(self):
        authority = Authority(self.folder)
        good = Receiver(self, authority.issue("good", "DNS:localhost", "IP:127.0.0.1"))
        other_name = Receiver(self, authority.issue("other", "DNS:other.example"))
        trust = {"authority": "ca.crt"}
        self.write_telling(webhook=[{"url": self.url(good, "https", "localhost"), "tls": trust}, {"url": self.url(good, "https"), "tls": trust},
                                    {"url": self.url(other_name, "https"), "tls": trust}, {"url": self.url(good, "https"), "name": "untrusting"}])
        result = run("agent", "--config", str(self.config), "--tell-test")
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = result.stdout.splitlines()
        self.assertRegex(lines[0], r"^webhook localhost:\d+: ok, HTTP 204$")
        self.assertRegex(lines[1], r"^webhook 127.0.0.1:\d+: ok, HTTP 204$")
        self.assertRegex(lines[2], r": FAILED, the certificate of 127.0.0.1 is not trusted: IP address mismatch")
        self.assertRegex(lines[3], r"^webhook untrusting: FAILED, the certificate of 127.0.0.1 is not trusted: ")
        self.assertEqual([body["kind"] for _, body in good.got], ["test", "test"])
        self.assertEqual(other_name.targets, [])

    def test_a_proxy_leads_to_both_kinds_of_receivers(self):
        authority = Authority(self.folder)
        secure, plain = Receiver(self, authority.issue("good", "DNS:alerts.invalid")), Receiver(self)
        proxy = Proxy(self, {"alerts.invalid": secure.port, "plain.invalid": plain.port})
        self.write_telling(webhook=[{"url": "https://alerts.invalid/a", "proxy": f"127.0.0.1:{proxy.port}", "tls": {"authority": "ca.crt"}},
                                    {"url": "http://plain.invalid/b", "proxy": f"127.0.0.1:{proxy.port}"},
                                    {"url": "https://forbidden.invalid/", "proxy": f"127.0.0.1:{proxy.port}"}])
        result = run("agent", "--config", str(self.config), "--tell-test")
        self.assertEqual([line.split(": ", 1)[1] for line in result.stdout.splitlines()],
                         ["ok, HTTP 204", "ok, HTTP 204", "FAILED, the proxy refuses: HTTP 403"], result.stdout + result.stderr)
        self.assertEqual((secure.targets, plain.targets), (["/a"], ["http://plain.invalid/b"]))

    def test_a_slow_receiver_holds_up_neither_checks_nor_the_stop(self):
        receiver = Receiver(self)
        receiver.answers = [("hang",)]
        self.write_telling(webhook={"url": self.url(receiver), "timeout": "10m"})
        self.listener.close()
        agent = self.start()
        wait_until(lambda: receiver.targets, "a request")
        agent.says(r"run \d+ finished", len(agent.runs()) + 3)
        began = time.monotonic()
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        self.assertLess(time.monotonic() - began, 20)  # not the ten minutes of the attempt; two seconds on a machine with nothing else to do

    def test_flapping_is_told_once(self):
        receiver = Receiver(self)
        self.write_telling(webhook={"url": self.url(receiver)})
        agent = self.start()
        agent.says(r"run \d+ finished")
        for up in (False, True) * 4:
            runs = len(agent.runs())
            self.listener.open() if up else self.listener.close()
            agent.says(r"run \d+ finished", runs + 2)
        agent.says("flapping")
        agent.end(signal.SIGTERM)
        self.assertEqual([body["kind"] for body in receiver.waits_for(5)], ["broke", "recovered", "broke", "recovered", "flapping"])

    def test_quiet_hours_are_quiet(self):
        receiver = Receiver(self)
        self.write_telling(webhook={"url": self.url(receiver)}, quiet_hours="00:00-24:00")
        self.listener.close()
        agent = self.start()
        agent.says(r"run \d+ finished", 3)
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        self.assertEqual(receiver.targets, [])

    def test_a_job_that_takes_too_long_is_told_of(self):
        receiver = Receiver(self)
        self.write_silent_site()
        self.write_telling(self.job(attempts=100, timeout="1s"), about=("job",), confirmations=2, webhook={"url": self.url(receiver)})
        self.start()
        news, = receiver.waits_for(1)
        self.assertEqual((news["kind"], news["subject"]["kind"], news["is"]["verdict"]), ("broke", "job", "unknown"))
        self.assertIn("it took longer than its limit of 1 s", news["text"])
        self.assertTrue(news["host"])

    def test_metrics_count_what_was_delivered_and_what_waits(self):
        up, down = Receiver(self), Receiver(self)
        down.answers = [(503,)] * 100
        self.write_telling(webhook=[{"url": self.url(up)}, {"url": self.url(down)}])
        self.listener.close()
        agent = self.start()
        up.waits_for(1)
        agent.says("not delivered")
        door = re.search(r"at (http://127\.0\.0\.1:\d+/)", agent.text())[1]

        def metrics():
            with urllib.request.urlopen(door + "metrics", timeout=WAIT) as reply:
                return reply.read().decode()
        wait_until(lambda: 'flowvet_tell_delivered_total{channel="webhook"} 1\n' in metrics(), "one is delivered")
        text = metrics()
        self.assertIn('flowvet_tell_waiting{channel="webhook"} 1\n', text)
        self.assertIn('flowvet_tell_given_up_total{channel="webhook"} 0\n', text)
        self.assertRegex(text, r'flowvet_tell_failed_attempts_total\{channel="webhook"\} [1-9]')


class Crash(TellingCase):
    def test_news_outlive_a_kill_while_the_receiver_is_down(self):
        receiver = Receiver(self)
        receiver.close()
        self.write_telling(webhook={"url": self.url(receiver)})
        self.listener.close()
        first = self.start()
        first.says("not delivered: no connection")
        first.says(r"run \d+ finished")
        first.kill()
        back = Receiver(self, port=receiver.port)
        second = self.start()
        broke, = back.waits_for(1)
        self.assertEqual(broke["kind"], "broke")
        self.listener.open()
        self.assertEqual([body["kind"] for body in back.waits_for(2)], ["broke", "recovered"])
        second.end(signal.SIGTERM)

    def test_a_kill_between_taking_and_remembering_tells_twice_with_the_same_id(self):
        receiver = Receiver(self)
        receiver.answers = [("hang",)]
        self.write_telling(webhook={"url": self.url(receiver), "timeout": "10m"})
        self.listener.close()
        first = self.start()
        wait_until(lambda: receiver.targets, "a request")
        first.says(r"run \d+ finished")
        first.kill()
        self.start().says(r"run \d+ finished")
        receiver.waits_for(1)
        self.assertEqual(len(receiver.targets), 2)

    def test_a_reload_takes_what_waits_to_the_new_address(self):
        wrong, right = Receiver(self), Receiver(self)
        wrong.answers = [(503,)] * 100
        self.write_telling(webhook={"url": self.url(wrong), "name": "team"})
        self.listener.close()
        agent = self.start()
        agent.says("webhook team: not delivered: HTTP 503")
        self.write_telling(webhook={"url": self.url(right), "name": "team"})
        agent.process.send_signal(signal.SIGHUP)
        self.assertEqual(right.waits_for(1)[0]["kind"], "broke")
        agent.end(signal.SIGTERM)


class Once(TellingCase):
    def test_a_round_tells_before_it_ends_and_a_later_one_what_was_left(self):
        receiver = Receiver(self)
        self.write_telling(webhook={"url": self.url(receiver)}, command={"argv": ["/bin/sh", "-c", f"cat >> {self.folder}/news"]})
        self.listener.close()
        self.assertEqual(run("agent", "--config", str(self.config), "--once").returncode, 1)
        self.assertEqual([body["kind"] for _, body in receiver.got], ["broke"])
        news = [json.loads(line) for line in (self.folder / "news").read_text().splitlines()]
        self.assertEqual(news, [receiver.got[0][1]])


class Command(TellingCase):
    def command(self, script, **more):
        return {"argv": ["/bin/sh", "-c", script], "name": "script", **more}

    def test_a_program_gets_the_news_in_its_environment_and_none_of_the_agents_descriptors(self):
        log = self.folder / "told"
        self.write_telling(command=self.command(f'cat > /dev/null; ls /proc/$$/fd > {log}.fds; env > {log}.env; mv {log}.env {log}'))
        self.listener.close()
        agent = self.start(environment={"RADIUS_SECRET": "s3cret"})
        wait_until(log.exists, "the program ran")
        variables = dict(line.split("=", 1) for line in log.read_text().splitlines() if "=" in line)
        self.assertEqual((variables["FLOWVET_KIND"], variables["FLOWVET_SUBJECT"], variables["FLOWVET_VERDICT"]), ("broke", FLOW, "fail"))
        self.assertIn("fails since", variables["FLOWVET_TEXT"])
        self.assertNotIn("RADIUS_SECRET", variables)
        self.assertLessEqual(set(Path(f"{log}.fds").read_text().split()), {"0", "1", "2", "10", "255"})  # 10, 255: shells' own
        agent.end(signal.SIGTERM)

    def test_one_that_fails_is_tried_five_times_and_its_words_are_told(self):
        self.write_telling(command=self.command("echo no paging service; exit 3"))
        self.listener.close()
        agent = self.start()
        agent.says(r"command script: not delivered: exit status 3, and it said: no paging service")
        agent.says(r"given up after 5 attempts: exit status 3")

    def test_one_that_hangs_is_killed_with_all_that_it_started(self):
        pids = self.folder / "pids"
        self.write_telling(command=self.command(f"sleep 1000 & echo $! > {pids}; wait", timeout="1s"))
        self.listener.close()
        agent = self.start()
        agent.says("it took too long and was killed")
        pid = int(pids.read_text().split()[0])
        wait_until(lambda: not alive(pid), f"process {pid} is gone")

    def test_one_that_writes_without_end_is_killed_in_time_too(self):
        self.write_telling(command=self.command("exec yes", timeout="1s"))
        self.listener.close()
        agent = self.start()
        agent.says("it took too long and was killed, and it said: y")
        self.assertEqual(agent.end(signal.SIGTERM), 0)

    def test_a_stop_leaves_none_behind(self):
        pids = self.folder / "pids"
        self.write_telling(command=self.command(f"echo $$ > {pids}; exec sleep 1000", timeout="10m"))
        self.listener.close()
        agent = self.start()
        wait_until(lambda: pids.exists() and pids.read_text(), "the program runs")
        self.assertEqual(agent.end(signal.SIGTERM), 0)
        wait_until(lambda: not alive(int(pids.read_text())), "it is gone")


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Syslog(TellingCase):
    def test_datagrams_streams_tls_and_the_local_socket_get_messages_in_their_form(self):
        path = str(self.folder / "log")
        local = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        local.bind(path)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        authority = Authority(self.folder)
        key, certificate = authority.issue("log", "IP:127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        got = {}

        def receive(name, server):
            peer, _ = server.accept()
            with peer:
                data = b""
                while part := peer.recv(4096):
                    data += part
                got[name] = data
        tcp, tls = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
        secure = context.wrap_socket(tls, server_side=True, suppress_ragged_eofs=False)  # close_notify is wanted
        for one in (local, udp, tcp, secure):
            one.settimeout(WAIT)
            self.addCleanup(one.close)
        threads = [threading.Thread(target=receive, args=("tcp", tcp), daemon=True), threading.Thread(target=receive, args=("tls", secure), daemon=True)]
        for thread in threads:
            thread.start()
        port = lambda one: one.getsockname()[1]  # noqa: E731
        self.write_telling(syslog=[{"server": f"udp://127.0.0.1:{port(udp)}", "facility": "local3"}, {"server": f"tcp://127.0.0.1:{port(tcp)}"},
                                   {"server": f"tls://127.0.0.1:{port(secure)}", "tls": {"authority": "ca.crt"}}, {"server": path}])
        result = run("agent", "--config", str(self.config), "--tell-test")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        for thread in threads:
            thread.join(WAIT)
        form = r"1 \S+Z \S+ flowvet \d+ test \[flowvet@32473 id=\"[0-9a-f-]{36}\" .* run=\"0\"\] .*: job test is told of as a test.*\."
        self.assertRegex(udp.recv(4096).decode(), "^<158>" + form + "$")  # local3 is 19, info is 6
        for name in ("tcp", "tls"):
            length, message = got[name].decode().split(" ", 1)
            self.assertEqual(int(length), len(message.encode()))
            self.assertRegex(message, "^<30>" + form + "$")
        self.assertRegex(local.recv(4096).decode(), r"^<30>[A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d flowvet\[\d+\]: .*told of as a test.*\.$")

    def test_a_closed_port_and_a_receiver_that_does_not_read_are_no_delivery(self):
        closed, mute = Listener(), socket.create_server(("127.0.0.1", 0))
        closed.close()
        self.addCleanup(mute.close)
        self.write_telling(syslog=[{"server": f"udp://127.0.0.1:{closed.port}"}, {"server": f"tcp://127.0.0.1:{closed.port}"},
                                   {"server": f"tcp://127.0.0.1:{mute.getsockname()[1]}", "timeout": "1s"}, {"server": "/nowhere/log"}])
        result = run("agent", "--config", str(self.config), "--tell-test")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(len(re.findall("FAILED", result.stdout)), 4, result.stdout)
        self.assertIn("did not end the connection in time", result.stdout)


class NoChannel(TellingCase):
    def test_there_is_nothing_to_test_without_a_channel(self):
        self.write_telling()
        result = run("agent", "--config", str(self.config), "--tell-test")
        self.assertEqual(result.returncode, 3)
        self.assertIn("no channel to test", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
