# Lays the packages that packaging/test.sh unpacked over /usr and /etc, inside the lab's own mounts only: the servers find their
# libraries, modules and data where they were built to look, and nothing is installed on the machine.
import os
import pathlib
import pwd
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build" / "unpacked"
# Users that the packages' installation scripts would have made; servers that drop privileges insist on them.
USERS = {"sshd": 990, "postfix": 991, "postdrop": 992, "_rpc": 993}


def lay_over():
    """Does nothing where packaging/test.sh had nothing to unpack."""
    hosts = pathlib.Path("/run/lab-hosts")  # containers mount this one file, and an overlay does not show what is mounted below
    hosts.write_bytes(pathlib.Path("/etc/hosts").read_bytes())
    for top in ("usr", "etc"):
        if (FOLDER / top).is_dir():
            # Relative, because the path of the clone may contain what the option list takes for a separator.
            done = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir={top}:/{top}", f"/{top}"], cwd=FOLDER)
            if done.returncode != 0:
                print(f"no overlay mounts here: the packages in {FOLDER} cannot be used", flush=True)
    _mount_file(hosts, "/etc/hosts")
    _add_users()


def _add_users():
    known = {user.pw_name for user in pwd.getpwall()}
    for kind, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin\n"), ("group", "{0}:x:{1}:\n")):
        ours = pathlib.Path(f"/run/lab-{kind}")
        ours.write_text(pathlib.Path(f"/etc/{kind}").read_text() + "".join(line.format(n, i) for n, i in USERS.items() if n not in known))
        _mount_file(ours, f"/etc/{kind}")


def _mount_file(ours, place):
    subprocess.run(["mount", "--bind", os.fspath(ours), place], check=True)
