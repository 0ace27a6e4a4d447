"""What a process that reads documents can do, and what the service loads of it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "open('written', 'w')",
        "socket.socket()",
        "os.fork()",
        "bytearray(600_000_000)",
    ],
)
def test_a_reader_has_given_up_what_a_document_could_want_of_it(attempt: str) -> None:
    # The kernel lets root have processes beyond the limit; the service does not run as root.
    program = (
        "import os, socket\n"
        "from resume_service.imports.extraction.workers.limits import Limits, lock_down\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "lock_down(Limits(1, 1, 512))\n"
        f"try:\n    {attempt}\nexcept (OSError, MemoryError):\n    raise SystemExit(42)"
    )

    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)

    assert ended.returncode == 42, ended.stderr


def test_the_service_never_loads_what_parses_documents() -> None:
    program = (
        "import sys, resume_service.main, resume_service.imports.extraction.extractor\nprint('pypdf' in sys.modules)"
    )

    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)

    assert ended.stdout == b"False\n"
