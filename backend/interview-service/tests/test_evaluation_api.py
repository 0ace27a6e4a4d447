"""Evaluations as a client gets them; resume-service and MongoDB are real."""

from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.evaluation.models import Evaluation
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import connect
from shared.testing.mongod import Mongod
from shared.testing.practising import practise
from shared.testing.services import WithResumes

TEXT = (
    "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 그 결과 240ms가 90ms로 줄었습니다."
)


async def test_in_practice_the_evaluation_comes_with_the_answer(services: WithResumes) -> None:
    practice = await practise(services)

    answered = await practice.answer(text=TEXT)

    evaluation = Evaluation.model_validate(answered["evaluation"])
    assert evaluation.generation.source == "rule_based"
    assert evaluation.rubric_version.startswith("rubric-")
    assert any(one.level is not None and one.level > 1 for one in evaluation.dimensions)
    for one in evaluation.dimensions:
        assert all(answered["text"][span.start : span.end].strip() for span in one.spans)
    assert answered["since_first"] is None
    kept = (await services.service.get(f"{practice.path}/answers/{answered['id']}")).json()
    assert kept["evaluation"] == answered["evaluation"]
    assert (await practice.answer(skip=True))["evaluation"] is None


async def test_in_a_mock_interview_it_comes_at_the_end(services: WithResumes) -> None:
    practice = await practise(services, mode="mock")
    answered = [await practice.answer(text=TEXT) for _ in practice.questions[:-1]]
    during = (await services.service.get(f"{practice.path}/answers")).json()["items"]

    last = await practice.answer(text=TEXT)
    after = (await services.service.get(f"{practice.path}/answers")).json()["items"]

    assert [one["evaluation"] for one in (*answered, *during)] == [None] * 4
    assert last["session"]["state"] == "finished"
    assert all(one["evaluation"] is not None for one in (last, *after))


async def test_a_second_try_is_compared_with_the_first(services: WithResumes) -> None:
    practice = await practise(services)
    first = practice.questions[0]
    await practice.answer(text="네.")
    await practice.patch(question_id=first)

    again = await practice.answer(text=TEXT)

    assert {one["name"] for one in again["since_first"]} == {one["name"] for one in again["evaluation"]["dimensions"]}
    assert any((one["now"] or 0) > (one["first"] or 0) for one in again["since_first"])


async def test_what_was_not_evaluated_in_time_is_evaluated_when_it_is_read(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(services)
    answered = await practice.answer(text=TEXT)
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        # As it is when the process died between the answer and its evaluation.
        await database["answers"].update_one({"_id": UUID(answered["id"])}, {"$set": {"evaluation": None}})

        (read,) = (await services.service.get(f"{practice.path}/answers")).json()["items"]

        (kept,) = await AnswerCrud(database).of_session("local", UUID(practice.session["id"]))
    assert read["evaluation"]["dimensions"] == answered["evaluation"]["dimensions"]
    assert kept.evaluation is not None
