# Lays the packages that packaging/test.sh unpacked over /usr and /etc, inside the lab's own mounts only: the servers find their
# libraries, modules and data where they were built to look, and nothing is installed on the machine.
import pathlib
import pwd
import subprocess

HOSTS = pathlib.Path("/etc/hosts")
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build" / "unpacked"
# Users that the packages' installation scripts would have made; servers that drop privileges insist on them.
USERS = {"sshd": 990, "postfix": 991, "postdrop": 992, "_rpc": 993}


def lay_over():
    """Where packaging/test.sh had nothing to unpack, only users are added."""
    # Containers mount this one file, and an overlay does not show what is mounted below.
    hosts = HOSTS.read_text() if HOSTS.exists() else None
    for top in ("usr", "etc"):
        if (FOLDER / top).is_dir():
            # Relative, because the path of the clone may contain what the option list takes for a separator.
            done = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir={top}:/{top}", f"/{top}"], cwd=FOLDER)
            if done.returncode != 0:
                print(f"no overlay mounts here: the packages in {FOLDER} cannot be used", flush=True)
    if hosts is not None:
        _replace(HOSTS, hosts)
    _add_users()


def _add_users():
    known = {user.pw_name for user in pwd.getpwall()}
    for name, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin\n"), ("group", "{0}:x:{1}:\n")):
        file = pathlib.Path("/etc", name)
        _replace(file, file.read_text() + "".join(line.format(user, number) for user, number in USERS.items() if user not in known))


def _replace(file, text):
    ours = pathlib.Path(f"/run/lab-{file.name}")
    ours.write_text(text)
    subprocess.run(["mount", "--bind", ours, file], check=True)
