"""The server of the page: what it sends, how, and what it refuses."""

import gzip
import json
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from page.__main__ import main
from page.app import Page
from page.settings import PageSettings
from shared.config.auth import AuthSettings

INDEX = "<!doctype html><title>page</title>"
SCRIPT = "export const answer = 42;"
VIEWS = ("/", "/app", "/app/", "/app/reviews", "/app/resumes/0193/path", "/app/signed-in")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built page: a script whose name has its hash, with its compressed copy."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    (tmp_path / "assets" / "main-1a2b.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "assets" / "main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / ".built").write_text("hash", encoding="utf-8")
    return tmp_path


@pytest.fixture
async def client(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its server."""
    transport = httpx.ASGITransport(Page(built, {"auth": {"mode": "local"}}))
    async with httpx.AsyncClient(transport=transport, base_url="http://api.localhost") as client:
        yield client


@pytest.mark.parametrize("path", VIEWS)
async def test_every_view_is_the_index_and_is_asked_for_again(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.text) == (200, INDEX)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_a_hashed_file_is_kept_forever_and_comes_compressed(client: httpx.AsyncClient) -> None:
    plain = await client.get("/app/assets/main-1a2b.js", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/app/assets/main-1a2b.js", headers={"Accept-Encoding": "br, gzip"})

    assert "immutable" in plain.headers["Cache-Control"]
    assert (plain.text, packed.text) == (SCRIPT, SCRIPT)
    assert ("Content-Encoding" in plain.headers, packed.headers["Content-Encoding"]) == (False, "gzip")
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("refused", ["gzip;q=0", "gzip; q=0.0", "deflate", ""])
async def test_an_encoding_that_is_not_accepted_is_not_sent(client: httpx.AsyncClient, refused: str) -> None:
    answer = await client.get("/app/assets/main-1a2b.js", headers={"Accept-Encoding": refused})

    assert "Content-Encoding" not in answer.headers


async def test_what_is_known_is_not_sent_again(client: httpx.AsyncClient) -> None:
    known = (await client.get("/")).headers["ETag"]

    for tags in (known, f'"other", W/{known}', "*"):
        answer = await client.get("/", headers={"If-None-Match": tags})
        assert (answer.status_code, answer.content) == (304, b"")
    assert (await client.get("/", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_only_the_answer_at_the_root_depends_on_what_is_accepted(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/"), await client.get("/", headers={"If-None-Match": "*"}), await client.get("/app/")]

    assert [answer.headers["Vary"] for answer in answers] == [
        "Accept-Encoding, Accept",
        "Accept-Encoding, Accept",
        "Accept-Encoding",
    ]


async def test_a_websocket_is_refused(built: Path) -> None:
    said: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect"}

    await Page(built, {})({"type": "websocket", "path": "/", "headers": []}, receive, send)

    assert said == [{"type": "websocket.close"}]


async def test_head_sends_the_headers_alone(client: httpx.AsyncClient) -> None:
    answer = await client.head("/")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(INDEX))


@pytest.mark.parametrize(
    "path", ["/app/none.js", "/app/.built", "/app/main-1a2b.js.gz", "/appx", "/other", "/api/v1/x"]
)
async def test_what_is_no_view_and_no_file_is_a_problem(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "NOT_FOUND"


async def test_nothing_can_be_changed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


async def test_only_scripts_and_styles_of_its_own_run(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["Content-Security-Policy"]

    assert policy.startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    )
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (await client.get("/")).headers["X-Content-Type-Options"] == "nosniff"


def test_with_tokens_the_page_knows_the_issuer_and_may_ask_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_MODE", "jwt")
    monkeypatch.setenv("AUTH_ISSUER", "https://login.example.com/realms/prep")
    monkeypatch.setenv("AUTH_AUDIENCE", "interview-prep")
    settings = PageSettings.load()

    assert settings.issuer_origins == ("https://login.example.com",)
    auth = settings.configuration["auth"]
    assert auth["issuer"] == "https://login.example.com/realms/prep"
    assert (auth["client_id"], auth["audience"]) == ("interview-prep-page", "interview-prep")


async def test_an_issuer_may_give_its_tokens_elsewhere(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_MODE", "jwt")
    monkeypatch.setenv("AUTH_ISSUER", "https://login.example.com")
    monkeypatch.setenv("PAGE_TOKEN_ORIGINS", "https://tokens.example.com/oauth2/token https://login.example.com")
    settings = PageSettings.load()

    page = httpx.ASGITransport(Page(built, settings.configuration, settings.issuer_origins))
    async with httpx.AsyncClient(transport=page, base_url="http://page") as client:
        policy = (await client.get("/")).headers["Content-Security-Policy"]

    assert "connect-src 'self' https://login.example.com https://tokens.example.com;" in policy


@pytest.mark.parametrize("name", ["PAGE_TOKEN_ORIGINS", "AUTH_ISSUER"])
def test_what_is_no_address_does_not_get_into_the_policy(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTH_MODE", "jwt")
    monkeypatch.setenv("AUTH_ISSUER", "https://login.example.com")
    monkeypatch.setenv(name, "https://a;script-src")

    assert main() == 1
    assert capsys.readouterr().err == f"Cannot start: {name} has no http(s) address: https://a;script-src\n"


async def test_the_configuration_says_who_may_call(client: httpx.AsyncClient) -> None:
    answer = await client.get("/app/configuration.json")

    assert json.loads(answer.content) == {"auth": {"mode": "local"}}
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_was_not_built_cannot_be_served(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make page"):
        Page(tmp_path, {})


def test_the_defaults_are_those_of_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAGE_PORT", raising=False)

    assert PageSettings.load().auth_mode == AuthSettings().auth_mode
    assert PageSettings.load().issuer_origins == ()
