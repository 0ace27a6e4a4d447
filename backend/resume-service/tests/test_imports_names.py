"""Imports of documents that name nobody: shown, stored with a name that is sent along, or refused with the reading."""

import json
from pathlib import Path
from typing import Any

import httpx

from shared.testing.problems import assert_problem

HERE = Path(__file__).parent
KOREAN = (HERE / "corpus" / "01-ko-pipes.txt").read_bytes()
TRUTH: dict[str, Any] = json.loads((HERE / "corpus" / "01-ko-pipes.json").read_text(encoding="utf-8"))


async def imported(client: httpx.AsyncClient, document: bytes, **query: str | bool) -> httpx.Response:
    return await client.post("/import", content=document, params=query, headers={"Content-Type": "text/plain"})


NAMELESS = "기술 스택\nJava, Kotlin".encode()


async def test_a_dry_run_shows_what_was_read_though_nobody_is_named(client: httpx.AsyncClient) -> None:
    answer = await imported(client, NAMELESS, dry_run=True)

    assert answer.status_code == 200
    assert answer.json()["missing"] == ["name"]
    assert "name" not in answer.json()["resume"]
    assert answer.json()["resume"]["technical_skills"] == {"programming_languages": ["Java", "Kotlin"]}


async def test_a_dry_run_shows_that_a_name_is_all_there_is(client: httpx.AsyncClient) -> None:
    answer = await imported(client, b"Jane Doe\njane@example.com\n", dry_run=True)

    assert answer.status_code == 200
    assert answer.json()["missing"] == ["content"]
    assert answer.json()["resume"]["name"] == "Jane Doe"


async def test_a_refusal_for_a_missing_name_carries_what_was_read(client: httpx.AsyncClient) -> None:
    answer = await imported(client, NAMELESS)

    assert_problem(answer, 422, "INCOMPLETE_RESUME")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/name"]
    assert answer.json()["missing"] == ["name"]
    assert answer.json()["content"] == {"technical_skills": {"programming_languages": ["Java", "Kotlin"]}}


async def test_a_name_may_be_sent_along(client: httpx.AsyncClient) -> None:
    in_query = await imported(client, NAMELESS, name="김민수")
    in_form = await client.post("/import", files={"file": ("cv.txt", NAMELESS)}, data={"name": "이서연"})
    not_needed = await imported(client, KOREAN, name="다른 사람")

    assert [answer.status_code for answer in (in_query, in_form, not_needed)] == [201] * 3
    names = [answer.json()["resume"]["name"] for answer in (in_query, in_form, not_needed)]
    assert names == ["김민수", "이서연", TRUTH["name"]]
    assert in_query.json()["missing"] == []


async def test_a_name_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    in_query = await imported(client, NAMELESS, name="가" * 201)
    in_form = await client.post("/import", files={"file": ("cv.txt", NAMELESS)}, data={"name": "가" * 201})

    assert in_query.status_code == 422
    assert_problem(in_form, 400, "MULTIPART_BROKEN")


async def test_an_answer_names_what_may_be_wrong_with_its_place(client: httpx.AsyncClient) -> None:
    text = b"Jane Doe\njane@example.com\n\nExperience\n\nKafka | Engineer | 2019 - 2021\n- Ran it\n"

    shown = await imported(client, text, dry_run=True)
    stored = await imported(client, text)

    expected = {"pointer": "/work_experiences/0/company", "confidence": 0.4}
    place = {"line": 6, "text": "Kafka | Engineer | 2019 - 2021"}
    assert shown.json()["please_check"] == [{**expected, "place": place}]
    assert stored.json()["please_check"] == shown.json()["please_check"]
