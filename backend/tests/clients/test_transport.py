"""How the Python clients send requests again, and what they raise."""

import json
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from clients.faking import ONCE, RESUME, FakeApi, problem, within
from interview_prep import (
    AsyncInterviewPrep,
    InterviewPrepError,
    NoAnswer,
    ProblemError,
    Retries,
    TooManyRequests,
    Unavailable,
    events,
    models,
)

STORED = httpx2.Response(201, json=RESUME)


async def create(api: FakeApi, retries: Retries | None = None) -> models.ResumeOut:
    async with api.client(retries=retries) as client:
        return await client.create_resume({"name": "Ada"})


async def test_an_outage_is_waited_for_with_the_same_key() -> None:
    api = FakeApi([problem(503, "DATABASE_UNAVAILABLE", Retry_After="2"), httpx2.ReadError("gone"), STORED])

    assert (await create(api)).id == "r"

    keys = api.header("Idempotency-Key")
    assert (len(keys), len(set(keys)), None in keys) == (3, 1, False)
    assert [request.content for request in api.requests] == [b'{"name":"Ada"}'] * 3
    # What the API asks for and up to half a second more; then the second pause, of which a random half is left out.
    assert within(api.pauses, (2, 2.5), (0.5, 1))


async def test_each_call_has_a_key_of_its_own() -> None:
    api = FakeApi([STORED, STORED])
    async with api.client() as client:
        await client.create_resume({"name": "Ada"})
        await client.create_resume({"name": "Ada"})

    first, second = api.header("Idempotency-Key")
    assert first != second


async def test_the_client_that_waits_does_the_same() -> None:
    api = FakeApi([problem(429, "QUOTA", Retry_After="1"), STORED])
    with api.waiting_client() as client:
        assert client.create_resume({"name": "Ada"}).id == "r"

    assert within(api.pauses, (1, 1.5))
    assert len(set(api.header("Idempotency-Key"))) == 1


async def test_pauses_grow_and_end() -> None:
    api = FakeApi([problem(503, "DATABASE_UNAVAILABLE")] * 4)
    with pytest.raises(Unavailable):
        await create(api)

    assert within(api.pauses, (0.25, 0.5), (0.5, 1), (1, 2))


async def test_a_quota_that_resets_at_midnight_is_not_waited_for() -> None:
    api = FakeApi([problem(429, "QUOTA_EXCEEDED", Retry_After="3600")])
    with pytest.raises(TooManyRequests) as caught:
        await create(api)

    assert (caught.value.retry_after, caught.value.code, api.pauses) == (3600, "QUOTA_EXCEEDED", [])


async def test_a_request_that_is_still_carried_out_is_waited_for() -> None:
    api = FakeApi([problem(409, "IDEMPOTENCY_IN_PROGRESS", Retry_After="1"), STORED])

    assert (await create(api)).id == "r"


@pytest.mark.parametrize(
    "failure",
    [
        problem(409, "JOB_FINISHED"),
        problem(422, "VALIDATION_FAILED"),
        problem(404, "RESUME_NOT_FOUND"),
        problem(500, "INTERNAL_ERROR"),
        problem(504, "LLM_DEADLINE_EXCEEDED"),
    ],
    ids=lambda response: str(response.status_code),
)
async def test_what_would_fail_again_is_not_repeated(failure: httpx2.Response) -> None:
    api = FakeApi([failure])
    with pytest.raises(ProblemError):
        await create(api)

    assert len(api.requests) == 1


CHANGES: dict[str, Callable[[AsyncInterviewPrep], Awaitable[object]]] = {
    "patch": lambda client: client.patch_resume("r", {"name": "Ada"}),
    "delete": lambda client: client.delete_resume("r"),
    "replace what it has read": lambda client: client.replace_resume("r", {"name": "Ada"}, if_match=1),
}
"""If one of these was carried out, the second would fail, and nobody would know why."""


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (httpx2.ReadError("gone"), False),
        (problem(503, "DATABASE_UNAVAILABLE"), False),
        (httpx2.ConnectError("refused"), True),
        (problem(503, "SERVICE_UNREACHABLE"), False),
        (problem(503, "UPLOADS_BUSY"), True),
        (problem(429, "HTTP_429"), True),
    ],
    ids=["lost", "unknown", "not sent", "killed", "not read", "too many"],
)
async def test_a_change_is_sent_again_only_if_it_was_not_carried_out(
    change: Callable[[AsyncInterviewPrep], Awaitable[object]],
    failure: httpx2.Response | Exception,
    again: bool,
) -> None:
    api = FakeApi([failure, problem(404, "RESUME_NOT_FOUND")])
    async with api.client() as client:
        with pytest.raises(InterviewPrepError):
            await change(client)

    assert len(api.requests) == (2 if again else 1)


async def test_no_answer_says_what_happened() -> None:
    api = FakeApi([httpx2.ConnectTimeout("too slow")])
    with pytest.raises(NoAnswer, match="ConnectTimeout: too slow"):
        await create(api, ONCE)


async def test_a_problem_carries_everything_that_the_api_said() -> None:
    body = {"code": "LLM_UNAVAILABLE", "detail": "None.", "request_id": "r-7", "attempts": [{"provider": "openai"}]}
    api = FakeApi([httpx2.Response(503, json=body)])
    with pytest.raises(Unavailable) as caught:
        await create(api, ONCE)

    error = caught.value
    assert (error.code, error.request_id, error.problem["attempts"]) == ("LLM_UNAVAILABLE", "r-7", body["attempts"])
    assert str(error) == "LLM_UNAVAILABLE: None. (status 503, request r-7)"


@pytest.mark.parametrize("body", [b"Bad Gateway", b"[1]", b"\xff"])
async def test_an_answer_of_a_proxy_is_a_problem_too(body: bytes) -> None:
    api = FakeApi([httpx2.Response(502, content=body, headers={"X-Request-ID": "r-9", "Retry-After": "Mon"})])
    with pytest.raises(ProblemError) as caught:
        await create(api, ONCE)

    assert (caught.value.code, caught.value.request_id, caught.value.retry_after) == ("HTTP_502", "r-9", None)


async def test_a_token_is_asked_for_before_each_request() -> None:
    tokens = iter(["first", "second"])

    async def token() -> str:
        return next(tokens)

    api = FakeApi([problem(503, "DATABASE_UNAVAILABLE", Retry_After="0"), STORED])
    async with api.client(token=token) as client:
        await client.create_resume({"name": "Ada"})

    assert api.header("Authorization") == ["Bearer first", "Bearer second"]


async def test_a_part_of_a_path_cannot_be_more_than_one() -> None:
    api = FakeApi([httpx2.Response(200, json=RESUME)])
    async with api.client() as client:
        await client.get_resume("../jobs?a=b#c")

    assert str(api.requests[0].url) == "http://api.test/api/v1/resumes/..%2Fjobs%3Fa%3Db%23c"


async def test_a_query_has_what_was_given() -> None:
    api = FakeApi([httpx2.Response(200, json={"items": [], "next_cursor": None, "looked_back_to": None})] * 2)
    async with api.client() as client:
        await client.list_resumes(limit=3, name="김 민수")
        await client.list_resumes()

    assert [request.url.query for request in api.requests] == [b"limit=3&name=%EA%B9%80+%EB%AF%BC%EC%88%98", b""]


async def test_members_and_values_of_a_later_version_are_kept() -> None:
    later: dict[str, object] = {**RESUME, "mood": "good", "derived": {"technologies": [], "seniority": "principal"}}
    api = FakeApi([httpx2.Response(200, json=later)])
    async with api.client() as client:
        resume = await client.get_resume("r")

    assert resume.derived is not None
    assert (resume.derived.seniority, resume.model_extra) == ("principal", {"mood": "good"})


def test_a_misspelt_member_is_found_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        models.QuestionsRequest.model_validate({"cuont": 3})


async def test_only_what_was_set_is_sent() -> None:
    api = FakeApi([problem(404, "RESUME_NOT_FOUND")] * 2)
    async with api.client() as client:
        for body in (models.QuestionsRequest(count=3), {"target": models.QuestionsRequest(language="en")}):
            with pytest.raises(ProblemError):
                await client.create_questions("r", body)

    assert [json.loads(request.content) for request in api.requests] == [{"count": 3}, {"target": {"language": "en"}}]


def test_every_stream_tells_its_end() -> None:
    tables = [table for name, table in vars(events).items() if name.isupper()]
    assert len(tables) == 6
    assert all("completed" in table and "failed" not in table for table in tables)
