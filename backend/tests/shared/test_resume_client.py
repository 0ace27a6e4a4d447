"""The client of resume-service in front of answers that the real one never gives."""

import json
from typing import Any

import httpx
import pytest

from shared.core.identity import Identity
from shared.resumes.client import ResumeClient
from shared.resumes.errors import ResumeServiceUnavailable

RESUME_ID = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
ANSWER: dict[str, Any] = {"id": RESUME_ID, "version": 3, "name": "김민수", "work_experiences": [{"company": "A"}]}
CALLER = Identity("local")


def client_of(body: str) -> ResumeClient:
    return ResumeClient("http://resumes", httpx.MockTransport(lambda _: httpx.Response(200, text=body)))


async def test_a_resume_is_read() -> None:
    resume = await client_of(json.dumps(ANSWER)).get(RESUME_ID, CALLER)

    assert (resume.id, resume.version, resume.content) == (RESUME_ID, 3, ANSWER)


async def test_the_same_answer_is_the_same_document_and_another_one_is_another() -> None:
    answers = iter([ANSWER, ANSWER, {**ANSWER, "version": 4}])
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=json.dumps(next(answers))))
    client = ResumeClient("http://resumes", transport)

    first, again, later = [await client.get(RESUME_ID, CALLER) for _ in range(3)]

    assert first is again
    assert (later.version, later.content) == (4, {**ANSWER, "version": 4})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>Welcome to nginx!</html>",
        '{"id": "01931a5e',
        "null",
        "[]",
        '"a text"',
        json.dumps({**ANSWER, "id": 7}),
        json.dumps({**ANSWER, "version": "3"}),
        json.dumps({**ANSWER, "version": True}),
        json.dumps({**ANSWER, "name": ["김민수"]}),
        json.dumps({**ANSWER, "contact": "mail me"}),
        json.dumps({**ANSWER, "work_experiences": ["A"]}),
        *(json.dumps({name: value for name, value in ANSWER.items() if name != gone}) for gone in ("id", "version")),
    ],
)
async def test_what_is_no_resume_is_an_unavailable_service(body: str) -> None:
    with pytest.raises(ResumeServiceUnavailable):
        await client_of(body).get(RESUME_ID, CALLER)
