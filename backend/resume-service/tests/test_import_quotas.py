"""What an owner may import in a day: documents, and seconds of reading them."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
from resume_service.main import create_app
from resume_service.settings import ResumeSettings

from shared.database.connection import connect
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of

KOREAN = (Path(__file__).parent / "corpus" / "01-ko-pipes.txt").read_bytes()
TEXT = {"Content-Type": "text/plain"}


async def imported(client: httpx.AsyncClient, document: bytes) -> httpx.Response:
    return await client.post("/import", content=document, headers=TEXT)


async def test_a_day_has_so_many_imports(settings: ResumeSettings) -> None:
    frugal = settings.model_copy(update={"quota_imports_per_day": 2})
    async with client_of(create_app(frugal), "/api/v1/resumes") as client:
        refused = await imported(client, b"\x7fELF" + bytes(100))
        answers = [await imported(client, KOREAN) for _ in range(3)]

    assert refused.status_code == 415
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert_problem(answers[-1], 429, "QUOTA_EXCEEDED")
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_document_that_was_read_to_its_end_counts_though_a_name_is_missing(settings: ResumeSettings) -> None:
    frugal = settings.model_copy(update={"quota_imports_per_day": 1})
    async with client_of(create_app(frugal), "/api/v1/resumes") as client:
        answers = [await imported(client, "기술 스택\nJava, Kotlin".encode()) for _ in range(2)]

    assert_problem(answers[0], 422, "INCOMPLETE_RESUME")
    assert_problem(answers[1], 429, "QUOTA_EXCEEDED")


async def test_seconds_of_reading_are_a_share_of_the_day_and_failures_use_it_up(settings: ResumeSettings) -> None:
    frugal = settings.model_copy(update={"quota_reading_seconds_per_day": 0.001})
    async with client_of(create_app(frugal), "/api/v1/resumes") as client:
        unread = await imported(client, b"\x7fELF" + bytes(100))
        broken = await imported(client, b"%PDF-1.7\nnothing of one")
        refused = await imported(client, KOREAN)

    assert_problem(unread, 415, "UNSUPPORTED_DOCUMENT")
    assert_problem(broken, 422, "BROKEN_DOCUMENT")
    assert_problem(refused, 429, "QUOTA_EXCEEDED")
    assert int(refused.headers["retry-after"]) > 0
    assert "seconds of reading" in refused.json()["detail"]


async def test_what_was_counted_before_a_process_died_is_not_counted_again(settings: ResumeSettings) -> None:
    headers, past = {**TEXT, "Idempotency-Key": "k"}, datetime(2020, 1, 1, tzinfo=UTC)
    narrow = settings.model_copy(update={"quota_imports_per_day": 1})
    async with client_of(create_app(narrow), "/api/v1/resumes") as client:
        first = await client.post("/import", content=KOREAN, headers=headers)
        async with connect(settings, settings.resume_database) as database:
            await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": past}})

        again = await client.post("/import", content=KOREAN, headers=headers)

    assert (again.status_code, again.json()["resume"]) == (201, first.json()["resume"])
