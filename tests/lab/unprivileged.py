# Runs a lab as an ordinary user, whoever starts it: `unprivileged.py cases_test.py`. The lab then works in a user namespace.
import os
import pathlib
import pwd
import shutil
import sys

SKIP = 77  # as in sandbox.py
USER = "nobody"


def become(user):
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(HOME="/", USER=user.pw_name)


def main():
    lab = pathlib.Path(__file__).resolve().with_name(sys.argv[1])
    if os.geteuid() == 0:
        become(pwd.getpwnam(USER))
    # The interpreter of whoever started this may be in a home directory that is closed to others.
    python = next((found for found in (sys.executable, shutil.which("python3", path="/usr/bin:/bin")) if found and os.access(found, os.X_OK)), None)
    unreadable = [path for path in (lab, os.environ.get("FLOWVET", "")) if path and not os.access(path, os.R_OK)]
    if not python or unreadable:
        print(f"SKIPPED: the user {USER} may not read {unreadable or sys.executable}", flush=True)
        sys.exit(SKIP)
    os.execv(python, [python, "-B", str(lab), *sys.argv[2:]])


if __name__ == "__main__":
    main()
