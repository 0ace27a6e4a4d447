"""Foreign names reach nothing and pages of other origins change nothing, in every service and every `AUTH_MODE`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr, ValidationError
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.config.base import ServiceSettings
from shared.testing.issuer import Issuer, new_key
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.serving import http_client, serving
from shared.web.requests.origins import SAFE_METHODS

OWN = "https://app.example.com"
FOREIGN = "https://evil.example"
NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
NEW = {"name": "김민수", "summary": "백엔드 엔지니어"}
RESUMES = "/api/v1/resumes"
SERVICES: dict[str, tuple[Callable[[Any], FastAPI], type[ServiceSettings]]] = {
    "resume": (resume_app, ResumeSettings),
    "interview": (interview_app, InterviewSettings),
    "learning": (learning_app, LearningSettings),
}


@pytest.fixture(params=["local", "jwt"])
async def identity(request: pytest.FixtureRequest) -> AsyncIterator[dict[str, Any]]:
    """The settings of each `AUTH_MODE`."""
    if request.param == "local":
        yield {}
        return
    async with Issuer(keys=[new_key("ES256")]) as issuer:
        yield issuer.settings


def app_of(service: str, mongod: Mongod, database: str, **members: Any) -> FastAPI:
    create, settings = SERVICES[service]
    return create(
        settings(
            mongodb_url=SecretStr(mongod.url),
            cors_allowed_origins=(OWN,),
            **{f"{service}_database": database},
            **members,
        )
    )


def changes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and path of everything that changes something."""
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            if method.upper() not in SAFE_METHODS:
                yield method.upper(), "/".join(NOBODY if part[:1] == "{" else part for part in path.split("/"))


@pytest.mark.parametrize("service", list(SERVICES))
async def test_a_foreign_page_changes_nothing_in_any_service(
    mongod: Mongod, database_name: str, identity: dict[str, Any], service: str
) -> None:
    app = app_of(service, mongod, database_name, **identity)
    changes = list(changes_of(app))

    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app))
        client = await stack.enter_async_context(http_client(url))
        assert changes
        for method, path in changes:
            refused = await client.request(method, path, headers={"Sec-Fetch-Site": "cross-site", "Origin": FOREIGN})
            assert_problem(refused, 403, "CROSS_ORIGIN_REQUEST")
            assert "x-request-id" in refused.headers
            own = await client.request(method, path, headers={"Sec-Fetch-Site": "same-origin"})
            assert own.json().get("code") != "CROSS_ORIGIN_REQUEST" if own.content else own.is_success


@pytest.fixture
async def client(mongod: Mongod, database_name: str) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app_of("resume", mongod, database_name)))
        yield await stack.enter_async_context(http_client(url))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": FOREIGN},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Sec-Fetch-Site": "same-site", "Origin": OWN},
        {"Origin": OWN},
        {"Origin": "http://api.localhost:8000", "Host": "api.localhost:8000"},
        {"Origin": "https://API.localhost", "Host": "api.LOCALHOST"},
    ],
)
async def test_own_pages_allowed_origins_and_what_is_no_browser_may_change(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.post(RESUMES, json=NEW, headers=headers)).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "something-new"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://api.localhost", "Host": "api.localhost"},
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Origin": f"{OWN}.evil.example"},
        {"Origin": OWN.replace("https", "http")},
        {"Origin": "http://api.localhost:3000", "Host": "api.localhost:8000"},
    ],
)
async def test_whatever_else_a_browser_says_it_may_not(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    refused = await client.post(RESUMES, json=NEW, headers=headers)

    assert_problem(refused, 403, "CROSS_ORIGIN_REQUEST")
    assert (await client.get(RESUMES, headers=headers)).json()["items"] == []


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data; boundary=b", "x/y", ""])
async def test_a_media_type_opens_no_way_around(client: httpx.AsyncClient, media_type: str) -> None:
    body = b'{"name": "Eve", "summary": "x"}'

    for path in (RESUMES, f"{RESUMES}/import"):
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": FOREIGN, "Content-Type": media_type}
        assert_problem(await client.post(path, content=body, headers=headers), 403, "CROSS_ORIGIN_REQUEST")

    assert (await client.get(RESUMES)).json()["items"] == []


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, f"Host: localhost\r\nOrigin: {FOREIGN}\r\nContent-Length: 100"),
        (421, "Host: evil.example\r\nContent-Length: 100"),
        (421, "Host: evil.example\r\nContent-Length: 100000000"),
        (421, "Host: evil.example\r\nTransfer-Encoding: chunked"),
    ],
)
async def test_it_is_refused_before_its_body_is_read(client: httpx.AsyncClient, status: int, headers: str) -> None:
    address = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"POST {RESUMES} HTTP/1.1\r\n{headers}\r\n\r\n".encode())

    async with asyncio.timeout(5):
        answer = await reader.readline()

    writer.close()
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize("service", list(SERVICES))
async def test_a_foreign_name_reaches_nothing_of_any_service(
    mongod: Mongod, database_name: str, identity: dict[str, Any], service: str
) -> None:
    app = app_of(service, mongod, database_name, **identity)
    prefix = {"resume": RESUMES, "interview": "/api/v1/interview", "learning": "/api/v1/learning"}[service]
    read = [("GET", path) for path in ("/", "/metrics", f"{prefix}/health", f"{prefix}/docs", f"{prefix}/openapi.json")]

    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app))
        client = await stack.enter_async_context(http_client(url))
        for method, path in (*read, ("OPTIONS", prefix), *changes_of(app)):
            refused = await client.request(method, path, headers={"Host": "evil.example"})
            assert_problem(refused, 421, "UNKNOWN_HOST")
        assert (await client.get(f"{prefix}/health")).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *(
            "evil.example",
            "evil.example:8001",
            "127.0.0.2",
            "0.0.0.1",
            "[::2]",
            "localhost.evil.example",
            "x.localhost",
        ),
        *("evil.example@localhost", "localhost:80@evil.example", "localhost#", "localhost.", "", "localhost:x", "[::1"),
    ],
)
async def test_whatever_is_not_a_name_of_ours_is_foreign(client: httpx.AsyncClient, host: str) -> None:
    assert_problem(await client.get(f"{RESUMES}/health", headers={"Host": host}), 421, "UNKNOWN_HOST")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8001", "[::1]:8001", "API.LocalHost", "resumes.example:80"])
async def test_our_names_work_with_any_port_and_in_any_case(mongod: Mongod, database_name: str, host: str) -> None:
    names = ("api.localhost", "resumes.example")
    app = app_of("resume", mongod, database_name, allowed_hosts=names)

    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app))
        client = await stack.enter_async_context(http_client(url))
        assert (await client.get(f"{RESUMES}/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("headers", ["", "Host: localhost\r\nHost: evil.example\r\n"])
async def test_a_request_has_one_host(client: httpx.AsyncClient, headers: str) -> None:
    address = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"GET {RESUMES}/health HTTP/1.1\r\n{headers}Connection: close\r\n\r\n".encode())

    async with asyncio.timeout(5):
        answer = await reader.read()

    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code":"INVALID_HOST"' in answer


@pytest.mark.parametrize("target", ["http://evil.example/", "http://localhost/", "evil.example:443"])
async def test_a_request_names_its_path_alone(client: httpx.AsyncClient, target: str) -> None:
    address = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    method = "CONNECT" if ":443" in target else "GET"
    path = "" if method == "CONNECT" else f"{RESUMES}/health".removeprefix("/")
    writer.write(f"{method} {target}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    async with asyncio.timeout(5):
        answer = await reader.read()

    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("hosts", ["*", "*.example.com", "https://app.example.com", "example.com:80", "a b", "a`b"])
def test_what_is_no_host_name_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)

    with pytest.raises(ValidationError, match="allowed_hosts"):
        ServiceSettings()


def test_the_names_of_the_loopback_are_ours_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " Resumes.example, 10.0.0.7,")

    assert ServiceSettings().allowed_hosts == ("resumes.example", "10.0.0.7", "localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize("origins", ["*", "app.example.com", "https://app.example.com/", "https://*.example.com"])
def test_what_is_no_origin_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", origins)

    with pytest.raises(ValidationError, match="cors_allowed_origins"):
        ServiceSettings()


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", " https://App.example.com, http://localhost:3000,")

    assert ServiceSettings().cors_allowed_origins == ("https://app.example.com", "http://localhost:3000")
