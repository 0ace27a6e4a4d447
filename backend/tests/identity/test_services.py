"""Who may do what in the whole product. Endpoints are found in the services themselves, so that none is forgotten."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from interview_service.main import create_app as create_interview
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as create_learning
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.exports.jsonresume import to_json_resume
from resume_service.main import create_app as create_resume
from resume_service.resumes.schemas import ResumeIn
from resume_service.settings import ResumeSettings
from starlette.routing import Mount, Route

from shared.core.identity import SCOPES
from shared.testing.issuer import Issuer
from shared.testing.jobs.nats import NatsServer
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import example_resume
from shared.testing.serving import serving
from shared.web.identity.auth import required_scopes

Ids = Mapping[str, str]

BODIES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "POST": ("application/json", {}),
    "PUT": ("application/json", {"name": "Mallory", "summary": "Mallory was here."}),
    "PATCH": ("application/merge-patch+json", {"summary": "Mallory was here."}),
}
RESUMES, INTERVIEW, LEARNING = "/api/v1/resumes", "/api/v1/interview", "/api/v1/learning"
IMPORT = f"{RESUMES}/import"
OPEN = {
    *(
        f"GET {prefix}/{page}"
        for prefix in (RESUMES, INTERVIEW, LEARNING)
        for page in ("health", "ready", "openapi.json", "docs", "redoc", "docs/assets/")
    ),
    # The first page behind the gateway: links, and no word about anybody.
    *("GET /", "GET /docs"),
    # On the services' own ports alone: the gateway forwards none of it.
    "GET /metrics",
    # Between services, when the owner's token may have ended; nothing is told or deleted that is not being erased.
    f"GET {RESUMES}/erasures/{{resume_id}}",
    f"DELETE {INTERVIEW}/{{resume_id}}/questions",
    f"DELETE {LEARNING}/{{resume_id}}/learning-paths",
}


def as_json_resume() -> dict[str, Any]:
    """The example as a document to import."""
    return to_json_resume(ResumeIn.model_validate(example_resume()).content())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method and a path; `scopes` are what it needs, `None` when it is open to everybody."""

    service: str
    method: str
    path: str
    scopes: frozenset[str] | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def endpoints_of(service: str, app: FastAPI) -> Iterator[Endpoint]:
    """Every endpoint, those included that nobody wrote; fails for a kind of route that is not known here."""
    for route in app.routes:
        match route:
            case APIRoute():
                needs = required_scopes(route.dependant)
                for method in sorted(route.methods or ()):
                    yield Endpoint(service, method, route.path, None if needs is None else needs.scopes)
            case Route():
                for method in sorted(set(route.methods or ()) - {"HEAD"}):
                    yield Endpoint(service, method, route.path, None)
            case Mount():
                yield Endpoint(service, "GET", f"{route.path}/", None)
            case _:
                raise AssertionError(f"who may call {route}?")


@dataclass(frozen=True, slots=True)
class Product:
    """The services, running; `urls` by their names."""

    issuer: Issuer
    urls: Mapping[str, str]
    endpoints: tuple[Endpoint, ...]
    client: httpx.AsyncClient

    @property
    def guarded(self) -> list[Endpoint]:
        return [endpoint for endpoint in self.endpoints if endpoint.scopes is not None]

    async def ask(self, endpoint: Endpoint, ids: Ids, headers: Mapping[str, str]) -> httpx.Response:
        """Send a request that lacks nothing but, perhaps, the right. Fails for a kind of id that is not among `ids`."""
        media_type, body = BODIES.get(endpoint.method, (None, None))
        if str(endpoint) == f"POST {RESUMES}":
            body = example_resume()
        if endpoint.path.endswith("/items/{item_id}"):
            body = {"note": "Mallory was here."}
        if endpoint.path.endswith("/sessions/{session_id}"):
            body = {"state": "finished"}
        if endpoint.path.endswith("/answers"):
            body = {"question_id": ids["question_id"], "text": "Mallory was here."}
        if endpoint.path.endswith("/ratings"):
            body = {"rating": "good"}
        if endpoint.path == IMPORT:
            body = as_json_resume()
        # Both services have jobs, each its own.
        known = {**ids, "job_id": ids.get(f"{endpoint.service}_job_id", "")}
        return await self.client.request(
            endpoint.method,
            self.urls[endpoint.service] + endpoint.path.format_map(known),
            headers={**headers, **({"Content-Type": media_type} if media_type else {})},
            json=body,
            params={"confirm": "all"} if str(endpoint) == f"DELETE {RESUMES}" else None,
        )

    async def make(self, headers: Mapping[str, str]) -> Ids:
        """A résumé with everything that can be made of it; all ids."""
        kept = {"keep_original": "true"}
        imported = await self.client.post(
            self.urls["resume"] + IMPORT, json=as_json_resume(), params=kept, headers=headers
        )
        assert imported.status_code == 201, imported.text
        resume_id = imported.json()["resume"]["id"]
        asked = f"{self.urls['interview']}{INTERVIEW}/{resume_id}/questions"
        learnt = f"{self.urls['learning']}{LEARNING}/{resume_id}/learning-path"
        questions = await self.client.post(asked, headers=headers)
        path = await self.client.post(learnt, headers=headers)
        item_id = path.json()["items"][0]["id"]
        practised = f"{self.urls['interview']}{INTERVIEW}/{resume_id}/sessions"
        set_id = questions.json()["id"]
        session = await self.client.post(practised, json={"question_set_id": set_id}, headers=headers)
        answers = f"{self.urls['interview']}{INTERVIEW}/sessions/{session.json()['id']}"
        await self.client.patch(answers, json={"state": "running"}, headers=headers)
        asked_first = session.json()["current_question"]["id"]
        answered = await self.client.post(
            f"{answers}/answers", json={"question_id": asked_first, "text": "열심히 했습니다."}, headers=headers
        )
        practice = {"session_id": session.json()["id"], "answer_id": answered.json()["id"]}
        practice["question_id"] = answered.json()["session"]["current_question"]["id"]
        made = {"set_id": set_id, **practice, "path_id": path.json()["id"], "item_id": item_id}
        for name, path in (("interview", asked), ("learning", learnt)):
            made[f"{name}_job_id"] = await self._job(path, name, headers)
        return {"resume_id": resume_id, "number": "1", **made, "review_id": await self._review(resume_id, headers)}

    async def _job(self, path: str, service: str, headers: Mapping[str, str]) -> str:
        """A job that was cancelled: its events have an end, and it can be cancelled again."""
        accepted = await self.client.post(path, headers={**headers, "Prefer": "respond-async"})
        cancelled = await self.client.delete(self.urls[service] + accepted.headers["Location"], headers=headers)
        assert (accepted.status_code, cancelled.status_code) == (202, 204), accepted.text
        return accepted.json()["id"]

    async def _review(self, resume_id: str, headers: Mapping[str, str]) -> str:
        """The card of the answer about a résumé; those of earlier ones are due earlier."""
        query = {"due": "2100-01-01", "limit": "100"}
        found: dict[str, str] = {}
        while resume_id not in found:
            path = f"{self.urls['learning']}{LEARNING}/reviews"
            part = (await self.client.get(path, params=query, headers=headers)).json()
            found |= {one["resume_id"]: one["id"] for one in part["items"]}
            query["cursor"] = part["next_cursor"] or ""
        return found[resume_id]


Run = Callable[..., AbstractAsyncContextManager[Product]]


@pytest.fixture
def run(mongod: Mongod, nats_server: NatsServer, database_name: str, issuer: Issuer) -> Run:
    """Run the three services behind tokens of `issuer`; the members are settings of resume-service."""

    @asynccontextmanager
    async def run(**of_resumes: Any) -> AsyncGenerator[Product]:
        stores = {"mongodb_url": SecretStr(mongod.url), "nats_url": SecretStr(nats_server.url)}
        common: dict[str, Any] = {**stores, **issuer.settings}
        async with AsyncExitStack() as stack:
            apps = {"resume": create_resume(ResumeSettings(**{**common, **of_resumes}, resume_database=database_name))}
            urls = {"resume": await stack.enter_async_context(serving(apps["resume"]))}
            common["resume_service_url"] = urls["resume"]
            apps["interview"] = create_interview(InterviewSettings(**common, interview_database=database_name))
            urls["interview"] = await stack.enter_async_context(serving(apps["interview"]))
            common["interview_service_url"] = urls["interview"]
            apps["learning"] = create_learning(LearningSettings(**common, learning_database=database_name))
            urls["learning"] = await stack.enter_async_context(serving(apps["learning"]))
            endpoints = tuple(found for name, app in apps.items() for found in endpoints_of(name, app))
            client = await stack.enter_async_context(httpx.AsyncClient(timeout=30, trust_env=False))
            yield Product(issuer, urls, endpoints, client)

    return run


@pytest.fixture
async def product(run: Run) -> AsyncIterator[Product]:
    async with run() as product:
        yield product


def expected_scopes(endpoint: Endpoint) -> set[str]:
    """What an endpoint should need, by what it does."""
    if endpoint.path.endswith("/providers"):
        return set()
    if endpoint.method == "GET":
        return {"resumes:read"}
    if endpoint.service != "resume" and endpoint.method == "POST":
        return {"generate", "resumes:read"}
    if endpoint.service != "resume" and endpoint.method == "PATCH":
        # What is changed is shown with the change.
        return {"resumes:read", "resumes:write"}
    return {"resumes:write"}


async def test_only_what_is_listed_here_is_open(product: Product) -> None:
    assert {str(endpoint) for endpoint in product.endpoints if endpoint.scopes is None} == OPEN
    for endpoint in product.guarded:
        assert endpoint.scopes == expected_scopes(endpoint), str(endpoint)


async def test_every_other_endpoint_demands_a_token(product: Product) -> None:
    ids = await product.make(product.issuer.bearer("alice"))

    for endpoint in product.guarded:
        nothing = await product.ask(endpoint, ids, {})
        assert_problem(nothing, 401, "UNAUTHORIZED")
        assert nothing.headers["WWW-Authenticate"] == 'Bearer realm="interview-prep"', str(endpoint)
        wrong = await product.ask(endpoint, ids, product.issuer.bearer("alice", aud="another-api"))
        assert_problem(wrong, 401, "INVALID_TOKEN")
        assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"], str(endpoint)


async def test_what_is_open_is_open(product: Product) -> None:
    ids = await product.make(product.issuer.bearer("alice"))

    for endpoint in product.endpoints:
        if endpoint.scopes is None:
            answer = await product.ask(endpoint, ids, {})
            assert answer.status_code not in (401, 403), str(endpoint)


@pytest.mark.unmeasured
async def test_each_scope_is_needed_and_no_other(product: Product) -> None:
    ids = await product.make(product.issuer.bearer("alice"))
    for endpoint in product.guarded:
        assert endpoint.scopes is not None
        for missing in endpoint.scopes:
            lesser = product.issuer.bearer("alice", scope=" ".join(SCOPES - {missing}))
            refused = await product.ask(endpoint, ids, lesser)
            problem = assert_problem(refused, 403, "INSUFFICIENT_SCOPE")
            assert problem["scopes"] == sorted(endpoint.scopes)
            assert f'scope="{" ".join(sorted(endpoint.scopes))}"' in refused.headers["WWW-Authenticate"]
        # What was refused has changed nothing: the same request now works.
        enough = product.issuer.bearer("alice", scope=" ".join(endpoint.scopes))
        allowed = await product.ask(endpoint, ids, enough)
        assert allowed.status_code < 300, f"{endpoint}: {allowed.text}"
        if endpoint.method != "GET":
            ids = await product.make(product.issuer.bearer("alice"))


async def test_another_owners_things_do_not_exist(product: Product) -> None:
    alice, bob = product.issuer.bearer("alice"), product.issuer.bearer("bob")
    ids = await product.make(alice)
    before = await everything_of(product, alice, ids)

    for endpoint in product.guarded:
        if "{" in endpoint.path:
            answer = await product.ask(endpoint, ids, bob)
            assert answer.status_code == 404, f"{endpoint}: {answer.status_code}"
            # Not even the words tell a thing of somebody else from one that never was.
            kinds = ("resume", "set", "path", "session", "review", "interview_job", "learning_job")
            gone = dict.fromkeys((f"{kind}_id" for kind in kinds), NOTHING)
            never = await product.ask(endpoint, {**ids, **gone}, bob)
            assert told(answer) == told(never), str(endpoint)

    assert await everything_of(product, alice, ids) == before


async def test_lists_and_erasing_everything_stop_at_the_owner(product: Product) -> None:
    alice, bob = product.issuer.bearer("alice"), product.issuer.bearer("bob")
    ids = await product.make(alice)
    before = await everything_of(product, alice, ids)
    resumes = product.urls["resume"] + RESUMES

    assert (await product.client.get(resumes, headers=bob)).json()["items"] == []
    erased = await product.client.delete(resumes, params={"confirm": "all"}, headers=bob)

    assert erased.json() == {"erased": 0}
    assert await everything_of(product, alice, ids) == before


async def test_the_same_idempotency_key_of_another_owner_is_another_key(product: Product) -> None:
    key = {"Idempotency-Key": "the-same"}
    alice, bob = ({**product.issuer.bearer(name), **key} for name in ("alice", "bob"))
    address = product.urls["resume"] + RESUMES
    first, again, others = [
        await product.client.post(address, json=example_resume(), headers=headers) for headers in (alice, alice, bob)
    ]

    assert first.json() == again.json()
    assert others.json()["id"] != first.json()["id"]
    lesser = {**product.issuer.bearer("alice", scope="resumes:read"), **key}
    assert_problem(await product.client.post(address, json=example_resume(), headers=lesser), 403, "INSUFFICIENT_SCOPE")


async def test_the_same_name_at_another_issuer_is_another_owner(product: Product, run: Run) -> None:
    ids = await product.make(product.issuer.bearer("alice"))
    async with Issuer() as second, run(**second.settings) as other:
        answer = await other.client.get(
            f"{other.urls['resume']}{RESUMES}/{ids['resume_id']}", headers=second.bearer("alice")
        )

    assert_problem(answer, 404, "RESUME_NOT_FOUND")


async def test_a_token_that_ends_on_the_way_is_the_callers_matter(run: Run) -> None:
    # To resume-service each token is invalid here, as one is that ended while something was made with it.
    async with run(auth_audience="another-api") as product:
        asked = f"{product.urls['interview']}{INTERVIEW}/{NOTHING}/questions"
        learnt = f"{product.urls['learning']}{LEARNING}/{NOTHING}/learning-path"
        for address in (asked, learnt):
            answer = await product.client.post(address, headers=product.issuer.bearer())

            assert_problem(answer, 401, "INVALID_TOKEN")
            assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("service", ["resume", "interview", "learning"])
def test_the_documentation_lets_people_authorize(service: str) -> None:
    settings: dict[str, Any] = {"auth_mode": "jwt", "auth_issuer": "https://a.example", "auth_audience": "b"}
    app = {
        "resume": lambda: create_resume(ResumeSettings(**settings)),
        "interview": lambda: create_interview(InterviewSettings(**settings)),
        "learning": lambda: create_learning(LearningSettings(**settings)),
    }[service]()
    document = app.openapi()

    (scheme,) = document["components"]["securitySchemes"].items()
    assert scheme == (
        "bearer",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token for this API, from its issuer.",
        },
    )
    for endpoint in endpoints_of(service, app):
        operation = document["paths"].get(endpoint.path, {}).get(endpoint.method.lower())
        if operation is None:
            continue
        if endpoint.scopes is None:
            assert "security" not in operation, str(endpoint)
            continue
        assert [sorted(needed["bearer"]) for needed in operation["security"]] == [sorted(endpoint.scopes)]
        assert {"401", "503"} <= operation["responses"].keys(), str(endpoint)
        assert ("403" in operation["responses"]) == bool(endpoint.scopes)
        for scope in endpoint.scopes:
            assert f"`{scope}`" in operation["description"]


def test_without_tokens_the_documentation_has_nothing_to_authorize() -> None:
    for app in (create_resume(ResumeSettings()), create_interview(InterviewSettings())):
        document = app.openapi()

        assert "securitySchemes" not in document["components"]
        assert not any("security" in operation for path in document["paths"].values() for operation in path.values())


RUNNING = re.compile(r'"(?:ran|remaining)_seconds":[\d.]+,?')
NOTHING = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


async def everything_of(product: Product, owner: Mapping[str, str], ids: Ids) -> dict[str, Any]:
    """What an owner sees of these ids."""
    seen: dict[str, Any] = {}
    for endpoint in product.guarded:
        if endpoint.method == "GET" and not endpoint.path.endswith("/providers"):
            answer = await product.ask(endpoint, ids, owner)
            assert answer.status_code == 200, f"{endpoint}: {answer.text}"
            # The time of a session that runs goes on by itself.
            seen[str(endpoint)] = RUNNING.sub("", answer.text)
    return seen


def told(answer: httpx.Response) -> dict[str, Any]:
    """What a problem says, without what is different in every answer."""
    return {name: value for name, value in answer.json().items() if name not in ("request_id", "instance")}
