"""What `make run` prints can be pasted as it stands, and a second start is quick."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from shared.testing.breaking import free_port
from stack.settings import REPOSITORY

SECOND_START_SECONDS = 8
NAMES = ("GATEWAY", "DASHBOARD", "MONGODB", "RESUME_SERVICE", "INTERVIEW_SERVICE", "LEARNING_SERVICE", "PAGE")


@contextmanager
def banner_of_make_run(environment: dict[str, str]) -> Generator[str]:
    """Execute what the `run` target executes; yield what it prints up to the last line of its banner."""
    process = subprocess.Popen(
        [sys.executable, "-m", "stack"],
        cwd=REPOSITORY / "backend",
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if "Ctrl-C stops everything." in line:
                break
        yield printed
    finally:
        process.terminate()
        process.communicate(timeout=15)


def test_the_banner_can_be_pasted_and_a_second_start_is_quick(tmp_path: Path) -> None:
    keys = {name: "" for name in os.environ if name.endswith("_API_KEY")}
    environment = {**keys, "MONGODB_URL": "", "DATA_DIR": str(tmp_path)}
    environment |= {f"{name}_PORT": str(free_port()) for name in NAMES}
    with banner_of_make_run(environment) as banner:
        lines = re.findall(r"^  (id=.*|curl .*)$", banner, re.MULTILINE)
        script = "set -e\n" + "\necho\n".join(lines)
        pasted = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)  # noqa: S607

    questions, path = (json.loads(line) for line in pasted.stdout.splitlines() if line.strip())
    assert len(questions["questions"]) == len(path["items"]) == 5
    assert "no LLM key is set" in banner

    with banner_of_make_run(environment) as banner:
        ready = re.search(r"Ready in ([0-9.]+) s", banner)

    assert ready is not None
    assert float(ready[1]) < SECOND_START_SECONDS
