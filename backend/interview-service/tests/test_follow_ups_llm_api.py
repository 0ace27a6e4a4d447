"""Follow-ups by a model as a client gets them; the SDKs, resume-service and MongoDB are real."""

import asyncio

import pytest

from shared.testing.models.evaluations import QUESTIONS, Judge
from shared.testing.practising import practise
from shared.testing.services import WithResumes
from shared.testing.wire import WireServer

from .conftest import Run
from .test_evaluating_api import fail, streamed
from .test_streaming import STREAM, events

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


async def test_a_stream_has_it_in_its_first_event(modelled: WithResumes) -> None:
    practice = await practise(modelled, follow_ups=1)

    told = await streamed(practice, "/answers", {"question_id": practice.questions[0], "text": TEXT})

    assert told[0][0] == "answer"
    assert told[0][1]["session"]["current_question"]["question"].endswith(QUESTIONS["ko"])
    assert told[-1][1]["session"] == told[0][1]["session"] | {
        name: told[-1][1]["session"][name] for name in ("ran_seconds", "remaining_seconds")
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


async def test_a_slow_model_does_not_hold_up_the_next_question(running: Run, wire: WireServer, judge: Judge) -> None:
    async with running(follow_up_seconds=0.2) as modelled:
        practice = await practise(modelled, follow_ups=1)
        wire.openai.delay = wire.claude.delay = 30
        body = {"question_id": practice.questions[0], "text": TEXT}

        async with (
            asyncio.timeout(10),
            modelled.service.stream("POST", f"{practice.path}/answers", json=body, headers=STREAM) as response,
        ):
            first, _ = await anext(events(response))

        assert first == "answer"
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
