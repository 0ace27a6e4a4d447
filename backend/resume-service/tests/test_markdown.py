"""The Markdown of a résumé: it says what the résumé says, and nothing in a text is taken for a mark."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from resume_service.exports.markdown import escaped, to_markdown
from resume_service.resumes.schemas import EXAMPLE, ResumeIn

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
lines = st.text(st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("*_`[]()#>-+=~<&;|!\\1. 가")))


def shown(markdown: str) -> list[tuple[str, str]]:
    """The blocks that a reader sees: each with its tag and its text."""
    return list(_shown(COMMONMARK.parse(markdown)))


def _shown(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    tag = ""
    for token in tokens:
        if token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            children = token.children or []
            yield tag, "".join(child.content for child in children if child.type in ("text", "text_special"))
        elif not token.type.endswith("_close"):
            yield token.type, token.content


@given(lines)
@example("1. 하나")
@example("# C#")
@example("--- ")
@example("[이름](주소) ![그림](주소) [a]: b")
@example("snake_case _강조_ __init__ a_b_ *별* ~~지움~~")
@example("<b>굵게</b> &amp; `code` <http://a.example>")
@example("===")
@example("\\")
@settings(max_examples=300, deadline=None)
def test_a_text_is_shown_as_it_is_written(text: str) -> None:
    line = " ".join(text.split())

    assert shown(escaped(text)) == ([("p", line)] if line else [])


def test_every_part_is_sent_under_its_heading() -> None:
    resume: dict[str, Any] = {
        **EXAMPLE,
        "personal_projects": [{"name": "알림봇", "github_url": "https://github.com/minsu-kim/bot", "duration": "2023"}],
        "education": [{"institution": "한빛대학교", "major": "컴퓨터공학", "gpa": "4.1/4.5", "start": "2015-03"}],
        "certifications": ["정보처리기사", {"name": "SQLD", "issuer": "한국데이터산업진흥원", "date": "2021-06"}],
        "activities": [{"name": "코딩 강사", "organization": "누리학교", "description": "주말마다\n가르침"}],
        "extra": {"mbti": "INTJ"},
    }

    markdown = to_markdown(ResumeIn.model_validate(resume).content(), "ko")

    assert markdown == (
        "# 김민수\n\n"
        "- minsu.kim@example.com\n- GitHub: <https://github.com/minsu-kim>\n\n"
        "## 소개\n\n커머스 백엔드를 3년간 개발해 온 백엔드 엔지니어\n\n"
        "## 경력\n\n### 누리커머스 · 백엔드 개발자\n\n2022-01 ~ 2024-12\n\n**주문 플랫폼 개편**\n\n"
        "모놀리식 주문 시스템을 이벤트 기반 서비스로 나눔\n\n"
        "- Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축\n"
        "- 주문 처리량을 초당 300건에서 1,200건으로 늘림\n\n"
        "기술: Java, Spring Boot, Kafka, Redis, MySQL\n\n팀 규모: 6명\n\n"
        "## 프로젝트\n\n### 알림봇\n\n2023\n\n- <https://github.com/minsu-kim/bot>\n\n"
        "## 기술 스택\n\n- **언어:** Java, Kotlin\n- **데브옵스:** Docker, GitHub Actions\n\n"
        "## 학력\n\n### 한빛대학교 · 컴퓨터공학\n\n2015-03 ~ 현재\n\n학점: 4.1/4.5\n\n"
        "## 자격증\n\n- 정보처리기사\n- SQLD · 한국데이터산업진흥원 · 2021-06\n\n"
        "## 활동\n\n### 코딩 강사 · 누리학교\n\n주말마다\n\n가르침\n"
    )


def test_projects_of_one_job_stand_below_one_heading() -> None:
    job: dict[str, Any] = {"company": "Acme", "position": "Engineer", "duration": "2020 - 2024"}
    jobs = [
        {**job, "achievements": ["On call"]},
        {**job, "project_name": "Cache"},
        {**job, "project_name": "Queue", "duration": "2021"},
        {**job, "extra": {"location": "Berlin"}, "project_name": "Search"},
        {**job, "position": "Lead", "project_name": "Search"},
    ]

    assert to_markdown(ResumeIn.model_validate({"name": "Ada", "work_experiences": jobs}).content(), "en") == (
        "# Ada\n\n## Experience\n\n"
        "### Acme · Engineer\n\n2020 - 2024\n\n- On call\n\n**Cache**\n\n**Queue** · 2021\n\n"
        "### Acme · Engineer\n\n2020 - 2024 · Berlin\n\n**Search**\n\n"
        "### Acme · Lead\n\n2020 - 2024\n\n**Search**\n"
    )


def test_what_an_import_finds_in_the_heads_is_sent_with_them() -> None:
    resume: dict[str, Any] = {
        "name": "Ada",
        "work_experiences": [
            {
                "company": "Acme",
                "position": "Engineer",
                "duration": "2020 - 2022",
                "extra": {"department": "Platform", "employment_type": "Contract", "location": "Berlin", "pay": "1"},
            }
        ],
        "personal_projects": [{"name": "Bot", "extra": {"role": "Lead", "organization": "Club", "team_size": 3}}],
        "education": [{"institution": "MIT", "end": "2027", "extra": {"status": "Expected", "location": "Boston"}}],
    }

    assert to_markdown(ResumeIn.model_validate(resume).content(), "en") == (
        "# Ada\n\n"
        "## Experience\n\n### Acme · Platform · Engineer\n\n2020 - 2022 · Contract · Berlin\n\n"
        "## Projects\n\n### Bot · Club\n\nLead\n\n"
        "## Education\n\n### MIT\n\n2027 · Expected · Boston\n"
    )


@pytest.mark.parametrize(("end", "said"), [("present", "Present"), ("현재", "Present"), ("2024.12", "2024.12")])
def test_an_open_end_is_said_in_the_language(end: str, said: str) -> None:
    job = {"company": "Acme", "start": "2022.01", "end": end}
    content = ResumeIn.model_validate({"name": "Ada", "work_experiences": [job]}).content()

    assert f"2022.01 \\~ {said}" in to_markdown(content, "en").replace("~", "\\~")
