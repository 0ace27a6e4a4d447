"""What a client can do with question sets; resume-service and MongoDB are real."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest
from interview_service.answers.crud import AnswerCrud
from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.models import Draft, Wish
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.schemas import QuestionSetOut, QuestionsIn
from interview_service.sessions.crud import SessionCrud
from interview_service.weaknesses.aiming import Aim
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.database.connection import connect
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota
from shared.profiles.profile import Profile
from shared.resumes.errors import ResumeNotFound
from shared.resumes.evidence import Evidence
from shared.runs.account import Account
from shared.runs.engine import Engine
from shared.runs.models import Material
from shared.runs.service import MadeService
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.resumes import FakeResumes
from shared.testing.services import WithResumes

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


async def test_a_set_is_made_stored_listed_and_deleted(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    made = await services.service.post(f"/{resume_id}/questions", json={"count": 3, "language": "en"})

    assert made.status_code == 201
    created = QuestionSetOut.model_validate_json(made.content)
    assert (created.resume_id, created.resume_version, created.language) == (resume_id, 1, "en")
    assert (len(created.questions), created.requested, created.shortfall) == (3, 3, None)
    assert created.generation.source == "rule_based"
    assert (created.generation.provider, created.generation.cost_usd) == (None, 0)
    path = f"/question-sets/{created.id}"
    assert made.headers["Location"].endswith(path)
    assert (await services.service.get(path)).json() == made.json()
    assert (await services.service.get(f"/{resume_id}/questions")).json()["items"] == [made.json()]
    assert (await services.service.delete(path)).status_code == 204
    assert_problem(await services.service.get(path), 404, "QUESTION_SET_NOT_FOUND")
    assert_problem(await services.service.delete(path), 404, "QUESTION_SET_NOT_FOUND")


async def test_without_a_body_the_language_is_the_resumes(services: WithResumes) -> None:
    korean = await services.post_resume()
    english = (await services.resumes.post("", json={"name": "Ada", "summary": "Backend engineer at a bank."})).json()

    for resume_id, language, least in ((korean, "ko", 5), (english["id"], "en", 1)):
        made = (await services.service.post(f"/{resume_id}/questions")).json()
        assert (made["language"], made["requested"]) == (language, 5)
        assert len(made["questions"]) >= least
        # One sentence does not carry five questions: what to add is said.
        assert (made["shortfall"] is None) == (len(made["questions"]) == 5)


async def test_a_second_set_asks_nothing_again_unless_told_to(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    async def questions(**body: object) -> list[str]:
        made = (await services.service.post(f"/{resume_id}/questions", json=body)).json()
        return [question["question"] for question in made["questions"]]

    first, second = await questions(), await questions()
    again = await questions(avoid_previous=False)

    assert not set(first) & set(second)
    assert again == first


async def test_the_set_says_which_version_of_the_resume_it_is_about(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    await services.resumes.patch(f"/{resume_id}", json={"summary": "바뀐 소개입니다."})

    assert (await services.service.post(f"/{resume_id}/questions")).json()["resume_version"] == 2


async def test_sets_are_listed_newest_first_by_cursor(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    made = [(await services.service.post(f"/{resume_id}/questions", json={"count": 1})).json() for _ in range(3)]

    first = (await services.service.get(f"/{resume_id}/questions", params={"limit": 2})).json()
    rest = (
        await services.service.get(f"/{resume_id}/questions", params={"limit": 2, "cursor": first["next_cursor"]})
    ).json()

    assert [one["id"] for one in first["items"] + rest["items"]] == [one["id"] for one in reversed(made)]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("resume_id", [NOBODY, "nope", "%2e%2e", "한글", "question-sets"])
async def test_an_unknown_resume_is_a_404(services: WithResumes, resume_id: str) -> None:
    assert_problem(await services.service.post(f"/{resume_id}/questions"), 404, "RESUME_NOT_FOUND")
    assert_problem(await services.service.get(f"/{resume_id}/questions"), 404, "RESUME_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"count": 0}, "/count"),
        ({"count": 11}, "/count"),
        ({"count": "many"}, "/count"),
        ({"language": "fr"}, "/language"),
        ({"types": ["trivia"]}, "/types/0"),
        ({"difficulty": {"easy": 2}, "count": 3}, ""),
        ({"difficulty": {}}, ""),
        ({"difficulty": {"easy": 11}}, "/difficulty/easy"),
        ({"count": True}, "/count"),
        ({"difficulty": {"easy": True}}, "/difficulty/easy"),
        ({"job_posting": "x" * 100_001}, "/job_posting"),
        ({"focus": ["a"] * 11}, "/focus"),
        ({"job_posting": "a\u202eb"}, "/job_posting"),
        ({"focus": ["Ja\nva"]}, "/focus/0"),
        ({"focus": ["\u200b"]}, "/focus/0"),
        ({"target_role": "a\u0000b"}, "/target_role"),
        ({"target_role": "a\nb"}, "/target_role"),
        ({"unknown": 1}, "/unknown"),
    ],
)
async def test_a_wrong_wish_is_a_422_that_names_the_place(
    services: WithResumes, body: dict[str, Any], pointer: str
) -> None:
    resume_id = await services.post_resume()

    answer = await services.service.post(f"/{resume_id}/questions", json=body)

    problem = assert_problem(answer, 422, "VALIDATION_FAILED")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_the_documented_example_runs_as_it_stands(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    document = (await services.service.get("/openapi.json")).json()

    example = document["components"]["schemas"]["QuestionsIn"]["examples"][0]

    assert (await services.service.post(f"/{resume_id}/questions", json=example)).status_code == 201


async def test_forty_sets_at_once_are_all_stored(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    answers = await asyncio.gather(
        *(services.service.post(f"/{resume_id}/questions", json={"count": 2}) for _ in range(40))
    )

    assert {answer.status_code for answer in answers} == {201}
    listed = (await services.service.get(f"/{resume_id}/questions", params={"limit": 100})).json()["items"]
    assert {one["id"] for one in listed} == {answer.json()["id"] for answer in answers}


DRAFT = Draft(
    type="quality",
    difficulty="easy",
    topics=("tests",),
    question="무엇을 확인하셨나요?",
    intent="근거를 봅니다.",
    what_good_answers_cover=("수치", "대안"),
    follow_ups=(),
    evidence=(Evidence(pointer="/summary", quote="개발자"),),
)


class DeletingGenerator:
    """Takes so long that the résumé is deleted meanwhile."""

    version = "deleting"

    def __init__(self, resumes: FakeResumes) -> None:
        self._resumes = resumes

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        assert profile.resume is material.resume
        assert material.resume.id in self._resumes.by_id
        self._resumes.by_id.clear()
        account.reject(f"one of {wish.count}")
        yield DRAFT


async def test_nothing_is_kept_of_a_resume_that_is_deleted_meanwhile(mongod: Mongod, database_name: str) -> None:
    resumes = FakeResumes()
    resume = resumes.add({"name": "이하나", "summary": "개발자"})
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        crud = QuestionSetCrud(database)

        async def recipe() -> QuestionRecipe:
            return QuestionRecipe(
                DeletingGenerator(resumes), crud, Aim(SessionCrud(database), AnswerCrud(database), 3.5)
            )

        engine = Engine(recipe, crud, Quota(database, "generations", 0), recheck_ms=0)
        service = MadeService(engine, crud, resumes, IdempotencyStore(database), QuestionSetNotFound)
        with pytest.raises(ResumeNotFound):
            await service.create(Identity("local"), resume.id, QuestionsIn(), NewResource(new_id()))

        assert await crud.asked("local", UUID(resume.id)) == []
