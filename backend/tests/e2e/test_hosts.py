"""Who may ask, at every port of the product, with and without tokens: names of ours, no page of another origin."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from shared.testing.breaking import free_port
from shared.testing.problems import assert_problem
from shared.web.providers import METRICS_PATH
from stack.running import RunningStack, running_stack

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
HEALTH = {name: f"/api/v1/{name}/health" for name in ("resumes", "interview", "learning")}
GENERATIONS = (f"/api/v1/interview/{NOBODY}/questions", f"/api/v1/learning/{NOBODY}/learning-path")
MEDIA_TYPES = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b")


@pytest.fixture(params=["local", "jwt"], scope="module")
def any_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The product in each `AUTH_MODE`."""
    if request.param == "local":
        yield request.getfixturevalue("stack")
        return
    # Nobody is asked for keys here: who has no business here is refused before anybody asks who it is.
    issuer = {"AUTH_MODE": "jwt", "AUTH_ISSUER": f"http://127.0.0.1:{free_port()}", "AUTH_AUDIENCE": "x"}
    with running_stack(tmp_path_factory.mktemp("jwt"), environment=issuer) as running:
        yield running


def surfaces(stack: RunningStack) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Every port that speaks HTTP, and what it shows to a name of ours."""
    return {
        "resume": (stack.ports["resume-1"], (HEALTH["resumes"], "/api/v1/resumes/docs")),
        "interview": (stack.ports["interview-1"], (HEALTH["interview"], METRICS_PATH)),
        "learning": (stack.ports["learning-1"], (HEALTH["learning"], METRICS_PATH)),
        "gateway": (stack.web, ("/", *HEALTH.values())),
        "dashboard": (stack.dashboard, ("/dashboard/", "/api/rawdata", "/api/http/routers")),
    }


@pytest.mark.parametrize("surface", ["resume", "interview", "learning", "gateway", "dashboard"])
async def test_every_port_answers_to_our_names_alone(any_stack: RunningStack, surface: str) -> None:
    port, paths = surfaces(any_stack)[surface]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for path in paths:
            for ours in ("api.localhost", "localhost", "127.0.0.1"):
                assert (await client.get(path, headers={"Host": f"{ours}:{port}"})).status_code == 200
            for foreign in ("evil.example", f"evil.example:{port}", "localhost.evil.example"):
                assert_problem(await client.get(path, headers={"Host": foreign}), 421, "UNKNOWN_HOST")
                assert_problem(await client.post(path, headers={"Host": foreign}), 421, "UNKNOWN_HOST")


async def test_pages_of_other_origins_change_nothing_whatever_they_send(any_stack: RunningStack) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    changes: list[tuple[str, dict[str, Any]]] = [
        *(
            ("/api/v1/resumes", {"content": b'{"name": "Eve"}', "headers": {"Content-Type": one}})
            for one in MEDIA_TYPES
        ),
        ("/api/v1/resumes", {"content": b'{"name": "Eve"}'}),
        *((path, {}) for path in GENERATIONS),
    ]
    async with AsyncExitStack() as opened:
        gateway = await opened.enter_async_context(any_stack.client())
        for path, request in changes:
            headers = {**request.pop("headers", {}), **foreign}
            assert_problem(await gateway.post(path, headers=headers, **request), 403, "CROSS_ORIGIN_REQUEST")


async def test_the_dashboard_is_there_while_no_service_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_stack(tmp_path_factory.mktemp("alone")) as stack:
        for name in ("resume-1", "interview-1", "learning-1"):
            stack.end(name)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stack.dashboard}", trust_env=False) as dashboard:
            assert (await dashboard.get("/api/rawdata")).status_code == 200
            assert (await dashboard.get("/api/rawdata", headers={"Host": "evil.example"})).status_code in (502, 503)
