"""What a client can do with answers; resume-service and MongoDB are real."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from interview_service.answers.crud import MIGRATIONS as ANSWERS
from interview_service.answers.crud import AnswerCrud
from interview_service.answers.orders import EvaluatedAnswers
from interview_service.answers.recipe import EvaluationRecipe
from interview_service.answers.schemas import AnswerIn
from interview_service.answers.service import AnswerService
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.following.thread import FollowUpsInThread
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionsIn
from interview_service.sessions.crud import MIGRATIONS as SESSIONS
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.errors import SessionNotFound
from interview_service.sessions.machine import advanced
from interview_service.sessions.models import Change
from interview_service.sessions.schemas import SessionIn
from interview_service.sessions.service import SessionService
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.clock import utc_now
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.core.lazy import Lazy
from shared.database.connection import connect
from shared.database.idempotency import IDEMPOTENCY_MIGRATION, IdempotencyStore
from shared.database.migrations import migrate
from shared.database.quotas import Quota
from shared.resumes.document import ResumeDocument
from shared.runs.engine import Engine
from shared.runs.generation import Generation
from shared.testing.mongod import Mongod
from shared.testing.practising import practise
from shared.testing.problems import assert_problem
from shared.testing.resumes import FakeResumes
from shared.testing.services import WithResumes

from .answers import KOREAN

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


async def test_each_answer_moves_the_session_on_and_is_kept(services: WithResumes) -> None:
    practice = await practise(services)
    first, second, third = practice.questions

    one = await practice.send(question_id=first, text="  캐시를 두었습니다. ", seconds=90)

    answered = one.json()
    assert one.status_code == 201
    assert (answered["text"], answered["attempt"], answered["seconds"]) == ("캐시를 두었습니다.", 1, 90)
    assert answered["session"]["current_question"]["id"] == second
    path = f"{practice.path}/answers/{answered['id']}"
    assert one.headers["Location"].endswith(path)
    skipped = await practice.answer(skip=True)
    assert (skipped["text"], skipped["skipped"]) == (None, True)
    assert skipped["session"]["current_question"]["id"] == third
    listed = (await services.service.get(f"{practice.path}/answers")).json()["items"]
    assert [one["id"] for one in listed] == [answered["id"], skipped["id"]]
    assert (await services.service.get(path)).json() == listed[0]
    states = [one["state"] for one in (await practice.now())["questions"]]
    assert states == ["answered", "skipped", "open"]


async def test_a_second_try_is_kept_beside_the_first(services: WithResumes) -> None:
    practice = await practise(services)
    first, second, _ = practice.questions
    await practice.answer(text="하나")

    assert (await practice.patch(question_id=first)).json()["current_question"]["id"] == first
    again = await practice.answer(text="둘")

    assert (again["attempt"], again["session"]["current_question"]["id"]) == (2, second)
    listed = (await services.service.get(f"{practice.path}/answers")).json()["items"]
    assert [(one["question_id"], one["attempt"], one["text"]) for one in listed] == [
        (first, 1, "하나"),
        (first, 2, "둘"),
    ]


async def test_a_mock_interview_ends_with_its_last_answer(services: WithResumes) -> None:
    practice = await practise(services, mode="mock")
    ends = [await practice.answer(text="네") for _ in practice.questions]

    assert [one["session"]["state"] for one in ends] == ["running", "running", "finished"]
    late = await practice.send(question_id=practice.questions[0], text="네")
    assert_problem(late, 404, "SESSION_FINISHED")


async def test_where_an_answer_is_refused(services: WithResumes) -> None:
    practice = await practise(services, run=False)
    first, second, _ = practice.questions

    assert_problem(await practice.send(question_id=first, text="네"), 409, "WRONG_SESSION_STATE")
    await practice.patch(state="running")
    for other in (second, NOBODY):
        assert_problem(await practice.send(question_id=other, text="네"), 409, "QUESTION_NOT_CURRENT")
    await practice.patch(state="paused")
    assert_problem(await practice.send(question_id=first, text="네"), 409, "WRONG_SESSION_STATE")
    await practice.patch(state="finished")
    assert_problem(await practice.send(question_id=first, text="네"), 404, "SESSION_FINISHED")
    for missing in (NOBODY, "nope"):
        body = {"question_id": first, "text": "네"}
        assert_problem(await services.service.post(f"/sessions/{missing}/answers", json=body), 404, "SESSION_NOT_FOUND")
        assert_problem(await services.service.get(f"/sessions/{missing}/answers"), 404, "SESSION_NOT_FOUND")
        answer = await services.service.get(f"{practice.path}/answers/{missing}")
        assert_problem(answer, 404, "ANSWER_NOT_FOUND")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": " \u200b "}, "/text"),
        ({"text": "가" * 8_001}, "/text"),
        ({"text": "a\u0000b"}, "/text"),
        ({"text": "네", "skip": True}, ""),
        ({"skip": False}, ""),
        ({"text": "네", "seconds": -1}, "/seconds"),
        ({"text": "네", "seconds": 7_201}, "/seconds"),
        ({"text": "네", "seconds": True}, "/seconds"),
        ({"text": "네", "question_id": "nope"}, "/question_id"),
        ({"text": "네", "level": 5}, "/level"),
    ],
)
async def test_a_wrong_answer_body_names_the_place(
    services: WithResumes, members: dict[str, Any], pointer: str
) -> None:
    practice = await practise(services)

    problem = assert_problem(await practice.send(**members), 422, "VALIDATION_FAILED")

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("text", ["👍", "가" * 8_000, "def f():\n\treturn 1", "한\u1102\u1161"])
async def test_odd_answers_are_kept_as_they_look(services: WithResumes, text: str) -> None:
    practice = await practise(services)

    assert (await practice.answer(text=text))["text"] == text.replace("\u1102\u1161", "나")


async def test_of_two_hundred_answers_at_once_one_stands(services: WithResumes) -> None:
    practice = await practise(services)
    first, second, _ = practice.questions

    answers = await asyncio.gather(*(practice.send(question_id=first, text=f"{number}번") for number in range(200)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 199}
    (stands,) = (answer.json() for answer in answers if answer.status_code == 201)
    assert [one["id"] for one in (await services.service.get(f"{practice.path}/answers")).json()["items"]] == [
        stands["id"]
    ]
    now = await practice.now()
    assert (now["current_question"]["id"], now["questions"][0]["attempts"]) == (second, 1)


async def test_a_key_answers_once(services: WithResumes) -> None:
    practice = await practise(services)
    first = practice.questions[0]
    key = {"Idempotency-Key": "one"}

    one, again = [await practice.send(key, question_id=first, text="네") for _ in range(2)]

    assert (one.status_code, again.status_code) == (201, 201)
    assert again.json() == one.json()
    assert len((await services.service.get(f"{practice.path}/answers")).json()["items"]) == 1
    assert_problem(await practice.send(key, question_id=first, text="아니요"), 422, "IDEMPOTENCY_KEY_REUSED")


async def test_an_answer_whose_process_died_before_the_session_knew_of_it_counts(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(services)
    first, second, _ = practice.questions
    session_id = UUID(practice.session["id"])
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        before = await SessionCrud(database).find("local", session_id)
        answered = await practice.answer(question_id=first, text="네")
        after = await SessionCrud(database).find("local", session_id)
        assert before is not None
        assert after is not None
        # As the database was between the two writes.
        assert await SessionCrud(database).replace(before, after.version)
        taken = await AnswerCrud(database).taken("local", session_id, before.turn)
        assert taken is not None
        assert advanced(before, taken) == after

    assert_problem(await practice.send(question_id=first, text="네"), 409, "QUESTION_NOT_CURRENT")
    now = await practice.now()
    assert (now["current_question"]["id"], now["version"]) == (second, answered["session"]["version"])


async def test_answers_go_with_their_session_and_with_their_resume(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    removed, erased = await practise(services), await practise(services)
    key = {"Idempotency-Key": "one"}
    gone = (await removed.send(key, question_id=removed.questions[0], text="네")).json()
    await erased.answer(text="네")

    assert (await services.service.delete(removed.path)).status_code == 204
    again = await removed.send(key, question_id=removed.questions[0], text="네")
    assert_problem(again, 404, "CREATED_THING_GONE")
    assert_problem(await services.service.get(f"{removed.path}/answers/{gone['id']}"), 404, "SESSION_NOT_FOUND")
    await services.resumes.delete(f"/{erased.session['resume_id']}")
    assert_problem(await services.service.get(f"{erased.path}/answers"), 404, "SESSION_NOT_FOUND")
    assert (await services.service.delete(f"/{erased.session['resume_id']}/questions")).status_code == 204

    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        assert await database["answers"].count_documents({}) == 0
        assert await database["sessions"].count_documents({}) == 0


async def test_what_was_said_is_in_no_log(services: WithResumes, capfd: pytest.CaptureFixture[str]) -> None:
    practice = await practise(services)
    said = "제가 만료를 5분으로 정했습니다. 은하수삼백열두번지"

    await practice.answer(text=said)
    await practice.send(text=said + "가" * 8_000)
    await practice.send(text=said, skip=True)
    await services.service.get(f"{practice.path}/report")

    logged = capfd.readouterr()
    assert practice.path in logged.out
    assert "은하수" not in logged.out + logged.err


async def test_an_answer_is_kept_while_resume_service_is_down(mongod: Mongod, database_name: str) -> None:
    resumes = FakeResumes()
    resume = resumes.add({"name": "이하나", "summary": "캐시를 맡은 개발자"})
    me = Identity("local")
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        await migrate(database, (*SESSIONS, *ANSWERS, IDEMPOTENCY_MIGRATION))
        answers, keys = AnswerCrud(database), IdempotencyStore(database)
        sessions = SessionService(SessionCrud(database), answers, OneSet(resume), resumes, keys)
        recipe = Lazy(lambda: EvaluationRecipe(RuleBasedEvaluator()))
        evaluations = Engine(recipe.get, EvaluatedAnswers(answers), Quota(database, "evaluations", 0))
        service = AnswerService(answers, sessions, evaluations, resumes, keys, FollowUpsInThread())
        session = await sessions.create(me, resume.id, SessionIn(follow_ups=0), NewResource(new_id()))
        await sessions.change(me, session.id, Change("running"), None)
        body = AnswerIn(question_id=session.questions[0].id, text="제가 만료를 5분으로 정했습니다.")
        resumes.down = True

        kept = await service.create(me, session.id, body, NewResource(new_id()))

        assert (kept.shown.answer.evaluation, kept.session.turn) == (None, 1)
        resumes.down = False
        (read,) = await service.of_session(me, session.id)
        assert read.answer.evaluation is not None
        resumes.by_id.clear()
        again = body.model_copy(update={"question_id": session.questions[1].id})
        with pytest.raises(SessionNotFound):
            await service.create(me, session.id, again, NewResource(new_id()))
        assert await answers.of_session("local", session.id) == []


class OneSet:
    """Gives the same two questions about a résumé."""

    def __init__(self, resume: ResumeDocument) -> None:
        self._resume = resume

    async def create(self, caller: Identity, resume_id: str, body: QuestionsIn, new: NewResource) -> QuestionSet:
        assert (caller.id, resume_id) == ("local", self._resume.id)
        return QuestionSet(
            id=new.id,
            owner_id=caller.id,
            resume_id=self._resume.uuid,
            resume_version=1,
            language="ko",
            requested=body.count or 2,
            questions=(Question(new_id(), KOREAN.draft), Question(new_id(), KOREAN.draft)),
            generation=Generation.by_rules("data", 0),
            created_at=utc_now(),
        )

    async def get(self, caller: Identity, thing_id: UUID) -> QuestionSet:
        raise AssertionError(f"{caller.id} asks for {thing_id}")
