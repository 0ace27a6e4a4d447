"""The model server as a process: on the loopback, on a free port, gone afterwards."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from bench.processes import running, wait_for
from local_llm.environment import HOME, Model
from shared.testing.mongod import free_port
from stack.commands import Command

MODEL = "gemma-3-270m"
CONTEXT_TOKENS = 4096
THREADS = 2


@contextmanager
def serving(model: Model) -> Generator[str]:
    """Serve `model` as `MODEL`; yield the base URL when it is loaded."""
    port = free_port()
    command = Command(
        "llama-server",
        [
            str(model.server),
            *("--model", str(model.weights), "--alias", MODEL),
            *("--host", "127.0.0.1", "--port", str(port), "--offline", "--no-ui"),
            # One slot: whoever holds it after its client has gone is noticed by the next request.
            *("--parallel", "1", "--ctx-size", str(CONTEXT_TOKENS), "--threads", str(THREADS)),
            # Without these it repeats itself until the limit, and hardly an answer comes to its end.
            *("--temp", "0.6", "--repeat-penalty", "1.15", "--repeat-last-n", "128"),
            *("--slots", "--metrics", "--log-file", str(HOME / "server.log")),
        ],
        # The slots then show the grammar that the answer was bound to.
        {**os.environ, "LLAMA_SERVER_SLOTS_DEBUG": "1"},
    )
    with running(command):
        wait_for(port, "/health")
        yield f"http://127.0.0.1:{port}"


def tokens_per_second(url: str) -> float:
    """How fast the server has written so far, all its answers together; 0 when it has not."""
    lines = (line.split() for line in httpx.get(f"{url}/metrics", trust_env=False).text.splitlines() if line[:1] != "#")
    metrics = {name.removeprefix("llamacpp:"): float(value) for name, value in lines}
    seconds = metrics["tokens_predicted_seconds_total"]
    return metrics["tokens_predicted_total"] / seconds if seconds else 0
