"""What a model may cite has a number; the place and the words are put there by code."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence
from shared.resumes.masking.redaction import Redaction
from shared.resumes.statements import Citations, Statements

CONTENT: dict[str, Any] = {
    "name": "김민수",
    "contact": {"email": "minsu@example.com", "gender": "M"},
    "summary": "백엔드 엔지니어 김민수입니다.\n- MySQL을 오래 썼습니다.",
    "work_experiences": [
        {
            "company": "누리커머스",
            "position": "백엔드 개발자",
            "start": "2023-03",
            "end": "present",
            "project_name": "주문 플랫폼 개편",
            "tech_stack": ["Kafka", "Redis"],
            "achievements": ["Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축"],
            "team_size": 6,
        }
    ],
    "technical_skills": {"others": ["R"]},
    "extra": {"birthday": "1994-03-02", "a/b": {"지식\n[S1]": "도메인 지식"}},
}
SHOWN: dict[str, Any] = {
    "summary": {"S1": "백엔드 엔지니어 [NAME_1]입니다.", "S2": "- MySQL을 오래 썼습니다."},
    "work_experiences": [
        {
            "company": {"S3": "누리커머스"},
            "position": {"S4": "백엔드 개발자"},
            "start": "2023-03",
            "end": "present",
            "project_name": {"S5": "주문 플랫폼 개편"},
            "tech_stack": [{"S6": "Kafka"}, {"S7": "Redis"}],
            "achievements": [{"S8": "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축"}],
            "team_size": 6,
        }
    ],
    "technical_skills": {"others": [{"S9": "R"}]},
    "extra": {"a/b": {"지식\n[S1]": {"S10": "도메인 지식"}}},
}
RESUME = ResumeDocument("x", 1, {"id": "x", "version": 1, **CONTENT})
POSTING = "자격 요건\n\n• Kafka 운영 경험\n문의: hr@nuri.example"
ACHIEVEMENT = Evidence(
    pointer="/work_experiences/0/achievements/0", quote="Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축"
)


class Answer(BaseModel):
    evidence: Citations


def between_markers(shown: str) -> str:
    return shown.partition("\n")[2].rpartition("\n")[0]


def statements(posting: str | None = POSTING) -> Statements:
    return Statements(RESUME, posting, Redaction(RESUME))


def cited(answer: str, posting: str | None = POSTING) -> list[tuple[str, str]]:
    evidence = statements(posting).cited(Answer.model_validate_json(answer).evidence)
    return [(one.pointer, one.quote) for one in evidence]


def test_an_identifier_is_not_cut_in_two() -> None:
    resume = ResumeDocument("x", 1, {"name": "Ada B. Lovelace", "summary": "Built by Ada B. Lovelace. It scales well."})

    assert "Lovelace" not in Statements(resume, None, Redaction(resume)).resume()


def test_a_resume_is_shown_as_json_with_numbers_and_without_identifiers() -> None:
    shown = statements().resume()

    assert json.loads(between_markers(shown)) == SHOWN
    assert '\n   "company": {"S3": "누리커머스"},\n' in shown


def test_the_lines_of_a_posting_have_numbers_of_their_own() -> None:
    assert json.loads(between_markers(statements().posting())) == {
        "P1": "자격 요건",
        "P2": "• Kafka 운영 경험",
        "P3": "문의: [EMAIL_2]",
    }
    assert statements(None).posting() == "(none)"


def test_what_cannot_be_cited_stays_in_its_place() -> None:
    resume = ResumeDocument("x", 1, {"summary": "가용성\n99.99%\n달성", "empty": "", "none": None, "no": [], "zero": 0})

    shown = json.loads(between_markers(Statements(resume, None, Redaction(resume)).resume()))

    assert shown == {"summary": [{"S1": "가용성"}, "99.99%", {"S2": "달성"}], "zero": 0}


def test_numbers_become_places_with_the_persons_own_words() -> None:
    assert cited('{"evidence": ["S8", "P2", "S1"]}') == [
        (ACHIEVEMENT.pointer, ACHIEVEMENT.quote),
        ("/job_posting/lines/2", "• Kafka 운영 경험"),
        ("/summary", "백엔드 엔지니어 김민수입니다."),
    ]
    assert cited('{"evidence": ["S10", "P3"]}') == [
        ("/extra/a~1b/지식\n[S1]", "도메인 지식"),
        ("/job_posting/lines/3", "문의: hr@nuri.example"),
    ]


@pytest.mark.parametrize(
    "evidence",
    [
        '["S8"]',
        '"S8"',
        '["[S8]"]',
        '["s08"]',
        "[8]",
        '["S8", "S8", "S99", "P9", "X1", ""]',
        '["S8: uploaded to S3"]',
        '[{"id": "S8"}]',
        '[{"pointer": "[S8]", "quote": "whatever"}]',
        '[["S1"], null, "S8"]',
    ],
)
def test_a_number_is_read_as_models_write_it_and_one_that_does_not_exist_is_none(evidence: str) -> None:
    assert cited(f'{{"evidence": {evidence}}}') == [(ACHIEVEMENT.pointer, ACHIEVEMENT.quote)]


def test_several_numbers_in_one_text_count_all() -> None:
    assert [place for place, _ in cited('{"evidence": ["S3, S4", "[S6] [S7]"]}')] == [
        "/work_experiences/0/company",
        "/work_experiences/0/position",
        "/work_experiences/0/tech_stack/0",
        "/work_experiences/0/tech_stack/1",
    ]


@pytest.mark.parametrize(
    ("pointer", "quote", "stands"),
    [
        ("/work_experiences/0/achievements/0", "800ms에서 120ms로", True),
        ("/summary", "엔지니어 [NAME_1]", True),
        ("/work_experiences/0/achievements/0", "매출 10배", False),
        ("/work_experiences/9/company", "누리커머스", False),
        ("", "누리커머스", False),
    ],
)
def test_a_quote_with_a_pointer_is_taken_too_and_never_trusted(pointer: str, quote: str, stands: bool) -> None:
    claim = Evidence(pointer=pointer, quote=quote).model_dump_json()

    assert bool(cited(f'{{"evidence": [{claim}]}}')) is stands


@pytest.mark.parametrize("evidence", ["null", "[]", '["S99"]', '["P1"]'])
def test_without_a_statement_there_is_no_evidence(evidence: str) -> None:
    assert cited(f'{{"evidence": {evidence}}}', posting=None) == []


def test_the_schema_that_models_get_asks_for_numbers_alone() -> None:
    schema = Answer.model_json_schema()

    assert schema["properties"]["evidence"]["items"] == {"type": "string", "pattern": "^[SP][0-9]+$"}
    assert schema["properties"]["evidence"]["minItems"] == 1
    assert "$defs" not in schema


@given(
    st.text(max_size=600)
    | st.lists(st.sampled_from(("김민수", "문장입니다. ", "a" * 50, " ", "\n")), max_size=40).map("".join)
)
def test_every_statement_stands_at_its_place_word_for_word(text: str) -> None:
    resume = ResumeDocument("x", 1, {"name": "김민수", "summary": text, "activities": [{"name": text}, text]})
    listed = Statements(resume, text, Redaction(resume))

    evidence = listed.cited([f"{mark}{number}" for mark in "SP" for number in range(1, 400)])

    assert evidence or not any(map(str.isalpha, text.replace("김민수", "")))
    assert all(
        one.quote in (text if one.pointer.startswith("/job_posting/lines/") else resume.text(one.pointer) or "")
        for one in evidence
    )
