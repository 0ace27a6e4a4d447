"""What is kept has an end, and what is larger is said so."""

from dataclasses import replace

import pytest
from bson import encode
from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.models import Draft, Question, QuestionSet
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.connection import connect
from shared.resumes.evidence import Evidence
from shared.runs.crud import MAX_BYTES, TooLargeToKeep
from shared.runs.generation import Generation
from shared.testing.mongod import Mongod

DRAFT = Draft(
    "trade_off", "easy", ("가",), "나", "다", ("라", "마"), ("바",), (Evidence(pointer="/summary", quote="사"),)
)


def made_of(draft: Draft) -> QuestionSet:
    return QuestionSet(
        new_id(),
        "local",
        new_id(),
        1,
        "ko",
        1,
        (Question(new_id(), draft),),
        Generation.by_rules("rules-1", 3),
        utc_now(),
    )


async def test_a_set_that_fits_is_kept_as_it_is(mongod: Mongod, database_name: str) -> None:
    made = made_of(DRAFT)
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        crud = QuestionSetCrud(database)

        assert await crud.insert(made)
        assert not await crud.insert(made)
        found = await crud.find("local", made.id)

    assert found is not None
    assert found.questions == made.questions


@pytest.mark.parametrize("size", [MAX_BYTES, 20_000_000])
async def test_a_set_that_is_larger_is_no_server_error(mongod: Mongod, database_name: str, size: int) -> None:
    made = made_of(replace(DRAFT, evidence=(Evidence(pointer="/summary", quote="x" * size),)))
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        crud = QuestionSetCrud(database)

        with pytest.raises(TooLargeToKeep) as caught:
            await crud.insert(made)
        assert await crud.find("local", made.id) is None

    assert (caught.value.status, caught.value.code) == (422, "TOO_LARGE_TO_KEEP")


def test_a_full_set_of_a_model_is_far_below_the_limit() -> None:
    evidence = tuple(Evidence(pointer="/work_experiences/99/achievements/99", quote="가" * 1_000) for _ in range(6))
    full = Draft(
        "trade_off", "easy", ("가" * 60,) * 4, "나" * 1_500, "다" * 600, ("라" * 300,) * 5, ("바" * 500,) * 3, evidence
    )
    document = {"questions": [{"draft": repr(full)}] * 10}

    assert len(encode(document)) < MAX_BYTES / 2
