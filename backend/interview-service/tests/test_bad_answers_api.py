"""What comes of an answer that is none: refused with a reason, or kept and never praised."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.testing.practising import Practice, practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

GOOD = {
    "ko": "제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 240ms가 90ms로 줄었습니다.",
    "en": "I set the expiry to 5 minutes because prices change twice a day. As a result 240ms fell to 90ms.",
}
CODE = 'def cached(key):\n    """I measured 240ms and 90ms."""\n    return redis.get(key) or load(key, ttl=300)\n'
KO, EN = {"count": 3, "language": "ko"}, {"count": 3, "language": "en"}


def levels(answered: dict[str, Any]) -> set[int | None]:
    return {one["level"] for one in answered["evaluation"]["dimensions"]}


async def asked(practice: Practice) -> str:
    return (await practice.now())["current_question"]["question"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u2060", "가" * 8_001, "a" * 8_001])
async def test_an_empty_or_too_long_answer_is_refused_and_takes_no_turn(services: WithResumes, text: str) -> None:
    practice = await practise(services)

    problem = assert_problem(await practice.send(text=text), 422, "VALIDATION_FAILED")

    assert [error["pointer"] for error in problem["errors"]] == ["/text"]
    assert (await practice.now())["questions"][0]["attempts"] == 0


@pytest.mark.parametrize("text", ["👍", "👍🏽", "🇰🇷", "...", "?!", "ㅋㅋㅋ", "1", "네", "ok"])
async def test_a_sign_is_an_answer_that_says_nothing(services: WithResumes, text: str) -> None:
    practice = await practise(services, follow_ups=1)

    answered = await practice.answer(text=text)

    assert levels(answered) <= {1, None}
    assert answered["evaluation"]["improved_answer"] is None
    follow_up = answered["session"]["current_question"]["follow_up"]
    assert follow_up is None or follow_up["quote"] == answered["text"]


@pytest.mark.parametrize(("questions", "text"), [(KO, GOOD["en"]), (EN, GOOD["ko"])])
async def test_another_language_than_asked_is_kept_and_not_judged_by_rules(
    services: WithResumes, questions: dict[str, object], text: str
) -> None:
    practice = await practise(services, questions=questions, follow_ups=2)

    answered = await practice.answer(text=text)

    assert answered["text"] == text
    assert levels(answered) == {None}
    assert answered["evaluation"]["total"] is None
    assert answered["session"]["current_question"]["follow_up"] is None


@pytest.mark.parametrize("questions", [KO, EN])
async def test_code_is_kept_as_it_is_and_not_praised(services: WithResumes, questions: dict[str, object]) -> None:
    practice = await practise(services, questions=questions, follow_ups=1)

    answered = await practice.answer(text=CODE)

    assert answered["text"] == CODE.strip()
    assert levels(answered) <= {1, 2, None}
    current = answered["session"]["current_question"]
    assert "redis" not in current["question"]


@pytest.mark.parametrize("questions", [KO, EN])
async def test_the_question_copied_back_is_no_answer(services: WithResumes, questions: dict[str, object]) -> None:
    practice = await practise(services, questions=questions, follow_ups=2)
    for _ in range(3):
        question = await asked(practice)

        answered = await practice.answer(text=f"{question}\n{question}")

        assert levels(answered) <= {1, None}, question
        following = answered["session"]["current_question"]
        if following is not None and following["follow_up"] is not None:
            # It is not read back: the interviewer said it.
            assert question not in following["question"]


@pytest.mark.parametrize("mode", ["practice", "mock"])
async def test_a_finished_session_takes_no_answer(services: WithResumes, mode: str) -> None:
    practice = await practise(services, mode=mode, follow_ups=2)
    first = practice.questions[0]
    await practice.answer(text=GOOD["ko"])
    await practice.patch(state="finished")

    now = await practice.now()
    for question_id in (first, *(one["id"] for one in now["questions"] if one["state"] == "open")):
        late = await practice.send(question_id=question_id, text=GOOD["ko"])
        assert_problem(late, 404, "SESSION_FINISHED")

    assert now["current_question"] is None
    assert len((await services.service.get(f"{practice.path}/answers")).json()["items"]) == 1


async def test_a_question_that_is_not_asked_now_takes_no_answer(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=1)
    first, second, third = practice.questions
    follow_up = (await practice.answer(text=GOOD["ko"]))["session"]["current_question"]["id"]
    other = await practise(services)

    for question_id in (first, second, third, other.questions[0]):
        refused = await practice.send(question_id=question_id, text=GOOD["ko"])
        assert_problem(refused, 409, "QUESTION_NOT_CURRENT")

    assert (await practice.answer(question_id=follow_up, text=GOOD["ko"]))["attempt"] == 1


async def test_the_clients_clock_changes_nothing(services: WithResumes) -> None:
    practice = await practise(services)
    assert_problem(await practice.send(text="네", seconds=-1), 422, "VALIDATION_FAILED")

    # Somebody whose clock jumped says that an answer took two hours.
    await practice.answer(text=GOOD["ko"], seconds=7_200)

    now = await practice.now()
    assert now["ran_seconds"] < timedelta(minutes=10).total_seconds()
    assert now["remaining_seconds"] > 0


async def test_a_body_that_is_no_answer_is_refused(services: WithResumes) -> None:
    practice = await practise(services)

    async def post(content: bytes, kind: str = "application/json") -> httpx.Response:
        return await services.service.post(f"{practice.path}/answers", content=content, headers={"Content-Type": kind})

    assert_problem(await post(b""), 422, "VALIDATION_FAILED")
    assert_problem(await post(b"{"), 400, "BAD_REQUEST")
    assert_problem(await post(b'{"text": "\\ud800"}'), 400, "BAD_REQUEST")
    assert_problem(await post("네".encode(), "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE")
    assert_problem(await post(b"[]"), 422, "VALIDATION_FAILED")
