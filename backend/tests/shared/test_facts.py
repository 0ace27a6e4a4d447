"""What follows from a résumé."""

from typing import Any

import pytest

from shared.resumes.document import ResumeDocument
from shared.resumes.facts import seniority, technologies
from shared.testing.services import example_resume


def jobs(*titles: str | None) -> dict[str, Any]:
    return {"work_experiences": [{"position": title} if title else {"company": "누리"} for title in titles]}


def test_technologies_come_from_jobs_projects_and_lists_each_once() -> None:
    assert technologies(example_resume()) == [
        *("Java", "Spring Boot", "Apache Kafka", "Redis", "MySQL", "Kubernetes"),
        *("Kotlin", "Spring Batch", "PostgreSQL", "AWS"),
        *("FastAPI", "MongoDB", "Docker"),
        *("Python", "Terraform", "Grafana"),
    ]


@pytest.mark.parametrize("content", [{}, {"technical_skills": []}, {"work_experiences": [5, {"tech_stack": "Java"}]}])
def test_what_is_no_list_of_texts_names_no_technology(content: dict[str, Any]) -> None:
    assert technologies(content) == []


@pytest.mark.parametrize(
    ("content", "months", "band"),
    [
        (jobs("백엔드 개발자"), 1, "junior"),
        (jobs("백엔드 개발자"), 35, "junior"),
        (jobs("백엔드 개발자"), 36, "mid"),
        (jobs("백엔드 개발자"), 83, "mid"),
        (jobs("백엔드 개발자"), 84, "senior"),
        (jobs("백엔드 개발자"), 143, "senior"),
        (jobs("백엔드 개발자"), 144, "lead"),
        (jobs("Senior Backend Engineer"), 79, "senior"),
        (jobs("Senior Backend Engineer"), 77, "mid"),
        (jobs("선임 연구원"), 86, "mid"),
        (jobs("개발팀장", "대리"), 139, "lead"),
        (jobs("CTO"), 40, "mid"),
        (jobs("CTO"), 10, "junior"),
        (jobs("주니어 개발자"), 150, "lead"),
        (jobs("주니어 개발자"), 40, "junior"),
        (jobs("Software Engineer Intern"), 3, "student"),
        (jobs("Senior Intern"), 3, "student"),
        (jobs("인턴"), 14, "junior"),
        (jobs("인턴", "개발자"), 6, "junior"),
        (jobs("인턴"), None, "student"),
        (jobs("Lead Engineer"), None, "lead"),
        (jobs("개발자"), None, None),
        (jobs(None), None, None),
        ({"education": [{"institution": "한국대학교"}]}, None, "student"),
        ({"personal_projects": [{"name": "a"}]}, 0, "student"),
        ({"summary": "백엔드 엔지니어"}, None, None),
        ({"summary": "백엔드 엔지니어"}, 60, "mid"),
    ],
)
def test_the_band_follows_the_months_and_titles_decide_at_its_borders(
    content: dict[str, Any], months: int | None, band: str | None
) -> None:
    assert seniority(content, months) == band


def test_a_document_gives_the_facts_that_came_with_it() -> None:
    derived = {"total_experience_months": 90, "technologies": ["Zig"], "seniority": "senior"}
    document = ResumeDocument("x", 1, {**example_resume(), "total_experience_months": 90, "derived": derived})

    assert (document.experience_months, document.technologies, document.seniority) == (90, ["Zig"], "senior")


def test_a_document_without_facts_gives_the_same_by_itself() -> None:
    document = ResumeDocument("x", 1, {**example_resume(), "total_experience_months": 58})

    assert (document.experience_months, document.seniority) == (58, "mid")
    assert document.technologies == technologies(example_resume())


def test_facts_are_no_place_of_the_resume() -> None:
    derived = {"technologies": ["Zig"], "seniority": "senior"}
    document = ResumeDocument("x", 1, {"id": "x", "version": 1, "summary": "Zig", "derived": derived})

    assert list(document.texts()) == [("/summary", "Zig")]
    assert document.written == {"summary": "Zig"}
