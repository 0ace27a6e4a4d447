"""`POST /resumes/import`: a document comes in, and a résumé comes out that says nothing which the document does not."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document
from resume_service.main import create_app
from resume_service.resumes.schemas import EXAMPLE
from resume_service.settings import ResumeSettings

from shared.database.connection import Database, connect
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of
from shared.testing.waiting import until_none

Json = dict[str, Any]
Make = Callable[..., Json]

HERE = Path(__file__).parent
KOREAN = (HERE / "corpus" / "01-ko-pipes.txt").read_bytes()
TRUTH: Json = json.loads((HERE / "corpus" / "01-ko-pipes.json").read_text(encoding="utf-8"))
SAMPLE = (HERE / "data" / "jsonresume" / "sample.resume.json").read_bytes()
TEXT = {"Content-Type": "text/plain"}


async def imported(client: httpx.AsyncClient, document: bytes, **query: str | bool) -> httpx.Response:
    return await client.post("/import", content=document, params=query, headers=TEXT)


async def test_a_text_becomes_a_resume(client: httpx.AsyncClient) -> None:
    answer = await imported(client, KOREAN)

    result = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/resumes/{result['resume']['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert (result["format"], result["source"], result["pages"]) == ("text", "rule_based", None)
    assert result["dropped"] == []
    assert (result["generation"]["source"], result["generation"]["cost_usd"]) == ("rule_based", 0.0)
    assert result["original_kept"] is False
    assert result["resume"]["name"] == TRUTH["name"]
    assert result["resume"]["contact"]["email"] == TRUTH["contact"]["email"]
    assert result["resume"]["derived"]["technologies"]
    stored = await client.get(f"/{result['resume']['id']}")
    assert stored.json() == result["resume"]


async def test_a_word_document_becomes_the_same_resume(client: httpx.AsyncClient) -> None:
    document = Document()
    for line in KOREAN.decode().splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)

    from_word = (await imported(client, file.getvalue(), dry_run=True)).json()

    assert from_word["format"] == "docx"
    assert from_word["resume"]["name"] == TRUTH["name"]
    assert from_word["resume"]["contact"]["email"] == TRUTH["contact"]["email"]


async def test_a_form_with_a_file_is_the_same_as_the_body(client: httpx.AsyncClient) -> None:
    body = await imported(client, KOREAN, dry_run=True)
    form = await client.post("/import", files={"file": ("cv.pdf", KOREAN, "application/pdf")}, params={"dry_run": True})

    assert form.status_code == body.status_code == 200
    assert form.json()["resume"] == body.json()["resume"]
    assert form.json()["unparsed"] == body.json()["unparsed"]


async def test_a_key_imports_once_even_in_a_form_with_another_boundary(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}

    answers = [await client.post("/import", files={"file": ("cv.txt", KOREAN)}, headers=key) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    assert len((await client.get("")).json()["items"]) == 1


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


async def test_a_dry_run_stores_nothing(client: httpx.AsyncClient) -> None:
    answer = await imported(client, KOREAN, dry_run=True, keep_original=True)

    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert "id" not in answer.json()["resume"]
    assert answer.json()["original_kept"] is False
    assert (await client.get("")).json()["items"] == []
    # What was shown is what can be sent.
    assert (await client.post("", json=answer.json()["resume"])).status_code == 201


async def test_a_dry_run_shows_what_is_derived_and_may_be_corrected_and_sent_back(client: httpx.AsyncClient) -> None:
    shown = (await imported(client, KOREAN, dry_run=True)).json()["resume"]

    stored = (await imported(client, KOREAN)).json()["resume"]
    corrected = (await client.post("", json=shown)).json()

    for resume in (stored, corrected):
        for name in ("id", "version", "created_at", "updated_at"):
            del resume[name]
        assert resume == shown


async def test_somebody_elses_json_resume_comes_in(client: httpx.AsyncClient) -> None:
    result = (await imported(client, SAMPLE)).json()

    assert (result["source"], result["format"], result["unparsed"]) == ("json_resume", "json-resume", [])
    assert result["generation"] is None
    assert result["resume"]["name"] == json.loads(SAMPLE)["basics"]["name"]


async def test_a_json_resume_comes_in_without_the_characters_that_nothing_may_hold(client: httpx.AsyncClient) -> None:
    document = {
        "basics": {"name": "김\n\u202e민수\u0007", "summary": "하나\n둘\u202d\u0000", "label": "\u2066개발자"},
        "work": [{"name": "누리\t커머스", "position": "\u200b", "highlights": ["A\nB\u001b"]}],
        "skills": [{"name": "Databases", "keywords": ["My\u2028SQL"]}],
    }

    result = (await client.post("/import", json=document)).json()

    resume = result["resume"]
    assert (resume["name"], resume["summary"]) == ("김 민수", "하나\n둘")
    assert resume["extra"]["basics"]["label"] == "개발자"
    assert resume["work_experiences"] == [
        {"company": "누리 커머스", "achievements": ["A\nB"], "extra": {"position": "\u200b"}}
    ]
    assert resume["technical_skills"] == {"databases": ["My SQL"]}
    assert result["unparsed"] == []
    stored = {name: resume[name] for name in ("name", "summary", "work_experiences", "technical_skills", "extra")}
    assert (await client.put(f"/{resume['id']}", json=stored)).status_code == 200


@pytest.mark.parametrize("odd", ["\u202e", "\u2066", "\u0085", "\u2800", "\t", "\u2028", "\U000e0041", "\u1160"])
async def test_a_text_with_odd_characters_anywhere_comes_in(client: httpx.AsyncClient, odd: str) -> None:
    text = "\n".join(odd + line + odd for line in KOREAN.decode().split("\n"))

    answer = await imported(client, text.encode())

    assert answer.status_code == 201, answer.text
    assert answer.json()["resume"]["name"].strip(odd) == TRUTH["name"]


async def test_what_was_exported_is_imported_as_it_was(client: httpx.AsyncClient) -> None:
    made = (await client.post("", json={**EXAMPLE, "extra": {"mbti": "INTJ"}})).json()
    exported = await client.get(f"/{made['id']}/export")

    again = (await imported(client, exported.content)).json()["resume"]

    assert again.pop("id") != made.pop("id")
    for times in ("created_at", "updated_at"):
        del again[times], made[times]
    assert again == made


async def test_the_markdown_we_export_is_understood(client: httpx.AsyncClient) -> None:
    made = (await client.post("", json=EXAMPLE)).json()
    exported = await client.get(f"/{made['id']}/export", params={"format": "markdown"})

    again = (await imported(client, exported.content, dry_run=True)).json()["resume"]

    assert again["name"] == made["name"]
    assert again["contact"] == made["contact"]
    assert again["work_experiences"][0]["company"] == made["work_experiences"][0]["company"]
    assert again["work_experiences"][0]["achievements"] == made["work_experiences"][0]["achievements"]
    assert again["technical_skills"] == made["technical_skills"]


async def test_the_file_is_kept_on_request_and_goes_with_the_resume(
    client: httpx.AsyncClient, settings: ResumeSettings
) -> None:
    kept = (await imported(client, KOREAN, keep_original=True)).json()
    path = f"/{kept['resume']['id']}"

    original = await client.get(f"{path}/original")

    assert kept["original_kept"] is True
    assert original.content == KOREAN
    assert original.headers["content-type"].startswith("text/plain")
    assert original.headers["content-disposition"] == 'attachment; filename="resume.txt"'
    assert original.headers["x-content-type-options"] == "nosniff"

    await client.delete(path)
    assert (await client.get(f"{path}/original")).status_code == 404
    async with connect(settings, settings.resume_database) as database:
        await until_none(lambda: database["originals.files"].count_documents({}))
        await until_none(lambda: database["originals.chunks"].count_documents({}))


@pytest.fixture
async def database(client: httpx.AsyncClient, settings: ResumeSettings) -> AsyncIterator[Database]:
    assert client  # the service has made the collections
    async with connect(settings, settings.resume_database) as database:
        yield database


async def refuse(database: Database, collection: str, validator: Json) -> None:
    """Let a collection take nothing, or with an empty validator everything again."""
    if collection not in await database.list_collection_names():
        await database.create_collection(collection)
    await database.command("collMod", collection, validator=validator)


async def test_a_file_that_cannot_be_kept_leaves_no_resume_and_the_same_request_may_come_again(
    client: httpx.AsyncClient, database: Database
) -> None:
    async def post() -> httpx.Response:
        return await client.post(
            "/import", content=KOREAN, params={"keep_original": True}, headers={**TEXT, "Idempotency-Key": "k"}
        )

    await refuse(database, "originals.files", {"$expr": False})

    assert (await post()).status_code >= 500
    assert (await client.get("")).json()["items"] == []
    await refuse(database, "originals.files", {})
    stored = await post()
    assert stored.status_code == 201, stored.text
    # What is looked through later finds that all is well.
    assert await database["erasures"].count_documents({}) == 1
    await database["erasures"].update_many({}, {"$set": {"due_at": datetime(2020, 1, 1, tzinfo=UTC)}})
    await until_none(lambda: database["erasures"].count_documents({}))
    assert (await client.get(f"/{stored.json()['resume']['id']}/original")).content == KOREAN


async def test_a_resume_that_was_there_before_its_file_failed_stays(
    client: httpx.AsyncClient, database: Database
) -> None:
    headers = {**TEXT, "Idempotency-Key": "k"}
    first = await client.post("/import", content=KOREAN, params={"keep_original": True}, headers=headers)
    # As after a death before the answer was kept.
    past = datetime(2020, 1, 1, tzinfo=UTC)
    await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": past}})
    await refuse(database, "originals.files", {"$expr": False})

    again = await client.post("/import", content=KOREAN, params={"keep_original": True}, headers=headers)

    assert again.status_code >= 500
    assert (await client.get(f"/{first.json()['resume']['id']}")).status_code == 200
    assert await database["erasures"].count_documents({}) == 0


async def test_what_was_counted_before_a_process_died_is_not_counted_again(settings: ResumeSettings) -> None:
    headers, past = {**TEXT, "Idempotency-Key": "k"}, datetime(2020, 1, 1, tzinfo=UTC)
    narrow = settings.model_copy(update={"quota_imports_per_day": 1})
    async with client_of(create_app(narrow), "/api/v1/resumes") as client:
        first = await client.post("/import", content=KOREAN, headers=headers)
        async with connect(settings, settings.resume_database) as database:
            await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": past}})

        again = await client.post("/import", content=KOREAN, headers=headers)

    assert (again.status_code, again.json()["resume"]) == (201, first.json()["resume"])


async def test_a_file_that_is_half_deleted_is_not_found(client: httpx.AsyncClient, database: Database) -> None:
    kept = (await imported(client, KOREAN, keep_original=True)).json()
    await database["originals.chunks"].delete_many({})

    answer = await client.get(f"/{kept['resume']['id']}/original")

    assert_problem(answer, 404, "ORIGINAL_NOT_FOUND")


async def test_the_file_of_another_is_not_found(client: httpx.AsyncClient, settings: ResumeSettings) -> None:
    kept = (await imported(client, KOREAN, keep_original=True)).json()
    async with connect(settings, settings.resume_database) as database:
        await database["resumes"].update_many({}, {"$set": {"owner_id": "somebody else"}})

    answer = await client.get(f"/{kept['resume']['id']}/original")

    assert (answer.status_code, answer.json()["code"]) == (404, "RESUME_NOT_FOUND")


async def test_without_the_wish_the_file_is_not_kept(client: httpx.AsyncClient) -> None:
    made = (await imported(client, KOREAN)).json()

    answer = await client.get(f"/{made['resume']['id']}/original")

    assert (answer.status_code, answer.json()["code"]) == (404, "ORIGINAL_NOT_FOUND")


@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        (b"", 422, "EMPTY_DOCUMENT"),
        (b" \n\t\n", 422, "EMPTY_DOCUMENT"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), 422, "PICTURE_DOCUMENT"),
        (b"%PDF-1.7\nnothing of one", 422, "BROKEN_DOCUMENT"),
        (b"\x7fELF" + bytes(100), 415, "UNSUPPORTED_DOCUMENT"),
        (b'{"name": "a", "summary": "b"}', 422, "NOT_JSON_RESUME"),
        (b'{"basics": ', 422, "BROKEN_DOCUMENT"),
        (b'{"basics": {"email": "a@example.com"}}', 422, "INCOMPLETE_RESUME"),
    ],
    ids=["nothing", "blanks", "picture", "broken pdf", "program", "own form", "broken json", "nobody"],
)
async def test_what_is_no_resume_is_refused_with_what_to_do(
    client: httpx.AsyncClient, document: bytes, status: int, code: str
) -> None:
    answer = await imported(client, document)

    assert_problem(answer, status, code)
    assert len(answer.json()["detail"]) > 20


async def test_nobody_is_invented_where_nobody_is_named(client: httpx.AsyncClient) -> None:
    answer = await imported(client, b"- shopping list\n- milk\n- bread and butter\n")

    problem = answer.json()
    assert_problem(answer, 422, "INCOMPLETE_RESUME")
    assert "/name" in {error["pointer"] for error in problem["errors"]}
    assert problem["content"].keys() <= {"summary"}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=b", b"nothing"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=b", b"--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\nx\r\n' * 2 + b"--b--\r\n",
        ),
    ],
    ids=["no boundary", "no form", "no file", "nothing in it", "two files"],
)
async def test_a_broken_form_is_a_bad_request(client: httpx.AsyncClient, content_type: str, body: bytes) -> None:
    answer = await client.post("/import", content=body, headers={"Content-Type": content_type})

    assert_problem(answer, 400, "MULTIPART_BROKEN")


async def test_a_document_may_be_larger_than_another_body_and_not_larger_than_its_own_limit(
    settings: ResumeSettings, resume: Make
) -> None:
    narrow = settings.model_copy(update={"max_body_bytes": 2_048, "import_max_bytes": 100_000})
    async with client_of(create_app(narrow), "/api/v1/resumes") as client:
        padded = KOREAN + "\n".join(["- 늘린 줄"] * 500).encode()
        assert (await client.post("", json=resume(summary="가" * 2_000))).status_code == 413
        assert (await imported(client, padded, dry_run=True)).status_code == 200
        assert_problem(await imported(client, b"a " * 60_000), 413, "DOCUMENT_TOO_LARGE")
        assert_problem(await imported(client, b"a " * 600_000), 413, "CONTENT_TOO_LARGE")


@pytest.fixture
async def busy(settings: ResumeSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        yield client


async def test_many_at_once_are_all_answered(busy: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(imported(busy, KOREAN) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["resume"]["id"] for answer in answers}) == 20
