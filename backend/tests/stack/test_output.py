"""What of the processes' output reaches the terminal and the log files."""

import errno
import io
from pathlib import Path

import pytest

from stack.output import Console, LogFile


def test_lines_carry_the_name_of_their_process() -> None:
    terminal = io.StringIO()

    Console(terminal, ["resume", "interview"]).line("resume", "hello")

    assert terminal.getvalue().endswith(" resume    | hello\n")


def test_what_a_process_says_while_it_starts_is_shown_when_it_fails() -> None:
    terminal = io.StringIO()
    console = Console(terminal, ["resume"])

    console.hold("resume")
    console.line("resume", "starting")
    assert terminal.getvalue() == ""

    console.show("resume")
    console.line("resume", "later")
    assert [line.rpartition(" ")[2] for line in terminal.getvalue().splitlines()] == ["starting", "later"]


def test_what_a_process_says_while_it_starts_is_forgotten_when_it_is_ready() -> None:
    terminal = io.StringIO()
    console = Console(terminal, ["resume"])

    console.hold("resume")
    console.line("resume", "starting")
    console.drop("resume")
    console.line("resume", "later")

    assert "starting" not in terminal.getvalue()
    assert "later" in terminal.getvalue()


def test_a_verbose_console_shows_everything() -> None:
    terminal = io.StringIO()
    console = Console(terminal, ["resume"], verbose=True)

    console.hold("resume")
    console.line("resume", "starting")
    console.mute()
    console.line("resume", "ending")

    assert len(terminal.getvalue().splitlines()) == 2


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, s: str, /) -> int:
            raise OSError(errno.EIO, s)

    Console(Gone(), ["resume"]).line("resume", "hello")


def test_a_log_file_never_grows_beyond_its_bound(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "resume.log", max_bytes=100)

    for number in range(50):
        log.write(f"line {number}\n".encode())

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["resume.log", "resume.log.1"]
    assert all(file.stat().st_size <= 100 for file in files)
    assert files[0].read_text(encoding="utf-8").endswith("line 49\n")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)

    LogFile(tmp_path / "resume.log").write(b"line\n")
