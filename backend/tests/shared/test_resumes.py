"""Finding places in a résumé, proving quotes by them, hiding identifiers."""

import json
from typing import Any

import pytest

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.redaction import Redaction

CONTENT: dict[str, Any] = {
    "name": "김 민수",
    "contact": {"email": "minsu@example.com", "phone": "+82 10-1234-5678", "extra": {"kakao": "minsu77"}},
    "summary": "Redis 캐시로 응답을 800ms에서 120ms로 줄였습니다.\n문의는 minsu@example.com 으로.",
    "work_experiences": [{"company": "A/B~C", "tech_stack": ["Kafka", "Redis"], "team_size": 3}],
    "extra": {"a/b": {"~": "tilde"}},
}
RESUME = ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"id": "x", "version": 1, **CONTENT})


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/name", "김 민수"),
        ("/work_experiences/0/tech_stack/1", "Redis"),
        ("/extra/a~1b/~0", "tilde"),
        ("/work_experiences/0/team_size", None),
        ("/work_experiences/1", None),
        ("/work_experiences/-1/company", None),
        ("/work_experiences/0/tech_stack/01x", None),
        ("name", None),
        ("/name/0", None),
        ("", None),
    ],
)
def test_pointers_lead_to_texts_and_nowhere_else(pointer: str, text: str | None) -> None:
    assert RESUME.text(pointer) == text


@pytest.mark.parametrize(
    ("pointer", "quote", "found"),
    [
        ("/summary", "800ms에서 120ms로", "/summary"),
        ("/summary", "  800MS에서\n120ms로 ", "/summary"),
        ("/work_experiences/0/tech_stack", "Redis", "/work_experiences/0/tech_stack/1"),
        ("/work_experiences", "kafka", "/work_experiences/0/tech_stack/0"),
        ("/work_experiences/0/tech_stack/0", "Redis", None),
        ("/work_experiences/0/tech", "Redis", None),
        ("/summary", "120ms에서 800ms로", None),
        ("/summary", "R", None),
        ("/summary", "", None),
        ("/version", "1", None),
        ("/job_posting", "Kafka", None),
    ],
)
def test_a_quote_is_true_only_where_it_stands(pointer: str, quote: str, found: str | None) -> None:
    evidence = Sources(RESUME).locate(Evidence(pointer=pointer, quote=quote))

    assert (evidence.pointer if evidence else None) == found


def test_the_posting_is_a_place_of_its_own() -> None:
    sources = Sources(RESUME, "우대: Kafka 경험")

    assert sources.locate(Evidence(pointer="/job_posting", quote="kafka 경험")) is not None
    assert sources.locate(Evidence(pointer="/job_posting", quote="Redis")) is None


def test_identifiers_are_hidden_everywhere_and_come_back_the_same() -> None:
    redaction = Redaction(RESUME)

    shown = redaction.json(RESUME.content)

    for identifier in ("김 민수", "minsu@example.com", "10-1234-5678", "minsu77"):
        assert identifier not in shown
    assert "Redis 캐시로" in shown
    assert json.loads(redaction.show(shown)) == RESUME.content


def test_an_identifier_that_json_writes_differently_is_hidden_too() -> None:
    redaction = Redaction(ResumeDocument("x", 1, {"name": 'Ada "Countess" Lovelace'}))

    shown = redaction.json({"name": 'Ada "Countess" Lovelace'})

    assert "Countess" not in shown
    assert redaction.show(json.loads(shown)["name"]) == 'Ada "Countess" Lovelace'


@pytest.mark.parametrize("text", ["800ms에서 120ms로", "2022-01-15", "버전 1.2.3", "1,200건"])
def test_figures_are_not_taken_for_phone_numbers(text: str) -> None:
    assert Redaction(RESUME).hide(text) == text


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ({"summary": "백엔드 개발자입니다. Java, Spring Boot, Kafka, Redis를 씁니다."}, "ko"),
        ({"summary": "Backend engineer in Seoul (서울)."}, "en"),
        ({"technical_skills": {"others": ["Java"]}}, "en"),
    ],
)
def test_the_language_is_the_one_it_is_written_in(content: dict[str, Any], language: str) -> None:
    assert ResumeDocument("x", 1, content).language == language
