"""Pages of other origins change nothing, in every service and every `AUTH_MODE`."""

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
from shared.testing.serving import serving
from shared.web.origins import SAFE_METHODS

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
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False))
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
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False))


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


async def test_it_is_refused_before_its_body_is_read(client: httpx.AsyncClient) -> None:
    address = urlsplit(str(client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"POST {RESUMES} HTTP/1.1\r\nHost: a\r\nOrigin: {FOREIGN}\r\nContent-Length: 100\r\n\r\n".encode())

    async with asyncio.timeout(5):
        status = await reader.readline()

    writer.close()
    assert status.startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("origins", ["*", "app.example.com", "https://app.example.com/", "https://*.example.com"])
def test_what_is_no_origin_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", origins)

    with pytest.raises(ValidationError, match="cors_allowed_origins"):
        ServiceSettings()


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ALLOWED_ORIGINS", " https://App.example.com, http://localhost:3000,")

    assert ServiceSettings().cors_allowed_origins == ("https://app.example.com", "http://localhost:3000")
