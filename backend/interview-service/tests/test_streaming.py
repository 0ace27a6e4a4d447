"""A set that comes question by question, and a client that goes."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from interview_service.main import create_app
from interview_service.settings import InterviewSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.core.ids import new_id
from shared.testing.models.questions import answer, question
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes
from shared.testing.serving import client_of, http_client, serving
from shared.testing.wire import Answers, Fails, WireServer, values_for

STREAM = {"Accept": "text/event-stream"}
Event = tuple[str, Any]


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        yield server


@pytest.fixture
async def modelled(mongod: Mongod, database_name: str, wire: WireServer) -> AsyncIterator[WithResumes]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resume_settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(create_resume_app(resume_settings)))
        llm = values_for(wire, "openai", "claude")
        settings = InterviewSettings(
            **llm, mongodb_url=url, interview_database=database_name, resume_service_url=resume_url
        )
        interview = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/interview"))
        resumes = http_client(f"{resume_url}/api/v1/resumes")
        yield WithResumes(interview, await stack.enter_async_context(resumes))


async def events(response: httpx.Response) -> AsyncIterator[Event]:
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def streamed(services: WithResumes, resume_id: str, **options: Any) -> list[Event]:
    headers = {**STREAM, **options.pop("headers", {})}
    async with services.service.stream("POST", f"/{resume_id}/questions", headers=headers, **options) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        return [event async for event in events(response)]


async def test_a_set_comes_question_by_question_and_then_whole(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    told = await streamed(services, resume_id, json={"count": 3})

    names = [name for name, _ in told]
    assert names[-1] == "completed"
    assert [name for name in names if name == "question"] == ["question"] * 3
    assert names[0] == "progress"
    whole = told[-1][1]
    assert [data for name, data in told if name == "question"] == whole["questions"]
    assert (await services.service.get(f"/question-sets/{whole['id']}")).json() == whole


async def test_what_fails_before_anything_is_written_fails_plainly(services: WithResumes) -> None:
    missing = await services.service.post(f"/{new_id()}/questions", headers=STREAM)
    wrong = await services.service.post(f"/{new_id()}/questions", headers=STREAM, json={"count": 0})

    assert_problem(missing, 404, "RESUME_NOT_FOUND")
    assert wrong.status_code == 422


async def test_no_question_comes_twice_when_a_provider_goes_in_the_middle(
    modelled: WithResumes, wire: WireServer
) -> None:
    resume_id = await modelled.post_resume()
    wire.openai.script([Fails("cut_off", text=answer([question(number) for number in range(4)]), share=0.6)])
    wire.claude.script([Answers(answer([question(3), question(4)]))])

    told = await streamed(modelled, resume_id, json={"count": 4})

    asked = [data["question"] for name, data in told if name == "question"]
    assert told[-1][0] == "completed"
    assert len(asked) == len(set(asked)) == 4
    assert {one["provider"] for one in told[-1][1]["generation"]["contributors"]} == {"openai", "claude"}


async def test_every_provider_failing_is_said_at_the_end_of_a_stream(modelled: WithResumes, wire: WireServer) -> None:
    resume_id = await modelled.post_resume()
    wire.openai.fails("server_error")
    wire.claude.fails("server_error")

    told = await streamed(modelled, resume_id, json={"count": 2})

    assert told[-1][0] == "failed"
    assert told[-1][1]["code"] == "LLM_UNAVAILABLE"


async def test_a_client_that_goes_frees_the_provider_and_nothing_is_kept(
    modelled: WithResumes, wire: WireServer
) -> None:
    resume_id = await modelled.post_resume()
    wire.openai.piece, wire.openai.pace = 40, 0.02
    wire.openai.answers(answer([question(number) for number in range(5)]))

    async with modelled.service.stream(
        "POST", f"/{resume_id}/questions", headers=STREAM, json={"count": 5}
    ) as response:
        async for name, _ in events(response):
            if name == "question":
                break

    await wire.openai.disconnected()
    listed = await modelled.service.get(f"/{resume_id}/questions")
    assert listed.json()["items"] == []


async def test_a_stream_that_is_asked_for_again_gives_what_was_made(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    key = {"Idempotency-Key": str(new_id())}

    first = await streamed(services, resume_id, headers=key, json={"count": 2})
    again = await streamed(services, resume_id, headers=key, json={"count": 2})

    assert again == [("completed", first[-1][1])]
