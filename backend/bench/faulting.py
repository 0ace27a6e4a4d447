"""MongoDB stopped or frozen: how long the slowest route of all three services takes to say so."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus
from time import perf_counter

from bench.effort import Effort
from bench.processes import call, running, wait_for
from bench.report import Figure
from bench.starting import PATHS
from shared.testing.breaking import free_port
from shared.testing.mongod import Mongod, running_mongod
from shared.testing.services import example_resume
from stack.commands import SERVICES, service

Route = tuple[str, str, str]
"""Service, method, path below the service's own."""

Answered = tuple[float, Route]
"""Seconds, and what was asked."""

HEALTH = "/health"
PROVIDERS = "/providers"
ASK_NO_DATABASE = (HEALTH, PROVIDERS)
BRACES = re.compile(r"\{.*?\}")
TAKE_BODIES = ("POST", "PUT", "PATCH")
NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
SESSION, PATH, REVIEW = f"/sessions/{NOBODY}", f"/learning-paths/{NOBODY}", f"/reviews/{NOBODY}"
BODIES: Mapping[str, object] = {
    "/import": {"basics": {"name": "김민수", "summary": "백엔드 엔지니어"}},
    SESSION: {"state": "running"},
    f"{SESSION}/answers": {"question_id": NOBODY, "text": "제가 맡았습니다."},
    f"{PATH}/items/{NOBODY}": {"note": "읽었다."},
    f"{REVIEW}/ratings": {"rating": "good"},
}
ROUTES: Sequence[Route] = (
    ("resume", "POST", ""),
    ("resume", "GET", ""),
    ("resume", "GET", "/{id}"),
    ("resume", "PUT", "/{id}"),
    ("resume", "PATCH", "/{id}"),
    ("resume", "DELETE", "/{id}"),
    ("resume", "DELETE", "?confirm=all"),
    ("resume", "GET", "/{id}/export"),
    ("resume", "GET", "/{id}/versions"),
    ("resume", "GET", "/{id}/versions/1"),
    ("resume", "GET", "/{id}/original"),
    ("resume", "GET", "/erasures/{id}"),
    ("resume", "POST", "/import"),
    ("resume", "GET", PROVIDERS),
    ("resume", "GET", "/ready"),
    ("resume", "GET", HEALTH),
    ("interview", "POST", "/{id}/questions"),
    ("interview", "GET", "/{id}/questions"),
    ("interview", "GET", "/jobs"),
    ("interview", "GET", f"/jobs/{NOBODY}"),
    ("interview", "DELETE", f"/jobs/{NOBODY}"),
    ("interview", "GET", f"/jobs/{NOBODY}/events"),
    ("interview", "GET", f"/question-sets/{NOBODY}"),
    ("interview", "DELETE", f"/question-sets/{NOBODY}"),
    ("interview", "DELETE", f"/{NOBODY}/questions"),
    ("interview", "POST", "/{id}/sessions"),
    ("interview", "GET", "/{id}/sessions"),
    ("interview", "GET", "/{id}/progress"),
    ("interview", "GET", "/weak-questions"),
    ("interview", "GET", SESSION),
    ("interview", "PATCH", SESSION),
    ("interview", "DELETE", SESSION),
    ("interview", "GET", f"{SESSION}/report"),
    ("interview", "POST", f"{SESSION}/answers"),
    ("interview", "GET", f"{SESSION}/answers"),
    ("interview", "GET", f"{SESSION}/answers/{NOBODY}"),
    ("interview", "POST", f"{SESSION}/answers/{NOBODY}/evaluation"),
    ("interview", "GET", PROVIDERS),
    ("interview", "GET", "/ready"),
    ("interview", "GET", HEALTH),
    ("learning", "GET", "/jobs"),
    ("learning", "GET", f"/jobs/{NOBODY}"),
    ("learning", "DELETE", f"/jobs/{NOBODY}"),
    ("learning", "GET", f"/jobs/{NOBODY}/events"),
    ("learning", "POST", "/{id}/learning-path"),
    ("learning", "GET", "/{id}/learning-path"),
    ("learning", "GET", "/{id}/learning-paths"),
    ("learning", "GET", PATH),
    ("learning", "GET", f"{PATH}/export"),
    ("learning", "PATCH", f"{PATH}/items/{NOBODY}"),
    ("learning", "DELETE", PATH),
    ("learning", "DELETE", f"/{NOBODY}/learning-paths"),
    ("learning", "GET", "/reviews"),
    ("learning", "GET", "/reviews/export"),
    ("learning", "GET", REVIEW),
    ("learning", "POST", f"{REVIEW}/ratings"),
    ("learning", "GET", PROVIDERS),
    ("learning", "GET", "/ready"),
    ("learning", "GET", HEALTH),
)


def faults(effort: Effort) -> list[Figure]:
    """Seconds of the slowest route, each asked at once with the others."""
    return [
        _figure("frozen", [_slowest(Mongod.freeze) for _ in range(effort.rounds)]),
        _figure("killed", [_slowest(Mongod.kill) for _ in range(effort.rounds)]),
    ]


def _figure(fault: str, rounds: Sequence[Answered]) -> Figure:
    _, (service_name, method, path) = max(rounds)
    what = f"MongoDB {fault}: the slowest of all routes (at most {service_name}: {method} {path or '/'})"
    return Figure(what, [seconds for seconds, _ in rounds], "s", 2)


def _slowest(fault: Callable[[Mongod], None]) -> Answered:
    ports = {name: free_port() for name in SERVICES}
    with running_mongod() as mongod, ExitStack() as stack:
        for name, port in ports.items():
            stack.enter_context(
                running(
                    service(name, port, mongod.url, {other: f"http://127.0.0.1:{at}" for other, at in ports.items()})
                )
            )
        for name, port in ports.items():
            wait_for(port, f"{PATHS[name]}/ready")
        _check_complete(ports)
        _, stored = call(ports["resume"], "POST", PATHS["resume"], example_resume())

        def ask(route: Route) -> Answered:
            name, method, path = route
            own = example_resume() if name == "resume" else None
            body = BODIES.get(path, own) if method in TAKE_BODIES else None
            started = perf_counter()
            status, answer = call(ports[name], method, PATHS[name] + path.format(id=stored["id"]), body)
            seconds = perf_counter() - started
            expected = HTTPStatus.OK if path in ASK_NO_DATABASE else HTTPStatus.SERVICE_UNAVAILABLE
            assert status == expected, (route, status, answer)
            return seconds, route

        fault(mongod)
        with ThreadPoolExecutor(len(ROUTES)) as pool:
            return max(pool.map(ask, ROUTES))


def _check_complete(ports: Mapping[str, int]) -> None:
    """Hold `ROUTES` to what the services say they have, so that none is forgotten."""
    for name, port in ports.items():
        _, openapi = call(port, "GET", f"{PATHS[name]}/openapi.json")
        has = {
            (method.upper(), BRACES.sub("{}", path.removeprefix(PATHS[name])))
            for path, methods in openapi["paths"].items()
            for method in methods
        }
        listed = {
            (
                method,
                BRACES.sub("{}", path.partition("?")[0].replace(NOBODY, "{}").replace("/versions/1", "/versions/{}")),
            )
            for owner, method, path in ROUTES
            if owner == name
        }
        assert has == listed, (name, has ^ listed)
