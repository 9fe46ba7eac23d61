# Puts a test program into namespaces of its own before it does anything: network, mounts and processes. Nothing that the lab
# makes is visible outside, and the kernel removes all of it, daemons included, when the program ends in whatever way.
# As root this needs no more than `ip netns` does; without root the same is done inside a user namespace.
import os
import pathlib
import shutil
import subprocess
import sys

import unpacked

SKIP = 77  # the exit status that CMakeLists.txt names as "skipped"
INSIDE = "FLOWVET_LAB_INSIDE"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))  # the package `servers`

# `ip netns` keeps its names under /run; an empty /run of our own keeps them apart from the host's. The /proc of our own process
# ids is for debuggers; some containers forbid it, and nothing else here needs it.
_SETUP = '''mount -t tmpfs tmpfs /run && mkdir -p /run/netns && ip link set lo up || exit 1
mount -t proc proc /proc 2>/dev/null
exec "$@"'''


def skip(reason):
    print(f"SKIPPED: {reason}", flush=True)
    sys.exit(SKIP)


def require_programs(*names):
    """Ends the test as skipped when a program is missing; packages.txt says what to install."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in names if not shutil.which(name, path=path)]
    if missing:
        skip(f"not installed: {', '.join(missing)} (see tests/lab/packages.txt)")


def flowvet_program():
    """The program under test, from the environment variable FLOWVET."""
    program = os.environ.get("FLOWVET", "")
    if not program:
        skip("the environment variable FLOWVET does not name the flowvet program")
    if not os.access(program, os.X_OK):
        sys.exit(f"FLOWVET={program} cannot be run")
    return os.path.abspath(program)


def is_real_root():
    """False inside a user namespace, which has one user id only."""
    return pathlib.Path("/proc/self/uid_map").read_text().split() == ["0", "0", str(2**32 - 1)]


def require_real_root(why):
    """For the few servers that need user ids which a user namespace does not have."""
    if not is_real_root():
        skip(f"needs root: {why}")


def use_resolver(*addresses):
    """Every program started from now on asks these DNS servers; only inside, the mounts are our own."""
    file = pathlib.Path("/etc/resolv.conf").resolve()  # often a link into /run, which is empty here
    ours = pathlib.Path("/run/lab-resolv.conf")
    ours.write_text("".join(f"nameserver {address}\n" for address in addresses) + "options timeout:1\n")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    subprocess.run(["mount", "--bind", ours, file], check=True)


def _unshare():
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *user, "--net", "--mount", "--pid", "--fork", "--kill-child"]


def enter():
    """Starts this program again inside the namespaces, in place of this process; returns only inside."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.environ.pop(INSIDE, None):
        unpacked.lay_over()
        return
    require_programs("unshare", "ip", "nft", "mount")
    probe = subprocess.run([*_unshare(), "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        skip(f"neither root nor unprivileged user namespaces here: {probe.stderr.strip()}")
    command = [*_unshare(), "sh", "-c", _SETUP, "sh", sys.executable, *sys.argv]
    os.execvpe(command[0], command, {**os.environ, INSIDE: "1"})
