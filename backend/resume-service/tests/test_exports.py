"""`GET /resumes/{id}/export`, and what other people's JSON Resumes become."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from resume_service.exports.jsonresume import from_json_resume, to_json_resume
from resume_service.resumes.schemas import EXAMPLE, ResumeIn

Json = dict[str, Any]
SchemaErrors = Callable[[Any], list[str]]

DATA = Path(__file__).parent / "data" / "jsonresume"
SAMPLE: Json = json.loads((DATA / "sample.resume.json").read_text(encoding="utf-8"))


async def exported(client: httpx.AsyncClient, resume: Json, **query: str) -> httpx.Response:
    stored = await client.post("", json=resume)
    return await client.get(f"/{stored.json()['id']}/export", params=query)


async def test_json_resume_is_what_is_given_unless_asked_otherwise(
    client: httpx.AsyncClient, schema_errors: SchemaErrors
) -> None:
    answer = await exported(client, EXAMPLE)

    document = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["etag"] == '"v1"'
    assert document["basics"]["name"] == "김민수"
    assert document["basics"]["email"] == "minsu.kim@example.com"
    assert document["basics"]["profiles"] == [
        {"network": "GitHub", "username": "minsu-kim", "url": "https://github.com/minsu-kim"}
    ]
    assert document["work"][0]["name"] == "누리커머스"
    assert document["work"][0]["startDate"] == "2022-01"
    assert document["work"][0]["highlights"] == EXAMPLE["work_experiences"][0]["achievements"]
    assert [skill["name"] for skill in document["skills"]] == ["Programming languages", "DevOps tools"]
    assert document["meta"]["x-derived-experience-months"] == 36
    assert schema_errors(document) == []


async def test_markdown_is_given_in_the_language_of_the_resume(
    client: httpx.AsyncClient, resume: Callable[..., Json]
) -> None:
    korean = await exported(client, EXAMPLE, format="markdown")
    english = await exported(client, resume(name="Ada", summary="Writes engines and notes"), format="markdown")

    assert korean.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "## 경력" in korean.text
    assert english.text == "# Ada\n\n## Summary\n\nWrites engines and notes\n"


@pytest.mark.parametrize("accept", ["text/markdown", "application/json", "text/*, */*;q=0.1"])
async def test_both_media_types_are_acceptable(client: httpx.AsyncClient, accept: str) -> None:
    stored = await client.post("", json=EXAMPLE)

    answer = await client.get(f"/{stored.json()['id']}/export?format=markdown", headers={"Accept": accept})

    assert answer.status_code == 200


async def test_other_formats_and_other_resumes_are_refused(client: httpx.AsyncClient) -> None:
    unknown_format = await exported(client, EXAMPLE, format="pdf")
    unknown_resume = await client.get("/01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b/export")

    assert unknown_format.status_code == 422
    assert unknown_format.json()["errors"][0]["pointer"] == "/query/format"
    assert unknown_resume.status_code == 404
    assert unknown_resume.json()["code"] == "RESUME_NOT_FOUND"


def test_the_official_sample_becomes_a_resume_and_comes_back(schema_errors: SchemaErrors) -> None:
    content, unparsed = from_json_resume(SAMPLE)

    assert ResumeIn.model_validate(content).content() == content
    assert unparsed == []
    assert content["name"] == SAMPLE["basics"]["name"]
    again: Json = to_json_resume(content)
    assert schema_errors(again) == []
    for section in ("work", "education", "awards", "publications", "languages", "interests", "references"):
        assert len(again[section]) == len(SAMPLE[section]), section
    assert again["work"][0]["highlights"] == SAMPLE["work"][0]["highlights"]
