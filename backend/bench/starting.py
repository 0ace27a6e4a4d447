"""Start to `ready` with all three services starting at once, and the memory they then have."""

from contextlib import ExitStack
from time import monotonic

from bench.processes import running, wait_for
from bench.report import Figure
from shared.testing.mongod import free_port, running_mongod
from stack.commands import SERVICES, service

PATHS = {"resume": "/api/v1/resumes", "interview": "/api/v1/interview", "learning": "/api/v1/learning"}


def start(rounds: int) -> list[Figure]:
    """Seconds and megabytes, the slowest and the largest of the three in each round."""
    seconds: list[float] = []
    megabytes: list[float] = []
    with running_mongod() as mongod:
        for _ in range(rounds + 1):
            ports = {name: free_port() for name in SERVICES}
            with ExitStack() as stack:
                started = monotonic()
                processes = [
                    stack.enter_context(running(service(name, port, mongod.url, f"http://127.0.0.1:{ports['resume']}")))
                    for name, port in ports.items()
                ]
                seconds.append(max(wait_for(port, f"{PATHS[name]}/ready") - started for name, port in ports.items()))
                megabytes.append(max(process.rss_megabytes for process in processes))
    # The first round creates the collections and fills the page cache.
    return [
        Figure("start to ready, the slowest of three at once", seconds[1:], "s", 1.5),
        Figure("RSS when ready, the largest of three", megabytes[1:], "MB", 110),
    ]
