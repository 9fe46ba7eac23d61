"""The manual page names what the program has, so that neither goes stale without the other.

The program's path is in the environment variable FLOWVET.
"""
import os
import re
import subprocess
import unittest
from pathlib import Path

PROGRAM = os.environ["FLOWVET"]
SOURCES = Path(__file__).resolve().parents[2]
PAGE = (SOURCES / "packaging" / "man" / "flowvet.1").read_text()


def plain(text):
    return text.replace("\\-", "-")


def section(name):
    return re.search(rf"^\.SH {name}\n(.*?)(?=^\.SH |\Z)", PAGE, re.MULTILINE | re.DOTALL).group(1)


class ManPageTest(unittest.TestCase):
    def test_it_has_the_commands_of_the_program_in_their_order_and_words(self):
        shown = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
        commands = re.findall(r"^  (\S+) {2,}(\S.*)$", shown.split("Subcommands:\n", 1)[1], re.MULTILINE)
        self.assertGreater(len(commands), 10)
        self.assertEqual(re.findall(r"^\.TP\n\.B (\S+)\n(.*)$", plain(section("COMMANDS")), re.MULTILINE), commands)

    def test_every_command_line_in_it_is_one_that_the_program_takes(self):
        lines = re.findall(r"^flowvet (.*)$", plain(section("EXAMPLES") + section("THE SERVICE")), re.MULTILINE)
        self.assertGreater(len(lines), 4)
        for line in lines:
            with self.subTest(line):
                command = line.split()[0]
                known = subprocess.run([PROGRAM, command, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
                for option in re.findall(r"--[a-z-]+", line):
                    self.assertRegex(known, rf"{option}\b")

    def test_every_environment_variable_in_it_is_read_by_the_program(self):
        code = "".join(file.read_text() for file in (SOURCES / "src").rglob("*.?pp"))
        for name in re.findall(r"^\.B ([A-Z_]+)$", section("ENVIRONMENT"), re.MULTILINE):
            self.assertTrue(name in code, name)

    def test_it_is_well_formed(self):
        try:
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", SOURCES / "packaging" / "man" / "flowvet.1"], capture_output=True,
                                  text=True, timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"})
        except FileNotFoundError:
            self.skipTest("man is not installed")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("flowvet - prove that every network flow", done.stdout)


if __name__ == "__main__":
    unittest.main()
