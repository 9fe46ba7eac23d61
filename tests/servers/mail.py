# SMTP: postfix with a configuration and a queue of its own. It accepts nothing and delivers nothing.
# Needs real root, because its parts run as a user of their own.
import pathlib

from . import ask
from .files import write
from .process import Process


def postfix(node, folder, address):
    home = pathlib.Path(f"/run/postfix-{address}")  # not in `folder`, which only root can enter
    config, queue, data = home / "etc", home / "queue", home / "data"
    parts = [queue / name for name in ("private", "public", "active", "incoming", "maildrop")]
    for path in (home, config, queue, queue / "pid", data, *parts):
        path.mkdir(mode=0o755)
    node.run("chown", "postfix", data, *parts)
    write(config, "main.cf", [
        "compatibility_level = 3.6", f"inet_interfaces = {address}", "myhostname = mail.lab.example", f"queue_directory = {queue}",
        f"data_directory = {data}", "command_directory = /usr/sbin", "daemon_directory = /usr/lib/postfix/sbin", "mydestination =",
        "alias_maps =", "alias_database =", "smtpd_relay_restrictions = reject", "smtpd_peername_lookup = no",
        "maillog_file = /dev/stdout", "maillog_file_prefixes = /dev"])
    write(config, "master.cf", [
        "smtp inet n - n - - smtpd", "cleanup unix n - n - 0 cleanup", "rewrite unix - - n - - trivial-rewrite",
        "postlog unix-dgram n - n - 1 postlogd", "anvil unix - - n - 1 anvil", "proxymap unix - - n - - proxymap"])
    return Process(node, "postfix", ["setsid", "/usr/lib/postfix/sbin/master", "-d", "-c", config], folder,
                   lambda: ask.tcp(node, address, 25).startswith(b"220 "))
