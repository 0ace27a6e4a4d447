"""What holds for every text, however little it looks like a résumé."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from resume_service.imports.structuring.lines import cleaned
from resume_service.imports.structuring.model.answer import Answer
from resume_service.imports.structuring.model.grounding import grounded
from resume_service.imports.structuring.rules import structure_by_rules
from resume_service.resumes.schemas import ResumeIn

pytestmark = pytest.mark.unmeasured

FRAGMENTS = (
    *("김민수", "Jane Doe", "경력", "학력", "기술 스택", "Projects", "Education", "자격증", "수상", "이력서"),
    *("회사명", "기간", "2022.01", "~", "현재", "Mar 2021", "2019", "(2020)", "3.5/4.5", "GPA 3.9", "12%", "6명"),
    *("백엔드 개발자", "Engineer", "at", "Acme, Inc.", "한국대학교", "컴퓨터공학과", "학사", "졸업", "B.S.", "in"),
    *("Java", "C++", "a@b.com", "010-1234-5678", "github.com/x", "Berlin", "Seoul, Korea"),
    *("-", "•", "#", "##", "■", "[", "]", "(", ")", "|", ",", ":", "/", "·", ">", "`", "1.", "3.1", "①", "📧"),
    *("\t", "    ", "\n", "\n", "\n\n"),
)
texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=60).map(" ".join)
values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts, st.lists)


@given(texts)
def test_no_text_breaks_the_rules(text: str) -> None:
    structured = structure_by_rules(text)

    assert wrong(structured.content) <= {(), ("name",)}
    rows = [row.strip() for row in cleaned(text).split("\n")]
    assert all(line in rows for line in structured.unparsed)


@given(texts)
@example("학력\n김민수 졸업 김민수")
def test_nothing_is_invented(text: str) -> None:
    _, invented = grounded(structure_by_rules(text).content, cleaned(text))

    assert invented == ()


@given(values, texts)
def test_no_answer_breaks_the_proof(value: Any, text: str) -> None:
    kept, _ = grounded({"name": value, "certifications": [{"name": value}], "tech_stack": value}, text)

    assert json.dumps(kept) != ""


@given(texts)
def test_what_is_kept_of_an_answer_stands(text: str) -> None:
    kept, dropped = grounded(Answer(name=text, summary=text).content(), text)

    assert grounded(kept, text) == (kept, ())
    assert len(dropped) <= 2


def wrong(content: dict[str, object]) -> set[tuple[int | str, ...]]:
    """Where the schema does not take the content."""
    try:
        ResumeIn.model_validate(content)
    except ValidationError as error:
        return {detail["loc"] for detail in error.errors()}
    return set()
