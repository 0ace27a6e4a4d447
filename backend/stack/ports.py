"""Check before the start which ports are in use, and by which process."""

import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

LISTENING = "0A"
LOOPBACK = "127.0.0.1"
CONNECT_SECONDS = 1


class PortsTaken(RuntimeError):
    """Ports that the stack needs are not available."""


def check_free(ports: Mapping[str, tuple[int, str]]) -> None:
    """Raise `PortsTaken` with a line for each port that is not available.

    `ports` maps the name of each user of a port to the port and the setting that changes it.
    """
    lines: list[str] = []
    wanted: dict[int, str] = {}
    for what, (port, setting) in ports.items():
        if port in wanted:
            lines.append(f"  port {port} is needed by both {wanted[port]} and {what}; choose another with {setting}")
        elif (obstacle := _obstacle(port)) is not None:
            lines.append(f"  port {port} for {what} {obstacle} choose another with {setting}")
        wanted[port] = what
    if lines:
        raise PortsTaken("\n".join(lines))


def holder(port: int) -> str:
    """Return the id and command line of the process that listens on `port`, as far as this user may see them."""
    found = _linux_holder(port) if Path("/proc/net/tcp").exists() else _lsof_holder(port)
    return found or "a process of another user"


def _obstacle(port: int) -> str | None:
    with socket.socket() as client:
        client.settimeout(CONNECT_SECONDS)
        # On macOS an address can be bound even if another process listens on all addresses of that port.
        taken = client.connect_ex((LOOPBACK, port)) == 0
    try:
        socket.create_server((LOOPBACK, port)).close()
    except PermissionError:
        return "can only be bound by root;"
    except OSError:
        taken = True
    return f"is in use by {holder(port)}; stop it, or" if taken else None


def _linux_holder(port: int) -> str | None:
    inodes = {
        fields[9]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for fields in (line.split() for line in Path(table).read_text().splitlines()[1:])
        if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port
    }
    sockets = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(_target(link) in sockets for link in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                return f"process {process.name} ({command})"
        except OSError:  # it ended just now, or belongs to another user
            continue
    return None


def _target(link: Path) -> str | None:
    try:
        return str(link.readlink())
    except OSError:  # closed just now
        return None


def _lsof_holder(port: int) -> str | None:
    lsof = shutil.which("lsof")
    if lsof is None:
        return None
    arguments = [lsof, "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    output = subprocess.run(arguments, capture_output=True, text=True, check=False).stdout  # noqa: S603  fixed words
    fields = {line[:1]: line[1:] for line in output.splitlines()}
    return f"process {fields['p']} ({fields.get('c', '?')})" if "p" in fields else None
