"""MongoDB stopped or frozen: how long the slowest route of all three services takes to say so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import perf_counter

from bench.processes import call, running, wait_for
from bench.report import Figure
from bench.starting import PATHS
from shared.testing.mongod import Mongod, free_port, running_mongod
from shared.testing.services import example_resume
from stack.commands import SERVICES, service

UNAVAILABLE = 503
NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
ROUTES = (
    ("resume", "POST", ""),
    ("resume", "GET", ""),
    ("resume", "GET", "/{id}"),
    ("resume", "PUT", "/{id}"),
    ("resume", "PATCH", "/{id}"),
    ("resume", "DELETE", "/{id}"),
    ("resume", "GET", "/ready"),
    ("interview", "POST", "/{id}/questions"),
    ("interview", "GET", "/{id}/questions"),
    ("interview", "GET", f"/question-sets/{NOBODY}"),
    ("interview", "DELETE", f"/question-sets/{NOBODY}"),
    ("interview", "GET", "/ready"),
    ("learning", "POST", "/{id}/learning-path"),
    ("learning", "GET", "/{id}/learning-path"),
    ("learning", "GET", "/{id}/learning-paths"),
    ("learning", "GET", f"/learning-paths/{NOBODY}"),
    ("learning", "DELETE", f"/learning-paths/{NOBODY}"),
    ("learning", "GET", "/ready"),
)


def faults(rounds: int) -> list[Figure]:
    """Seconds of the slowest route, each asked at once with the others."""
    return [
        Figure("MongoDB frozen: the slowest of all routes", [_slowest(Mongod.freeze) for _ in range(rounds)], "s", 2),
        Figure("MongoDB killed: the slowest of all routes", [_slowest(Mongod.kill) for _ in range(rounds)], "s", 2),
    ]


def _slowest(fault: Callable[[Mongod], None]) -> float:
    ports = {name: free_port() for name in SERVICES}
    with running_mongod() as mongod, ExitStack() as stack:
        for name, port in ports.items():
            stack.enter_context(running(service(name, port, mongod.url, f"http://127.0.0.1:{ports['resume']}")))
        for name, port in ports.items():
            wait_for(port, f"{PATHS[name]}/ready")
        _, stored = call(ports["resume"], "POST", PATHS["resume"], example_resume())

        def ask(route: tuple[str, str, str]) -> float:
            name, method, path = route
            body = example_resume() if name == "resume" and method in ("POST", "PUT", "PATCH") else None
            started = perf_counter()
            status, answer = call(ports[name], method, PATHS[name] + path.format(id=stored["id"]), body)
            assert status == UNAVAILABLE, (route, status, answer)
            return perf_counter() - started

        fault(mongod)
        with ThreadPoolExecutor(len(ROUTES)) as pool:
            return max(pool.map(ask, ROUTES))
