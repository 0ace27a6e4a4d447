"""Follow-ups by a model as a client gets them; the SDKs, resume-service and MongoDB are real."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from shared.testing.models.evaluations import QUESTIONS, Judge, told
from shared.testing.practising import practise
from shared.testing.services import WithResumes
from shared.testing.wire import WireServer

from .conftest import Run
from .test_evaluating_api import DIMENSIONS, fail, streamed
from .test_streaming import STREAM, Event, events

TEXT = "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."


@pytest.mark.parametrize("mode", ["practice", "mock"])
async def test_the_next_question_is_the_models_and_says_what_it_cost(modelled: WithResumes, mode: str) -> None:
    practice = await practise(modelled, mode=mode, follow_ups=1)

    answered = await practice.answer(text=TEXT)

    asked = answered["session"]["current_question"]
    follow_up, generation = asked["follow_up"], asked["follow_up"]["generation"]
    assert TEXT[follow_up["start"] : follow_up["end"]] == follow_up["quote"] == "제가 캐시 만료를 5분으로 정했습니다"
    assert asked["question"].endswith(QUESTIONS["ko"])
    assert (generation["source"], generation["provider"]) == ("llm", "openai")
    assert generation["prompt_version"].startswith("follow_up-")
    assert generation["cost_usd"] > 0
    assert generation["usage"]["output_tokens"] > 0
    assert (await practice.now())["current_question"] == asked


async def test_a_stream_has_it_with_the_answer(modelled: WithResumes) -> None:
    practice = await practise(modelled, follow_ups=1)

    came = await streamed(practice, "/answers", {"question_id": practice.questions[0], "text": TEXT})

    answered = next(data for name, data in came if name == "answer")
    assert answered["session"]["current_question"]["question"].endswith(QUESTIONS["ko"])
    assert came[-1][1]["session"] == answered["session"] | {
        name: came[-1][1]["session"][name] for name in ("ran_seconds", "remaining_seconds")
    }


async def test_when_all_models_fail_the_answer_is_kept_with_the_follow_up_of_the_rules(
    modelled: WithResumes, wire: WireServer
) -> None:
    practice = await practise(modelled, follow_ups=1)
    fail(wire)

    failed = await practice.send(text=TEXT)

    follow_up = (await practice.now())["current_question"]["follow_up"]
    assert (failed.status_code, failed.json()["answer_id"]) == (503, follow_up["answer_id"])
    assert follow_up["generation"]["source"] == "rule_based"
    assert {one["outcome"] for one in follow_up["generation"]["attempts"]} == {"unavailable"}


async def _until_answered(response: httpx.Response) -> AsyncGenerator[Event]:
    async for event in events(response):
        yield event
        if event[0] == "answer":
            return


async def test_a_slow_model_does_not_hold_up_the_next_question(running: Run, wire: WireServer, judge: Judge) -> None:
    async with running(follow_up_seconds=0.2) as modelled:
        practice = await practise(modelled, follow_ups=1)
        wire.openai.delay = wire.claude.delay = 30
        body = {"question_id": practice.questions[0], "text": TEXT}

        async with (
            asyncio.timeout(10),
            modelled.service.stream("POST", f"{practice.path}/answers", json=body, headers=STREAM) as response,
        ):
            names = [name async for name, _ in _until_answered(response)]

        assert names[-1] == "answer"
        assert "dimension" not in names
        follow_up = (await practice.now())["current_question"]["follow_up"]
        assert follow_up["generation"]["source"] == "rule_based"
        assert judge.seen == []


async def test_somebody_whose_generations_are_used_up_gets_the_rules(running: Run, judge: Judge) -> None:
    async with running(quota=1) as modelled:
        # The set of questions was the only one.
        practice = await practise(modelled, follow_ups=1)

        answered = await practice.answer(text=TEXT)

        generation = answered["session"]["current_question"]["follow_up"]["generation"]
        assert (generation["source"], generation["attempts"], answered["evaluation"]) == ("rule_based", [], None)
        assert judge.seen == []


async def test_of_answers_at_once_one_is_shown_to_a_model(modelled: WithResumes, judge: Judge) -> None:
    practice = await practise(modelled, follow_ups=1)
    first = practice.questions[0]

    answers = await asyncio.gather(*(practice.send(question_id=first, text=f"{TEXT} {at}") for at in range(20)))

    assert sorted(one.status_code for one in answers) == [201, *[409] * 19]
    assert sum(prompt.startswith("Ask a follow-up") for prompt in judge.seen) == 1


async def test_feedback_does_not_wait_for_the_next_question(running: Run, wire: WireServer) -> None:
    def only_follow_ups(body: dict[str, Any]) -> float:
        return 60.0 if told(body)[1].startswith("Ask a follow-up") else 0.0

    async with running(follow_up_seconds=30) as modelled:
        practice = await practise(modelled, follow_ups=1)
        wire.openai.delay = wire.claude.delay = only_follow_ups
        body = {"question_id": practice.questions[0], "text": TEXT}

        names: list[str] = []
        async with (
            asyncio.timeout(20),
            modelled.service.stream("POST", f"{practice.path}/answers", json=body, headers=STREAM) as response,
        ):
            async for name, _ in events(response):
                names += [name] if name != "progress" else []
                if names.count("dimension") == DIMENSIONS:
                    break

        assert names == ["dimension"] * DIMENSIONS


async def test_the_end_comes_behind_the_next_question(running: Run, wire: WireServer) -> None:
    async with running(follow_up_seconds=0.3) as modelled:
        practice = await practise(modelled, follow_ups=1)
        wire.openai.delay = wire.claude.delay = lambda body: 60.0 * told(body)[1].startswith("Ask a follow-up")

        came = await streamed(practice, "/answers", {"question_id": practice.questions[0], "text": TEXT})

        names = [name for name, _ in came if name != "progress"]
        assert sorted(names[:-1]) == ["answer", *["dimension"] * DIMENSIONS]
        assert names[-1] == "completed"
        asked = next(data for name, data in came if name == "answer")["session"]["current_question"]
        assert asked["follow_up"]["generation"]["source"] == "rule_based"
        assert came[-1][1]["session"]["current_question"] == asked
