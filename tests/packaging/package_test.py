"""The Debian package: what is in it, and what becomes of the user's files when it is installed, upgraded, removed and purged.

dpkg works in a folder of its own (--root), where nothing of the machine is seen or touched. The environment variable FLOWVET is the
program's path, FLOWVET_BUILD the build tree whose package is made.
"""
import hashlib
import os
import re
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

from package import make_dpkg_database, make_package, require, run, skip

PROGRAM = os.environ["FLOWVET"]
BUILD = Path(os.environ["FLOWVET_BUILD"])
SOURCES = Path(__file__).resolve().parents[2]
UNITS = "usr/lib/systemd/system"
BAD_INPUT = 3
# What the program contains of each package that its build needs, as packaging/deb/copyright names it.
LIBRARIES = {"libboost1.81-dev": "Boost", "libcli11-dev": "CLI11", "libkainjow-mustache-dev": "mustache", "nlohmann-json3-dev": "nlohmann-json",
             "libspdlog-dev": "spdlog", "libsqlitecpp-dev": "SQLiteCpp", "libssl-dev": "OpenSSL", "libutf8proc-dev": "utf8proc"}
# dpkg wants to be root; in a user namespace of its own anybody is.
AS_ROOT = [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]


class Root:
    """An empty system with a dpkg of its own. Maintainer scripts run outside of it and are told where it is (DPKG_ROOT)."""

    def __init__(self, folder):
        self.folder = folder
        make_dpkg_database(folder)

    def dpkg(self, *arguments):
        return run(*AS_ROOT, "dpkg", f"--root={self.folder}", "--force-script-chrootless", "--force-not-root", *arguments,
                   env={**os.environ, "LC_ALL": "C.UTF-8"})

    def systemctl(self, *arguments):
        return run(*AS_ROOT, "systemctl", f"--root={self.folder}", *arguments)

    def __truediv__(self, path):
        return self.folder / path

    def state(self):
        return run("dpkg-query", f"--admindir={self / 'var/lib/dpkg'}", "-W", "-f=${db:Status-Status}", "flowvet")

    def enabled(self):
        return sorted(path.name for path in (self / "etc/systemd/system").rglob("*.wants/*"))


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.package = make_package(cls.folder / "first")
        contents = cls.folder / "contents.tar"
        with contents.open("wb") as file:
            subprocess.run(["dpkg-deb", "--fsys-tarfile", cls.package], stdout=file, check=True, timeout=60)
        with tarfile.open(contents) as tar:
            cls.entries = {entry.name.removeprefix("./").rstrip("/"): entry for entry in tar}

    def setUp(self):
        self.root = Root(Path(self.enterContext(tempfile.TemporaryDirectory())))

    def field(self, name):
        return run("dpkg-deb", "-f", self.package, name).strip()

    def control_file(self, name):
        return run("dpkg-deb", "-I", self.package, name)

    def test_every_file_belongs_to_root_and_only_root_may_write_it(self):
        for name, entry in self.entries.items():
            with self.subTest(name):
                self.assertEqual((entry.uid, entry.gid), (0, 0))
                expected = 0o755 if entry.isdir() or name == "usr/bin/flowvet" else 0o644
                self.assertEqual(oct(entry.mode), oct(expected))

    def test_it_has_the_program_the_units_the_texts_and_nothing_outside_of_their_folders(self):
        files = {name for name, entry in self.entries.items() if not entry.isdir()}
        self.assertEqual({name for name in files if name.startswith("etc/")}, {"etc/flowvet/agent.json", "etc/flowvet/site.json"})
        for name in ("usr/bin/flowvet", f"{UNITS}/flowvet-agent.service", f"{UNITS}/flowvet-check.service", f"{UNITS}/flowvet-check.timer",
                     "usr/share/man/man1/flowvet.1.gz", "usr/share/doc/flowvet/copyright", "usr/share/doc/flowvet/changelog.gz",
                     "usr/share/doc/flowvet/README.md.gz", "usr/share/flowvet/prometheus/flowvet-alerts.yml",
                     "usr/share/flowvet/schema/site.schema.json"):
            self.assertIn(name, files)
        homes = ("etc/flowvet/", "usr/bin/flowvet", f"{UNITS}/flowvet-", "usr/share/flowvet/", "usr/share/doc/flowvet/", "usr/share/man/man1/flowvet")
        self.assertEqual([name for name in files if not name.startswith(homes)], [])

    def test_every_path_that_its_texts_and_units_name_is_in_it(self):
        for text in ("packaging/prometheus/one-host.yml", "packaging/man/flowvet.1", "packaging/agent/site.json", "packaging/agent/agent.json",
                     *(f"packaging/systemd/{unit}" for unit in ("flowvet-agent.service", "flowvet-check.service"))):
            for path in re.findall(r"/((?:usr/(?!local/)|etc/flowvet/)[\w./-]*[\w])", (SOURCES / text).read_text().replace("\\-", "-")):
                with self.subTest(f"{text}: /{path}"):
                    self.assertTrue(path in self.entries or path.endswith(".secret"))  # secrets are the user's own, as is /usr/local

    def test_whatever_is_in_etc_is_kept_when_a_user_changed_it(self):
        self.assertEqual(sorted(self.control_file("conffiles").split()),
                         sorted(f"/{name}" for name, entry in self.entries.items() if name.startswith("etc/") and entry.isfile()))

    def test_it_needs_the_c_library_only_and_its_versions_agree(self):
        self.assertRegex(self.field("Depends"), r"^libc6 \(>= [0-9.]+\)$")
        version = self.field("Version")
        self.assertEqual(run(PROGRAM, "--version").split()[-1], version)
        self.assertEqual(run("dpkg-parsechangelog", "-l", SOURCES / "packaging/deb/changelog", "-S", "Version").strip(), version)
        self.assertIn(self.field("Maintainer"), (SOURCES / "packaging/deb/changelog").read_text())

    def test_its_copyright_names_every_library_that_is_built_in(self):
        named = re.findall(r"^Files: (\S+)", (SOURCES / "packaging/deb/copyright").read_text(), re.MULTILINE)
        for package in re.findall(r"^(\S+-dev)$", (SOURCES / "packaging/packages-build.txt").read_text(), re.MULTILINE):
            with self.subTest(package):
                self.assertIn(LIBRARIES[package], named)

    def test_the_same_tree_makes_the_same_bytes_at_another_time(self):
        for file in BUILD.glob("*.gz"):  # as if they had just been built
            os.utime(file)
        again = make_package(self.folder / "again")
        self.assertEqual(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in (self.package, again)))

    def test_once_installed_nothing_is_started_until_somebody_wants_it(self):
        self.root.dpkg("-i", self.package)
        self.assertEqual(self.root.state(), "installed")
        self.assertEqual(self.root.enabled(), [])
        self.assertEqual(self.root.systemctl("list-unit-files", "--no-legend", "flowvet-*").split()[1::3], ["disabled", "static", "disabled"])

    def test_the_configuration_as_packaged_is_refused_with_the_place_to_edit_and_taken_once_edited(self):
        self.root.dpkg("-i", self.package)
        config, site = self.root / "etc/flowvet/agent.json", self.root / "etc/flowvet/site.json"
        refused = subprocess.run([PROGRAM, "agent", "--config", config, "--check-config"], capture_output=True, text=True, timeout=60)
        self.assertEqual(refused.returncode, BAD_INPUT)
        self.assertRegex(refused.stderr, r"site\.json#/endpoints/delivery-controller: names no host")
        example = site.read_text()
        named = example.replace('"delivery-controller": []', '"delivery-controller": ["ddc01.corp.example"]')
        self.assertNotEqual(named, example)
        site.write_text(named)
        self.assertIn("vda: ", run(PROGRAM, "agent", "--config", config, "--check-config"))
        site.write_text(re.sub(r'^( +)// (,? ?")', r"\1\2", named, flags=re.MULTILINE))  # every example in it at once
        self.assertIn("ok (site, 10 endpoints)", run(PROGRAM, "validate", site))

    def test_an_upgrade_keeps_what_the_user_edited_and_what_is_enabled(self):
        self.root.dpkg("-i", self.package)
        self.root.systemctl("enable", "flowvet-agent.service")
        site = self.root / "etc/flowvet/site.json"
        site.write_text("// edited\n" + site.read_text())
        self.root.dpkg("-i", make_package(self.folder / "next", "99.1"))
        self.assertTrue(site.read_text().startswith("// edited\n"))
        self.assertEqual(self.root.enabled(), ["flowvet-agent.service"])
        self.assertEqual(run("dpkg-query", f"--admindir={self.root / 'var/lib/dpkg'}", "-W", "-f=${Version}", "flowvet"), "99.1")

    def test_a_removal_keeps_configuration_and_memory_and_a_purge_takes_both(self):
        self.root.dpkg("-i", self.package)
        self.root.systemctl("enable", "flowvet-agent.service")
        memory = self.root / "var/lib/private/flowvet"
        memory.mkdir(parents=True)
        (memory / "flowvet.db").touch()
        (self.root / "var/lib/flowvet").symlink_to("private/flowvet")

        self.root.dpkg("-r", "flowvet")
        self.assertEqual(self.root.state(), "config-files")
        self.assertFalse((self.root / "usr/bin/flowvet").exists())
        self.assertFalse((self.root / UNITS / "flowvet-agent.service").exists())
        self.assertTrue((memory / "flowvet.db").exists())
        self.assertTrue((self.root / "etc/flowvet/site.json").exists())
        self.root.dpkg("-i", self.package)
        self.assertEqual(self.root.enabled(), ["flowvet-agent.service"])

        self.root.dpkg("-P", "flowvet")
        self.assertEqual(self.root.enabled(), [])
        left = [path for path in self.root.folder.rglob("*flowvet*") if "dpkg" not in path.parts]
        self.assertEqual(left, [])


if __name__ == "__main__":
    require("cpack", "dpkg", "file", "dpkg-shlibdeps", "dpkg-parsechangelog", "systemctl", "deb-systemd-helper", "unshare")
    if subprocess.run([*AS_ROOT, "true"], capture_output=True).returncode != 0:
        skip("neither root nor unprivileged user namespaces here")
    unittest.main()
