"""Follow-ups as a client gets them; resume-service and MongoDB are real."""

import asyncio
from collections import Counter
from itertools import pairwise
from uuid import UUID

import pytest
from interview_service.answers.crud import AnswerCrud
from interview_service.following.models import Said
from interview_service.following.rules import RuleBasedFollowUps
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.machine import advanced
from interview_service.sessions.models import Planned
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import connect
from shared.testing.mongod import Mongod
from shared.testing.practising import practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

GOOD = (
    "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 그 결과 240ms가 90ms로 줄었습니다."
)
HOLLOW = "저는 항상 최선을 다해 응답 시간을 개선하려고 노력했습니다."


@pytest.mark.parametrize("mode", ["practice", "mock"])
async def test_after_an_answer_the_next_question_takes_it_up(services: WithResumes, mode: str) -> None:
    practice = await practise(services, mode=mode, follow_ups=2)
    first, second, third = practice.questions

    answered = await practice.answer(text=GOOD)

    session, asked = answered["session"], answered["session"]["current_question"]
    follow_up = asked["follow_up"]
    assert (asked["number"], follow_up["question_id"], follow_up["depth"]) == (1, first, 1)
    assert follow_up["answer_id"] == answered["id"]
    assert answered["text"][follow_up["start"] : follow_up["end"]] == follow_up["quote"]
    assert follow_up["quote"] in asked["question"]
    assert [one["id"] for one in session["questions"]] == [first, asked["id"], second, third]
    assert [one["follow_up_to"] for one in session["questions"]] == [None, first, None, None]
    assert await practice.now() | {"ran_seconds": 0, "remaining_seconds": 0} == session | {
        "ran_seconds": 0,
        "remaining_seconds": 0,
    }


async def test_follow_ups_go_two_deep_and_then_the_plan_goes_on(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=2)
    asked: list[str] = []
    depths: list[int] = []
    while (current := (await practice.now())["current_question"]) is not None:
        asked.append(current["question"])
        depths.append(current["follow_up"]["depth"] if current["follow_up"] is not None else 0)
        answered = await practice.answer(text=GOOD)
        assert answered["evaluation"] is not None

    assert len(set(asked)) == len(asked) <= 9
    assert depths.count(0) == 3
    assert max(depths) == 2
    assert all(now <= before + 1 for before, now in pairwise(depths))


async def test_a_follow_up_is_chosen_by_all_answers_of_its_thread(
    services: WithResumes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[list[str]] = []
    chosen = RuleBasedFollowUps.after

    def after(rules: RuleBasedFollowUps, said: Said) -> Planned | None:
        before.append(list(said.before))
        return chosen(rules, said)

    monkeypatch.setattr(RuleBasedFollowUps, "after", after)
    practice = await practise(services, follow_ups=2)

    await practice.answer(text=GOOD)
    await practice.answer(text=HOLLOW)

    assert before == [[], [GOOD]]


async def test_the_persona_says_how_deep_unless_the_session_does(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    depths: list[int] = []
    for body in ({"persona": "executive"}, {"persona": "peer_engineer"}, {"persona": "peer_engineer", "follow_ups": 0}):
        made = await services.service.post(f"/{resume_id}/sessions", json={"questions": {"count": 1}, **body})
        depths.append(made.json()["follow_ups"])

    assert depths == [1, 2, 0]
    for wrong in (3, -1, True, "many"):
        refused = await services.service.post(f"/{resume_id}/sessions", json={"follow_ups": wrong})
        problem = assert_problem(refused, 422, "VALIDATION_FAILED")
        assert [error["pointer"] for error in problem["errors"]] == ["/follow_ups"]


async def test_neither_a_skip_nor_a_second_try_is_followed_up(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=2)
    first = practice.questions[0]

    skipped = await practice.answer(skip=True)
    assert skipped["session"]["current_question"]["follow_up"] is None
    await practice.patch(question_id=first)
    again = await practice.answer(text=GOOD)

    assert (again["attempt"], again["session"]["current_question"]["follow_up"]) == (2, None)


async def test_a_mock_interview_is_not_over_before_its_last_follow_up(services: WithResumes) -> None:
    practice = await practise(services, mode="mock", follow_ups=1, questions={"count": 1})

    one = await practice.answer(text=GOOD)
    two = await practice.answer(text=HOLLOW)

    assert (one["session"]["state"], one["evaluation"]) == ("running", None)
    assert "kind" not in one["session"]["current_question"]["follow_up"]
    assert (two["session"]["state"], two["session"]["current_question"]) == ("finished", None)


async def test_of_answers_at_once_one_stands_with_one_follow_up(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=2)
    first = practice.questions[0]

    answers = await asyncio.gather(*(practice.send(question_id=first, text=f"{GOOD} {at}") for at in range(60)))

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 59}
    now = await practice.now()
    assert len(now["questions"]) == 4
    (stands,) = (one.json() for one in answers if one.status_code == 201)
    assert now["current_question"]["follow_up"]["answer_id"] == stands["id"]


async def test_a_follow_up_outlives_the_process_that_chose_it(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(services, follow_ups=2)
    session_id = UUID(practice.session["id"])
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        before = await SessionCrud(database).find("local", session_id)
        answered = await practice.answer(text=GOOD)
        after = await SessionCrud(database).find("local", session_id)
        assert before is not None
        assert after is not None
        # As the database was when the process died between the answer and its session.
        assert await SessionCrud(database).replace(before, after.version)
        taken = await AnswerCrud(database).taken("local", session_id, before.turn)
        assert taken is not None
        assert advanced(before, taken) == after

    assert (await practice.now())["current_question"] == answered["session"]["current_question"]
    again = await practice.send(question_id=practice.questions[0], text=GOOD)
    assert_problem(again, 409, "QUESTION_NOT_CURRENT")


async def test_a_key_gives_the_same_follow_up_again(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=2)
    key = {"Idempotency-Key": "one"}

    one, again = [await practice.send(key, question_id=practice.questions[0], text=GOOD) for _ in range(2)]

    assert again.json() == one.json()
    assert len((await practice.now())["questions"]) == 4


async def test_sessions_from_before_follow_ups_go_on_without(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(services, follow_ups=2)
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        bare = {"$unset": {"follow_ups": "", "questions.$[].follow_up": ""}}
        await database["sessions"].update_one({"_id": UUID(practice.session["id"])}, bare)

        answered = await practice.answer(text=GOOD)
        await database["answers"].update_one({"_id": UUID(answered["id"])}, {"$unset": {"follow_up": ""}})

    assert answered["session"]["follow_ups"] == 0
    assert answered["session"]["current_question"]["id"] == practice.questions[1]
    listed = (await services.service.get(f"{practice.path}/answers")).json()["items"]
    assert [one["id"] for one in listed] == [answered["id"]]


async def test_what_a_follow_up_quotes_is_in_no_log_and_goes_with_the_resume(
    services: WithResumes, mongod: Mongod, database_name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    practice = await practise(services, follow_ups=2)
    await practice.answer(text=GOOD.replace("캐시", "은하수 캐시"))
    logged = capfd.readouterr()
    assert "은하수" not in logged.out + logged.err

    await services.resumes.delete(f"/{practice.session['resume_id']}")
    assert (await services.service.delete(f"/{practice.session['resume_id']}/questions")).status_code == 204

    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        assert await database["sessions"].count_documents({}) == 0
        assert await database["answers"].count_documents({}) == 0
