"""Prepare the model, serve it, run the tests against it, end it. Arguments go to pytest."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

import httpx

from local_llm.environment import HOME, prepare
from local_llm.server import MODEL, ServerFailed, serving, tokens_per_second

LOG = HOME / "server.log"
TESTS = Path(__file__).parent / "tests" / "test_local_llm.py"


def main() -> int:
    """Return pytest's exit code."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        model = prepare()
    except subprocess.CalledProcessError as failed:
        print(f"Cannot prepare the model: exit code {failed.returncode}; what failed stands above.", file=sys.stderr)
        return 1
    try:
        with serving(model, LOG) as url:
            print(f"{MODEL} is served at {url}; the server's log is {LOG}", flush=True)
            return _test(url)
    except ServerFailed as failed:
        print(failed, file=sys.stderr)
        return 1


def _test(url: str) -> int:
    arguments = [sys.executable, "-m", "pytest", "-q", "-rP", TESTS, *sys.argv[1:]]
    environment = {**os.environ, "LOCAL_LLM_URL": url}
    code = subprocess.run(arguments, check=False, env=environment).returncode  # noqa: S603  the words are our own
    # A server that has died is reported by `serving`.
    with suppress(httpx.TransportError):
        print(f"{tokens_per_second(url):.0f} tokens a second")
    return code


def _interrupted(_: int, __: FrameType | None) -> None:
    """End as Ctrl-C does, so that the server ends, too."""
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
