"""The client of interview-service in front of answers that the real one never gives."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from learning_service.practice.client import MAX_PARTS, PracticeClient
from learning_service.practice.errors import InterviewServiceUnavailable

from shared.core.identity import Identity, InvalidToken
from shared.core.ids import new_id
from shared.resumes.errors import ResumeNotFound

CALLER = Identity("local", (("Authorization", "Bearer t"),))
RESUME_ID = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


def question(**members: object) -> dict[str, Any]:
    made = {
        "question_id": str(new_id()),
        "session_id": str(new_id()),
        "resume_id": RESUME_ID,
        "resume_version": 1,
        "language": "ko",
        "type": "quality",
        "topics": [],
        "question": "?",
        "what_good_answers_cover": [],
        "said": "",
        "weakest": None,
        "why": "",
        "to_next_level": None,
        "missing": [],
        "answers": [{"answer_id": str(new_id()), "answered_at": "2026-11-30T09:00:00Z", "total": 1.0}],
    }
    return {**made, **members}


def client_of(answer: Callable[[httpx.Request], httpx.Response]) -> PracticeClient:
    return PracticeClient("http://interviews", httpx.MockTransport(answer))


def part(items: list[dict[str, Any]], cursor: str | None = None, *, complete: bool = True) -> httpx.Response:
    body = {"items": items, "next_cursor": cursor, "complete": complete, "more": "to come"}
    return httpx.Response(200, json=body, headers={"ETag": '"t"'})


async def test_all_parts_are_read_and_a_question_counts_once() -> None:
    again, other = question(), question()
    parts = {None: part([again], "b"), "b": part([other, {**again, "said": "older"}])}
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("if-none-match"))
        assert request.headers["authorization"] == "Bearer t"
        return parts[request.url.params.get("cursor")]

    weak = await client_of(answer).weak(CALLER, 3.5, '"old"')

    assert weak is not None
    assert {str(one.question_id): one.said for one in weak.questions} == {
        again["question_id"]: "",
        other["question_id"]: "",
    }
    assert (weak.tag, weak.complete, seen) == ('"t"', True, ['"old"', None])


async def test_a_list_that_is_known_is_not_read() -> None:
    assert await client_of(lambda _: httpx.Response(304)).weak(CALLER, 3.5, '"t"') is None


async def test_a_list_without_an_end_is_left_at_some_point() -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return part([question()], f"c{len(calls)}")

    weak = await client_of(answer).weak(CALLER, 3.5, None)

    assert weak is not None
    assert (weak.complete, weak.tag, len(calls)) == (False, None, MAX_PARTS + 1)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Welcome to nginx!</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"items": [question(answers="none")], "next_cursor": None, "complete": True}),
        httpx.Response(404, json={}),
        httpx.Response(503, json={}),
    ],
    ids=lambda one: str(one.status_code),
)
async def test_what_is_no_list_is_an_unavailable_service(answer: httpx.Response) -> None:
    with pytest.raises(InterviewServiceUnavailable):
        await client_of(lambda _: answer).weak(CALLER, 3.5, None)


async def test_a_service_that_is_away_is_unavailable() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(InterviewServiceUnavailable):
        await client_of(away).weak(CALLER, 3.5, None)


async def test_a_token_that_has_ended_is_the_callers_matter() -> None:
    with pytest.raises(InvalidToken):
        await client_of(lambda _: httpx.Response(401)).progress(CALLER, RESUME_ID)


@pytest.mark.parametrize("resume_id", [RESUME_ID, "../sessions"])
async def test_a_resume_that_is_not_there_is_not_found(resume_id: str) -> None:
    with pytest.raises(ResumeNotFound):
        await client_of(lambda _: httpx.Response(404, text=json.dumps({}))).progress(CALLER, resume_id)
