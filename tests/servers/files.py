# Small files that the servers are started from.
import pathlib


def write(folder, name, lines):
    path = pathlib.Path(folder) / name
    path.write_text("\n".join(lines) + "\n")
    return path


def url_host(address):
    """An address as it stands in a URL and in most configurations that add a port to it."""
    return f"[{address}]" if ":" in address else address
