"""Start to `ready` with all three services starting at once, and the memory each then has."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import monotonic

from bench.effort import Effort
from bench.processes import running, wait_for
from bench.report import Figure
from shared.testing.breaking import free_port
from shared.testing.mongod import running_mongod
from stack.commands import SERVICES, service

PATHS = {"resume": "/api/v1/resumes", "interview": "/api/v1/interview", "learning": "/api/v1/learning"}


def start(effort: Effort) -> list[Figure]:
    """Seconds and megabytes of each service; the round that creates the collections is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in SERVICES}
    megabytes: dict[str, list[float]] = {name: [] for name in SERVICES}
    with running_mongod() as mongod:
        _start_all(mongod.url)
        for _ in range(effort.rounds):
            for name, (taken, memory) in _start_all(mongod.url).items():
                seconds[name].append(taken)
                megabytes[name].append(memory)
    return [
        *(Figure(f"{name}: start to ready, three at once", seconds[name], "s", 1.5) for name in SERVICES),
        *(Figure(f"{name}: RSS when ready", megabytes[name], "MB", 90) for name in SERVICES),
    ]


def _start_all(mongodb_url: str) -> dict[str, tuple[float, float]]:
    """Seconds to ready and megabytes, by service."""
    ports = {name: free_port() for name in SERVICES}
    with ExitStack() as stack, ThreadPoolExecutor(len(SERVICES)) as pool:
        started = monotonic()
        processes = {
            name: stack.enter_context(
                running(service(name, port, mongodb_url, {"resume": f"http://127.0.0.1:{ports['resume']}"}))
            )
            for name, port in ports.items()
        }
        moments = list(pool.map(wait_for, ports.values(), [f"{PATHS[name]}/ready" for name in ports]))
        return {
            name: (moment - started, processes[name].rss_megabytes) for name, moment in zip(ports, moments, strict=True)
        }
