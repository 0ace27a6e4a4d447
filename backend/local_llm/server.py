"""The model server as a process: on the loopback, on a free port, gone afterwards."""

import os
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep

import httpx

from local_llm.environment import Model
from shared.testing.breaking import free_port

MODEL = "gemma-3-270m"
CONTEXT_TOKENS = 4096
THREADS = 2
UP_SECONDS = 60
POLL_SECONDS = 0.05
ASK_SECONDS = 2
LAST_WORDS_BYTES = 2_000


class ServerFailed(RuntimeError):
    """The server ended or did not come up; the message carries the end of its log."""


@contextmanager
def serving(model: Model, log: Path, up_seconds: float = UP_SECONDS) -> Generator[str]:
    """Serve `model` as `MODEL`, its output in `log`; yield the base URL when it is loaded.

    Raises `ServerFailed` when the server does not come up within `up_seconds`, or ends before the block does.
    """
    port = free_port()
    arguments = [
        str(model.server),
        *("--model", str(model.weights), "--alias", MODEL),
        *("--host", "127.0.0.1", "--port", str(port), "--offline", "--no-ui"),
        # Repacked weights go to AMX where the processor names it, and a sandbox that forbids AMX ends the server with
        # SIGILL then. A model this small is fast enough without.
        "--no-repack",
        # One slot: a client that is gone but still holds it is noticed by the next request.
        *("--parallel", "1", "--ctx-size", str(CONTEXT_TOKENS), "--threads", str(THREADS)),
        # Without these it repeats itself until the limit, and hardly an answer comes to its end.
        *("--temp", "0.6", "--repeat-penalty", "1.15", "--repeat-last-n", "128"),
        *("--slots", "--metrics"),
    ]
    # The slots then show the grammar that the answer was bound to.
    environment = {**os.environ, "LLAMA_SERVER_SLOTS_DEBUG": "1"}
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, env=environment, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603  the words are our own
    try:
        _wait_until_loaded(process, url, log, up_seconds)
        yield url
        _check_runs(process, log)
    finally:
        process.kill()
        process.wait()


def tokens_per_second(url: str) -> float:
    """How fast the server has written so far, all its answers together; 0 when it has not."""
    lines = (line.split() for line in httpx.get(f"{url}/metrics", trust_env=False).text.splitlines() if line[:1] != "#")
    metrics = {name.removeprefix("llamacpp:"): float(value) for name, value in lines}
    seconds = metrics["tokens_predicted_seconds_total"]
    return metrics["tokens_predicted_total"] / seconds if seconds else 0


def _wait_until_loaded(process: subprocess.Popen[bytes], url: str, log: Path, seconds: float) -> None:
    until = monotonic() + seconds
    while not _is_loaded(url):
        _check_runs(process, log)
        if monotonic() > until:
            raise ServerFailed(f"The model server did not come up within {seconds:g} s. {_last_words(log)}")
        sleep(POLL_SECONDS)


def _is_loaded(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=ASK_SECONDS, trust_env=False).status_code == HTTPStatus.OK
    except httpx.TransportError:
        return False


def _check_runs(process: subprocess.Popen[bytes], log: Path) -> None:
    code = process.poll()
    if code is not None:
        how = f"was ended by {_signal_name(-code)}" if code < 0 else f"ended with exit code {code}"
        raise ServerFailed(f"The model server {how}. {_last_words(log)}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # real-time signals have no name
        return f"signal {number}"


def _last_words(log: Path) -> str:
    said = log.read_bytes()[-LAST_WORDS_BYTES:].decode(errors="replace").strip()
    return f"Its last words:\n{said}" if said else "It said nothing."
