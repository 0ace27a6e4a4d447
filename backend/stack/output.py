"""Output of the processes: the useful part to the terminal, all of it to log files."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

MAX_LOG_BYTES = 5_000_000
"""A log file that would grow beyond this is renamed to `<name>.1`, replacing the previous one."""

MAX_HELD_LINES = 200
COLOURS = (36, 33, 32, 35, 34, 31)
START_MARK = "--- started "


class Console:
    """The terminal: prints each line with the time and the name of its process.

    Output of a starting process is held back: `show` prints it when the start fails, `drop` discards it when the start
    succeeds. A `verbose` console holds nothing back. A closed terminal does not stop the stack.
    """

    def __init__(self, stream: TextIO, names: Iterable[str], *, verbose: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose
        self._muted = False
        self._held: dict[str, deque[str]] = {}
        names = list(names)
        self._width = max((len(name) for name in names), default=0)
        colours = COLOURS if stream.isatty() else ()
        self._colours = {name: colours[number % len(colours)] for number, name in enumerate(names) if colours}

    def say(self, text: str) -> None:
        """Print a message of the stack itself."""
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # the terminal is closed, or the reader of the pipe
            return

    def line(self, name: str, text: str) -> None:
        """Print a line of a process, or hold it back."""
        if name in self._held:
            self._held[name].append(text)
        elif not self._muted:
            self._print(name, text)

    def hold(self, name: str) -> None:
        """Hold back the output of a process from now on."""
        if not self._verbose:
            self._held[name] = deque(maxlen=MAX_HELD_LINES)

    def show(self, name: str) -> None:
        """Print the held-back output of a process and stop holding it back."""
        for text in self._held.pop(name, ()):
            self._print(name, text)

    def drop(self, name: str) -> None:
        """Discard the held-back output of a process and stop holding it back."""
        self._held.pop(name, None)

    def mute(self) -> None:
        """Stop printing lines of processes: they are shutting down."""
        self._muted = not self._verbose

    def _print(self, name: str, text: str) -> None:
        prefix = f"{datetime.now():%H:%M:%S} {name:<{self._width}} |"  # noqa: DTZ005  the user's own clock
        if name in self._colours:
            prefix = f"\033[{self._colours[name]}m{prefix}\033[0m"
        self.say(f"{prefix} {text}")


class LogFile:
    """A file for the output of one process that never grows beyond `MAX_LOG_BYTES`.

    On a full disk, lines are lost and nothing else happens.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_LOG_BYTES) -> None:
        self.path = path
        self._max_bytes = max_bytes

    def start(self, pid: int) -> None:
        """Mark the start of a new run of the process."""
        self.write(f"{START_MARK}{datetime.now().astimezone().isoformat(timespec='milliseconds')} pid={pid}\n".encode())

    def write(self, data: bytes) -> None:
        """Append `data`, rotating first if necessary."""
        try:
            self.rotate(len(data))
            with self.path.open("ab", buffering=0) as file:
                file.write(data)
        except OSError:
            return

    def rotate(self, more: int = 0) -> None:
        """Start a new file if the current one would grow too large with `more` bytes."""
        if self.path.exists() and self.path.stat().st_size + more > self._max_bytes:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
