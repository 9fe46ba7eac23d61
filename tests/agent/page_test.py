"""The agent's page in a real browser: wide and narrow, light and dark, English and Japanese, with something that works and something that
does not. Skipped (exit 77) where there is no Chromium.

The program's path is in the environment variable FLOWVET; PICTURES names a folder that keeps the pictures. All traffic stays on loopback.
"""
import html.parser
import json
import os
import re
import signal
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import browser
from agent_test import FLOW, OTHER, WAIT, AgentCase

SKIPPED = 77
HOSTILE = "<script>alert(1)</script>\"'&amp;"
VOID = {"meta", "link", "img", "br"}
WIDE, NARROW = 1280, 360

# Texts whose contrast with what is behind them is below 4.5, by the formula of WCAG 2.1.
FAINT_TEXTS = """
(() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parts(getComputedStyle(element).backgroundColor);
      if (colour.length == 3 || colour[3] == 1) return colour;
    }
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter(node => node.nodeType == 3).map(node => node.data.trim()).join('');
    if (!own || element.closest('title')) continue;
    const style = getComputedStyle(element);
    const a = light(parts(element.closest('svg') ? style.fill : style.color)), b = light(ground(element));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(own.slice(0, 40) + ' ' + contrast.toFixed(2));
  }
  return faint;
})()
"""


class Wellformed(html.parser.HTMLParser):
    """Every element is closed, in order; no attribute is there twice, no id either."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.flaws = [], set(), []
        self.feed(text)
        self.close()
        self.flaws += [f"<{tag}> is not closed" for tag in self.open]

    def check(self, tag, attributes):
        names = [name for name, _ in attributes]
        self.flaws += [f"<{tag}> has {name} twice" for name in names if names.count(name) > 1]
        if (own := dict(attributes).get("id")) in self.ids:
            self.flaws.append(f"the id {own} is there twice")
        elif own:
            self.ids.add(own)

    def handle_starttag(self, tag, attributes):
        self.check(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.check(tag, attributes)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.flaws.append(f"</{tag}> closes nothing")


class Page(AgentCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        super().setUp()
        self.write_site(name=HOSTILE)
        self.write_config(self.job("mixed", flows=[FLOW, OTHER]), self.job("good"),
                          self.job("asleep", active_hours="mon 00:00-00:01", every="7d"))
        self.agent = self.start()
        self.agent.says(r"job mixed: run \d+ finished", 2)
        self.agent.says(r"job good: run \d+ finished", 2)
        self.root = re.search(r"at (http://127\.0\.0\.1:\d+)/", self.agent.text())[1]
        self.pictures = Path(os.environ.get("PICTURES", self.folder))

    def write_site(self, file="site.json", name="here", **more):
        super().write_site(file, **more)
        site = json.loads((self.folder / file).read_text())
        (self.folder / file).write_text(json.dumps({**site, "name": name}))

    def get(self, path, languages="en"):
        request = urllib.request.Request(self.root + path, headers={"Accept-Language": languages})
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as reply:
                return reply.status, reply.headers, reply.read().decode()
        except urllib.error.HTTPError as reply:
            return reply.code, reply.headers, reply.read().decode()

    def text(self):
        return self.browser.run("document.body.innerText")

    def assert_calm(self):
        """The browser has nothing to complain of, and asked nobody but the agent."""
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual([address for address in self.browser.addresses() if not address.startswith(self.root + "/")], [])

    def assert_fits(self, width):
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width)
        beyond = f"[...document.querySelectorAll('main *')].filter(e => !e.closest('pre, .scroll, svg') && e.getBoundingClientRect().right > {width})"
        self.assertEqual(self.browser.run(f"{beyond}.map(e => e.outerHTML.slice(0, 80))"), [])

    def paths(self):
        return ("/", "/jobs/mixed", f"/jobs/mixed/flows/{OTHER}", f"/jobs/good/flows/{FLOW}", "/jobs/asleep", "/jobs/none")

    def test_every_page_shows_well_in_every_way(self):
        grounds = set()
        for path in self.paths():
            for width in (WIDE, NARROW):
                for dark in (False, True):
                    for language in ("en", "ja"):
                        with self.subTest(path, width=width, dark=dark, language=language):
                            self.browser.look(width, dark=dark, languages=language)
                            self.browser.open(self.root + path)
                            if path != "/jobs/none":  # which is a 404, and the browser says so
                                self.assert_calm()
                            self.assert_fits(width)
                            self.assertEqual(self.browser.run("document.documentElement.lang"), language)
                            grounds.add((dark, self.browser.run("getComputedStyle(document.documentElement).backgroundColor")))
                            name = f"{path.strip('/').replace('/', '_') or 'overview'}-{width}-{'dark' if dark else 'light'}-{language}.png"
                            self.browser.picture(self.pictures / name)
        self.assertEqual(len(grounds), 2, grounds)

    def test_the_page_says_what_is_broken_and_what_works(self):
        self.browser.look()
        self.browser.open(self.root + "/")
        text = self.text()
        self.assertIn("1 of 3 jobs: a required flow fails.", text)
        self.assertIn("The connection was refused: nothing listens on this port.", text)
        self.assertIn("127.0.0.1 TCP 9: refused", text)
        self.assertIn("Because this does not pass: A component takes licenses out and gives them back.", text)
        self.assertIn("Nothing is broken.", text)
        self.assertIn("The first run begins at", text)
        jobs = self.browser.run("[...document.querySelectorAll('section.job h2 a')].map(e => e.textContent)")
        self.assertEqual(jobs, ["mixed", "asleep", "good"])
        self.assertEqual(self.browser.run("document.querySelectorAll('script').length"), 0)
        self.assertIn(HOSTILE, text)
        self.browser.run("document.querySelector('details.ticket summary').click()")
        self.assertRegex(self.text(), r"mend  \S+ -> 127\.0\.0\.1  TCP 9")

    def test_bars_have_words_and_differ_in_shape(self):
        self.browser.look()
        self.browser.open(self.root + "/jobs/mixed")
        labels = self.browser.run("[...document.querySelectorAll('svg.bar')].map(e => e.getAttribute('aria-label'))")
        self.assertTrue(labels and all(label.startswith(("Last 24 hours: ", "Last 7 days: ")) for label in labels), labels)
        self.assertTrue(any("fail since" in label for label in labels), labels)
        shapes = self.browser.run("[...document.querySelectorAll('.legend rect')].map(e => [e.getAttribute('y'), e.getAttribute('height'), getComputedStyle(e).fill])")
        self.assertEqual(len({tuple(shape) for shape in shapes}), 5, shapes)
        heights = self.browser.run("[...document.querySelectorAll('.line rect.fail')].map(e => e.getBoundingClientRect().height)")
        self.assertTrue(heights and min(heights) == 20, heights)

    def test_every_text_stands_out_from_its_ground(self):
        """WCAG 2.1, success criterion 1.4.3: 4.5 to 1."""
        for dark in (False, True):
            for path in ("/", "/jobs/mixed", f"/jobs/mixed/flows/{OTHER}"):
                with self.subTest(path, dark=dark):
                    self.browser.look(dark=dark)
                    self.browser.open(self.root + path)
                    self.assertEqual(self.browser.run(FAINT_TEXTS), [])

    def test_on_paper_it_is_black_on_white_whatever_the_screen(self):
        self.browser.look(width=794, dark=True)
        self.browser.open(self.root + "/jobs/mixed")
        self.browser.ask("Emulation.setEmulatedMedia", media="print")
        self.assertEqual(self.browser.run("getComputedStyle(document.documentElement).backgroundColor"), "rgb(255, 255, 255)")
        self.assertEqual(self.browser.run("getComputedStyle(document.querySelector('nav.languages')).display"), "none")
        self.assertEqual(self.browser.run(FAINT_TEXTS), [])
        self.browser.picture(self.pictures / "print.png")
        self.browser.ask("Emulation.setEmulatedMedia", media="")

    def test_the_keyboard_gets_everywhere(self):
        self.browser.look()
        self.browser.open(self.root + "/jobs/mixed")
        wanted = self.browser.run("document.querySelectorAll('a[href], summary, [tabindex]').length")
        seen = []
        for _ in range(3 * wanted):
            for kind in ("keyDown", "keyUp"):
                self.browser.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
            seen.append(self.browser.run("(e => e.tagName + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 40))(document.activeElement)"))
            if seen[-1].startswith("BODY") or (len(seen) > 1 and seen[-1] == seen[0]):
                break
        self.assertTrue(seen[0].startswith("A skip"), seen)
        for part in ("A brand", "日本語", "SUMMARY", "/metrics"):
            self.assertTrue(any(part in one for one in seen), (part, seen))

    def test_the_language_stays_chosen(self):
        self.browser.look()
        self.browser.open(self.root + "/")
        for link in ("nav.languages a", "section.job h2 a", ".troubles a", ".brand"):
            self.browser.open(self.browser.run(f"document.querySelector('{link}').href"))
            self.assertEqual(self.browser.run("document.documentElement.lang"), "ja")
            self.assert_calm()

    def test_pages_are_well_formed_and_closed_to_others(self):
        for path in self.paths():
            for language in ("en", "ja"):
                with self.subTest(path, language=language):
                    status, headers, text = self.get(path, language)
                    self.assertEqual(status, 404 if path == "/jobs/none" else 200)
                    self.assertEqual(Wellformed(text).flaws, [])
                    self.assertNotIn("<script", text)
                    self.assertEqual(headers["Content-Type"], "text/html; charset=utf-8")
                    self.assertEqual(headers["Content-Language"], language)
                    self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
                    self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
                    self.assertNotIn("unsafe", headers["Content-Security-Policy"])
                    self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                    self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                    self.assertEqual(headers["Cache-Control"], "no-store")

    def test_the_api_tells_the_same(self):
        def ask(path):
            return json.loads(self.get("/api/v1/" + path)[2])

        jobs = {job["job"]: job for job in ask("jobs")["jobs"]}
        self.assertEqual([jobs[name]["verdict"] for name in ("mixed", "good", "asleep")], ["fail", "pass", None])
        self.assertEqual(jobs["mixed"]["site"], HOSTILE)
        flow = ask(f"jobs/mixed/flows/{OTHER}?since=1h")
        self.assertEqual(flow["verdict"], "fail")
        self.assertEqual(flow["episodes"][-1]["evidence"]["checks"][0]["outcome"], "refused")
        runs = [run["run"] for run in ask("runs?job=mixed")["runs"]]
        self.assertEqual(ask(f"runs/{runs[0]}")["verdict"], "fail")
        self.listener.close()
        self.agent.says(r"job good: run \d+ finished.*1 fail")
        after = [run["run"] for run in ask("runs?job=good")["runs"]]
        self.assertEqual([flow["change"] for flow in ask(f"diff?a={after[0]}&b={after[-1]}")["flows"]], ["broke"])
        self.assertIn(FLOW, self.get("/api/v1/jobs/good/ticket")[2])
        self.assertEqual(self.agent.end(signal.SIGTERM), 0)


if __name__ == "__main__":
    if not browser.find():
        print("skipped: no Chromium here")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
