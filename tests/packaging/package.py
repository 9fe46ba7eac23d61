"""Makes the Debian package of a build tree, and empty systems into which dpkg puts it. FLOWVET_BUILD names the build tree."""
import os
import shutil
import subprocess
import sys

SKIP = 77
# The only package of Debian 12 that is there, so that nothing else may be needed.
STATUS = """Package: libc6
Status: install ok installed
Architecture: {architecture}
Version: 2.36-9+deb12u10
Maintainer: nobody
Description: stands for the library of Debian 12
"""


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def make_package(folder, version=None):
    """Light compression: the program is large, and the compressor's work is not what is tested."""
    more = ["-D", f"CPACK_PACKAGE_VERSION={version}"] if version else []
    run("cpack", "-G", "DEB", "--config", os.path.join(os.environ["FLOWVET_BUILD"], "CPackConfig.cmake"), "-B", folder,
        "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip", *more, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    [package] = folder.glob("*.deb")
    shutil.rmtree(folder / "_CPack_Packages")
    return package


def make_dpkg_database(root):
    database = root / "var/lib/dpkg"
    (database / "info").mkdir(parents=True)
    (database / "updates").mkdir()
    (database / "status").write_text(STATUS.format(architecture=run("dpkg", "--print-architecture").strip()))
    (database / "available").touch()


def skip(reason):
    print(f"SKIPPED: {reason}", flush=True)
    sys.exit(SKIP)


def require(*programs):
    """Ends the test as skipped when a program is missing; packaging/packages-deb.txt says what to install."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        skip(f"not installed: {', '.join(missing)}")
