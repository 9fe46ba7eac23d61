# A machine made of namespaces, with systemd as its first process. Its /usr is this host's under a layer of its own, its /etc and
# /var are new, its network is the lab's. No service of this host runs in it, and nothing of it outlives the lab.
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from net import wait_until
from sandbox import skip

SYSTEMD = "/usr/lib/systemd/systemd"
TARGET = "machine.target"
FILES = {
    "etc/passwd": "root:x:0:0::/root:/bin/sh\nmessagebus:x:100:100::/nonexistent:/usr/sbin/nologin\nnobody:x:65534:65534::/:/usr/sbin/nologin\n",
    "etc/group": "root:x:0:\nmessagebus:x:100:\nnogroup:x:65534:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",  # not the first boot, which would enable every service
    f"etc/systemd/system/{TARGET}": "[Unit]\nRequires=systemd-journald.service systemd-journald-dev-log.socket\nAfter=systemd-journald.service\n",
}
# What a manager is given by whatever starts it; $1 is the folder that becomes /.
_BOOT = f"""set -e
cd "$1"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/before
pivot_root . run/before
umount -l /run/before
mount --make-rshared /
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin {SYSTEMD} --unit={TARGET} --log-target=journal --show-status=0
"""


def _cgroup_here():
    """The folder of this process's own control group (version 2), or None."""
    mounts = [line.split() for line in pathlib.Path("/proc/self/mounts").read_text().splitlines()]
    roots = [place for _, place, kind, *_ in mounts if kind == "cgroup2"]
    paths = [line.removeprefix("0::/") for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::/")]
    return pathlib.Path(roots[0], paths[0]) if roots and paths else None


class Machine:
    """`folder` must be on a tmpfs of the lab. Ends the lab as skipped where no manager can run."""

    def __init__(self, folder):
        self.root = pathlib.Path(folder) / "root"
        self._log = pathlib.Path(folder) / "boot.log"
        self._make_cgroup()
        self._make_root(pathlib.Path(folder) / "layer")
        self._boot()

    def _make_cgroup(self):
        here = _cgroup_here()
        if here is None:
            skip("no control groups (version 2) are mounted here")
        try:  # removed at the end; a lab that is killed leaves it behind, empty
            self.cgroup = pathlib.Path(tempfile.mkdtemp(prefix="flowvet-lab-", dir=here))
        except OSError as problem:
            skip(f"no control group can be made here: {problem}")

    def _make_root(self, layer):
        for name in ("usr", "etc", "var/log", "dev/pts", "dev/shm", "proc", "sys", "run", "tmp", "root"):
            (self.root / name).mkdir(parents=True)
        for name in ("bin", "sbin", "lib", "lib64"):
            (self.root / name).symlink_to(f"usr/{name}")
        (layer / "upper").mkdir(parents=True)
        (layer / "work").mkdir()
        subprocess.run(["mount", "--bind", self.root, self.root], check=True)
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/usr,upperdir={layer}/upper,workdir={layer}/work",
                        self.root / "usr"], check=True)
        (self.root / "usr/sbin/policy-rc.d").unlink(missing_ok=True)  # containers forbid packages with it to start and stop services
        for name in ("null", "zero", "full", "random", "urandom", "tty"):
            (self.root / "dev" / name).touch()
            subprocess.run(["mount", "--bind", f"/dev/{name}", self.root / "dev" / name], check=True)
        (self.root / "dev/fd").symlink_to("/proc/self/fd")
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)

    def _boot(self):
        command = ["unshare", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child", "sh", "-c", _BOOT, "sh", self.root]
        with self._log.open("wb") as log:
            self._starter = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                             preexec_fn=lambda: (self.cgroup / "cgroup.procs").write_text("0"))
        wait_until(self._is_up, "systemd is up")

    def _first_process(self):
        return pathlib.Path(f"/proc/{self._starter.pid}/task/{self._starter.pid}/children").read_text().strip()

    def _is_up(self):
        if self._starter.poll() is not None:
            raise RuntimeError(f"systemd ended with status {self._starter.returncode}:\n{self._log.read_text(errors='replace')}")
        return self._first_process() and self.call("systemctl", "is-active", TARGET).stdout.strip() == "active"

    def call(self, *command):
        """The finished process of a command inside the machine, whatever its exit status."""
        inside = ["nsenter", f"--target={self._first_process()}", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd"]
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "SYSTEMD_PAGER": "", "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run([*inside, *map(str, command)], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, env=environment)

    def run(self, *command):
        """What a command inside the machine prints; it must succeed."""
        done = self.call(*command)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))} ended with status {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def journal_end(self):
        return self.run("journalctl", "--lines=0", "--show-cursor").strip().split("-- cursor: ")[1]

    def journal(self, unit, after):
        """What was said of a unit and by it since journal_end() returned `after`."""
        return self.run("journalctl", "--output=cat", f"--unit={unit}", f"--after-cursor={after}")

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def stop(self):
        """The end of the first process is that of all others."""
        first = self._first_process()
        if first:
            os.kill(int(first), signal.SIGKILL)
        self._starter.wait()
        for folder, _, _ in os.walk(self.cgroup, topdown=False):
            wait_until(lambda folder=folder: _remove(folder), f"{folder} is empty")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def _remove(cgroup):
    try:
        os.rmdir(cgroup)
        return True
    except OSError:
        return False


def require_systemd():
    """Ends the lab as skipped where there is nothing to boot, or no way to."""
    if not os.access(SYSTEMD, os.X_OK):
        skip(f"{SYSTEMD} is not installed")
    if not os.path.islink("/bin"):
        skip("/bin and /lib are not parts of /usr here")
    for program in ("pivot_root", "nsenter", "deb-systemd-helper"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
