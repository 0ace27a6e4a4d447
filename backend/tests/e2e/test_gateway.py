"""The product as its user has it: real processes behind the real gateway."""

import asyncio
import json
import re
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest

from shared.resumes.document import ResumeDocument
from shared.testing.problems import assert_problem
from shared.web.app import API_VERSION
from shared.web.providers import METRICS_PATH
from stack.running import RunningStack

DOCS = ("/api/v1/resumes/docs", "/api/v1/interview/docs", "/api/v1/learning/docs")
PAGES = [f"/api/v1/{service}/{page}" for service in ("resumes", "interview", "learning") for page in ("docs", "redoc")]


async def test_a_resume_becomes_questions_and_a_path_that_are_about_it(
    gateway: httpx.AsyncClient, example: dict[str, Any]
) -> None:
    resume = (await gateway.post("/api/v1/resumes", json=example)).json()

    made = await gateway.post(f"/api/v1/interview/{resume['id']}/questions", json={"count": 4})
    path = await gateway.post(f"/api/v1/learning/{resume['id']}/learning-path", json={"count": 4})

    assert (made.status_code, path.status_code) == (201, 201)
    assert len(made.json()["questions"]) == 4
    assert len(path.json()["items"]) == 4
    assert (await gateway.get(made.headers["Location"])).json() == made.json()
    assert (await gateway.get(path.headers["Location"])).json() == path.json()
    for evidence in [e for q in made.json()["questions"] for e in q["evidence"]]:
        assert evidence["quote"] in (ResumeDocument("", 1, resume).text(evidence["pointer"]) or "")


@pytest.mark.parametrize("page", PAGES)
async def test_documentation_needs_nothing_from_outside(gateway: httpx.AsyncClient, page: str) -> None:
    html = (await gateway.get(page)).text

    assets = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert any(asset.endswith(".js") for asset in assets)
    for asset in assets:
        assert asset.startswith("/api/v1/"), asset
        assert (await gateway.get(asset)).status_code == 200


@pytest.mark.parametrize("service", ["resumes", "interview", "learning"])
async def test_the_openapi_document_describes_only_paths_below_the_service(
    gateway: httpx.AsyncClient, service: str
) -> None:
    document = (await gateway.get(f"/api/v1/{service}/openapi.json")).json()

    assert all(path.startswith(f"/api/v1/{service}") for path in document["paths"])
    assert "HTTPValidationError" not in json.dumps(document)


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/docs/x",
        "/index.html",
        "/api",
        "/api/v1",
        "/api/v2/resumes",
        "/api/v1/resumesx",
        "/api/v1/resumes/a/b/c",
        "/%2e%2e/etc",
    ],
)
async def test_an_unknown_path_is_a_problem(gateway: httpx.AsyncClient, path: str) -> None:
    assert_problem(await gateway.get(path), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/"])
async def test_the_first_page_leads_to_all_others(gateway: httpx.AsyncClient, stack: RunningStack, path: str) -> None:
    for _ in range(3):  # the gateway takes turns among the services
        answer = await gateway.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert f"Version {API_VERSION}" in answer.text
        links = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
        assert links == [*DOCS, f"http://127.0.0.1:{stack.dashboard}/dashboard/"]
    assert [(await gateway.get(link)).status_code for link in DOCS] == [200] * 3


async def test_the_first_page_runs_no_script_and_its_style_is_allowed_by_its_hash(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/")

    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_client_that_asks_for_json_gets_the_same_links(
    gateway: httpx.AsyncClient, stack: RunningStack, path: str
) -> None:
    answer = await gateway.get(path, headers={"Accept": "application/json"})

    index = answer.json()
    assert "Accept" in answer.headers["Vary"]
    assert index["version"] == API_VERSION
    assert [service["docs"] for service in index["services"].values()] == list(DOCS)
    assert index["dashboard"] == f"http://127.0.0.1:{stack.dashboard}/dashboard/"


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_the_first_page_is_the_gateways_alone(stack: RunningStack, path: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for process in ("resume-1", "interview-1", "learning-1"):
            assert_problem(await client.get(f"http://127.0.0.1:{stack.ports[process]}{path}"), 404, "NOT_FOUND")
        foreign = await client.get(f"http://127.0.0.1:{stack.web}{path}", headers={"Host": "evil.example"})
        assert_problem(foreign, 404, "NOT_FOUND")


# Traefik and the services each tidy a path in their own way, so a spelling that one takes for another counts too.
@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics%2F", "/%6Detrics", "//metrics", "/a/../metrics"])
async def test_metrics_stay_on_the_services_own_ports(stack: RunningStack, path: str) -> None:
    with closing(HTTPConnection("127.0.0.1", stack.web, timeout=10)) as connection:
        for _ in range(6):  # the gateway takes turns among the services, of which two have metrics
            connection.request("GET", path, headers={"Host": "api.localhost"})
            answer = connection.getresponse()
            assert (answer.status, answer.getheader("Content-Type")) == (404, "application/problem+json")
            answer.read()

    async with httpx.AsyncClient(trust_env=False) as client:
        for process in ("interview-1", "learning-1"):
            own = await client.get(f"http://127.0.0.1:{stack.ports[process]}{METRICS_PATH}")
            assert (own.status_code, own.headers["Content-Type"].partition(";")[0]) == (200, "text/plain")


async def test_any_host_name_of_this_machine_works(stack: RunningStack) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for host in ("api.localhost", "localhost", "127.0.0.1"):
            url = f"http://127.0.0.1:{stack.web}/api/v1/resumes/health"
            answer = await client.get(url, headers={"Host": f"{host}:{stack.web}"})
            assert answer.json() == {"status": "ok", "service": "resume-service"}


async def test_a_body_over_the_limit_is_a_413_through_the_gateway(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.post(
        "/api/v1/resumes", content=b"x" * 6_000_000, headers={"Content-Type": "application/json"}
    )

    assert_problem(answer, 413, "CONTENT_TOO_LARGE")


async def test_the_request_id_goes_through_all_services(
    gateway: httpx.AsyncClient, stack: RunningStack, example: dict[str, Any]
) -> None:
    resume = (await gateway.post("/api/v1/resumes", json=example)).json()

    answer = await gateway.post(
        f"/api/v1/interview/{resume['id']}/questions", headers={"X-Request-ID": "from-the-client-42"}
    )

    assert answer.headers["X-Request-ID"] == "from-the-client-42"
    # A service logs a request once it has answered it, so the line may come a moment after the answer.
    async with asyncio.timeout(5):
        while not all("from-the-client-42" in stack.log(process) for process in ("interview-1", "resume-1")):
            await gateway.get("/api/v1/resumes/health")


@pytest.mark.parametrize("bad", ["short", "with space in it", "x" * 200, "semi;colon-12345"])
async def test_a_malformed_request_id_is_replaced(gateway: httpx.AsyncClient, bad: str) -> None:
    answer = await gateway.get("/api/v1/resumes", headers={"X-Request-ID": bad})

    assert answer.headers["X-Request-ID"] != bad


async def test_nothing_of_a_resume_stands_in_a_log(
    gateway: httpx.AsyncClient, stack: RunningStack, example: dict[str, Any]
) -> None:
    name = "보이면안되는이름"
    resume = (await gateway.post("/api/v1/resumes", json={**example, "name": name})).json()
    await gateway.post(f"/api/v1/interview/{resume['id']}/questions")
    await gateway.post(f"/api/v1/learning/{resume['id']}/learning-path")
    await gateway.post("/api/v1/resumes", json={**example, "name": name * 100})

    logs = "".join(stack.log(process) for process in ("resume-1", "interview-1", "learning-1", "gateway"))

    assert resume["id"] in logs
    assert name not in logs
    assert example["contact"]["email"] not in logs


async def test_cross_origin_calls_work_for_the_configured_origin_alone(gateway: httpx.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match"}

    allowed = await gateway.options("/api/v1/resumes", headers={"Origin": "https://app.example.com", **asked})
    plain = await gateway.get("/api/v1/resumes", headers={"Origin": "http://localhost:3000"})
    foreign = await gateway.get("/api/v1/resumes", headers={"Origin": "https://evil.example.com"})

    assert allowed.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    assert plain.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert "ETag" in plain.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in foreign.headers


async def test_the_dashboard_is_on_its_own_port_and_nowhere_else(
    gateway: httpx.AsyncClient, stack: RunningStack
) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stack.dashboard}", trust_env=False) as dashboard:
        assert (await dashboard.get("/")).headers["Location"] == "/dashboard/"
        assert "Traefik" in (await dashboard.get("/dashboard/")).text
        routers = (await dashboard.get("/api/http/routers")).json()
    assert {router["status"] for router in routers} == {"enabled"}
    assert (await gateway.get("/dashboard/")).status_code == 404
    assert (await gateway.get("/api/http/routers")).status_code == 404


async def test_a_page_of_another_origin_can_do_nothing(gateway: httpx.AsyncClient, example: dict[str, Any]) -> None:
    resume = (await gateway.post("/api/v1/resumes", json=example)).json()
    form = {"files": {"file": ("resume.txt", "김민수\n\n경력\n누리커머스 | 개발자 | 2022.01 ~ 현재\n")}}
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/v1/resumes/import", form),
        ("POST", "/api/v1/resumes/import", {"content": b"x" * 3_000_000}),
        ("PATCH", f"/api/v1/resumes/{resume['id']}", {"json": {"name": "Eve"}}),
        ("DELETE", f"/api/v1/resumes/{resume['id']}", {}),
        ("POST", f"/api/v1/interview/{resume['id']}/questions", {}),
        ("POST", f"/api/v1/learning/{resume['id']}/learning-path", {}),
    ]
    before = (await gateway.get("/api/v1/resumes")).json()

    for origin in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        for method, path, body in changes:
            assert_problem(await gateway.request(method, path, headers=origin, **body), 403, "CROSS_ORIGIN_REQUEST")

    assert (await gateway.get("/api/v1/resumes")).json() == before
    assert (await gateway.get(f"/api/v1/interview/{resume['id']}/questions")).json()["items"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://api.localhost"},
        {"Origin": "http://api.localhost"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.example.com"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
    ],
)
async def test_pages_of_this_and_of_the_configured_origins_work(
    gateway: httpx.AsyncClient, example: dict[str, Any], headers: dict[str, str]
) -> None:
    resume = await gateway.post("/api/v1/resumes", json=example, headers=headers)

    made = await gateway.post(f"/api/v1/interview/{resume.json()['id']}/questions", headers=headers)

    assert (resume.status_code, made.status_code) == (201, 201)
