"""Paths by rules: they mend this person's gaps, and every statement rests on a place of the résumé."""

from datetime import date

import pytest
from learning_service.catalogue.library import library
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.models import DraftItem, LearningPath
from learning_service.paths.recipe import LearningPathDraft, wish_of
from learning_service.paths.schemas import LearningPathIn

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import JOB_POSTING, Sources
from shared.skills.index import skill_index
from shared.testing.drafting import Drafting


async def draft(resume: ResumeDocument, **body: object) -> LearningPath:
    generator = RuleBasedGenerator(library(), skill_index())
    drafting = Drafting(LearningPathDraft, generator)
    return await drafting.draft(resume, wish_of(LearningPathIn.model_validate(body), resume))


def items_of(made: LearningPath) -> list[DraftItem]:
    return [item.draft for item in made.items]


def only(**members: object) -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "이하나", **members})


RESUMES = [
    only(summary="15년 차 정원사입니다."),
    only(technical_skills={"programming_languages": ["Rust", "Zig"]}),
    only(work_experiences=[{"company": "푸른조경"}]),
    only(personal_projects=[{"name": "Weather", "tech_stack": ["Flutter 3.24"]}]),
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("count", [3, 5, 8])
async def test_every_statement_is_proved_and_every_resource_is_of_the_catalogue(
    resume: ResumeDocument, language: str, count: int
) -> None:
    made = await draft(resume, language=language, count=count)

    sources = Sources(resume)
    catalogue = {entry.url for entry in library().catalogue.by_id.values()}
    assert len(items_of(made)) == len({item.title for item in items_of(made)}) == count
    for evidence in [one.evidence for one in (*made.strengths, *made.weaknesses, *items_of(made))]:
        assert evidence
        assert list(evidence) == sources.located(list(evidence))
    for item in items_of(made):
        assert 1 <= len(item.resources) <= 3
        assert {resource.url for resource in item.resources} <= catalogue
        assert 3 <= len(item.milestones) <= 4


async def test_a_path_mends_more_than_it_deepens(resume: ResumeDocument) -> None:
    made = await draft(resume, count=5)

    assert [item.type for item in items_of(made)].count("weakness") == 3
    assert [item.type for item in items_of(made)].count("strength") == 2


async def test_what_the_posting_asks_for_and_the_resume_lacks_comes_first(resume: ResumeDocument) -> None:
    made = await draft(resume, job_posting="Elasticsearch 운영 경험 필수, Kafka 경험 우대")

    first = items_of(made)[0]
    assert "Elasticsearch" in first.reason
    assert (first.type, first.priority) == ("weakness", "high")
    assert first.evidence[0].pointer == JOB_POSTING
    assert not any("Kafka" in item.reason for item in items_of(made) if item.type == "weakness")


async def test_focus_areas_are_in_the_path_whether_known_or_not(resume: ResumeDocument) -> None:
    made = await draft(resume, focus_areas=["GraphQL", "Redis"], count=4)

    reasons = {item.type: item for item in items_of(made) if item.priority == "high"}
    assert "GraphQL" in " ".join(resource.title for resource in reasons["weakness"].resources)
    assert any(evidence.quote == "Redis" for evidence in reasons["strength"].evidence)


async def test_what_is_only_listed_is_called_so(resume: ResumeDocument) -> None:
    made = await draft(resume, language="en")

    thin = [finding for finding in made.weaknesses if finding.title == "Terraform is only listed"]
    assert thin
    assert thin[0].evidence[0].pointer == "/technical_skills/devops_tools/2"


async def test_a_language_that_a_projects_framework_is_written_in_is_not_only_listed(resume: ResumeDocument) -> None:
    made = await draft(resume, language="en")

    assert "Python is only listed" not in [finding.title for finding in made.weaknesses]


async def test_nobody_is_told_to_learn_what_their_skills_rest_on(resume: ResumeDocument) -> None:
    made = await draft(resume, count=8, language="en")

    gaps = " ".join(finding.title for finding in made.weaknesses)
    assert not any(f"No sign of {known}" in gaps for known in ("SQL", "Java", "Docker", "Linux"))


async def test_nothing_is_called_missing_that_the_resume_speaks_of() -> None:
    achievements = ["Replaced 340 nightly jobs with dbt models", "모든 배포를 CI 위에서"]
    jobs = [{"company": "Acme", "position": "Data Engineer", "tech_stack": ["SQL"], "achievements": achievements}]

    made = await draft(only(work_experiences=jobs), target_role="data engineer", count=8)

    said = [f"{weakness.title} {weakness.detail}" for weakness in made.weaknesses]
    assert said
    assert not [text for text in said if "dbt" in text.split('"')[0] or "CI/CD" in text]


async def test_practices_are_named_in_the_language_of_the_path() -> None:
    jobs = [{"company": "Acme", "position": "백엔드 개발자", "tech_stack": ["Java"], "achievements": ["주문 개발"]}]

    made = await draft(only(work_experiences=jobs), count=8)

    said = " ".join(f"{weakness.title} {weakness.detail}" for weakness in made.weaknesses)
    assert "동시성" in said
    assert "Concurrency" not in said


async def test_the_position_says_what_role_it_is_about() -> None:
    jobs = [{"company": "Acme", "position": "iOS Developer", "tech_stack": ["Docker", "Kubernetes", "Terraform"]}]

    made = await draft(only(work_experiences=jobs), language="en")

    assert "Jetpack Compose" in " ".join(weakness.title for weakness in made.weaknesses)


async def test_a_result_without_a_number_is_a_weakness(resume: ResumeDocument) -> None:
    made = await draft(resume)

    assert made.weaknesses[-1].evidence[0].quote == "정산 오차를 자동으로 찾는 대사 프로그램 작성"


async def test_the_role_decides_what_is_missing(resume: ResumeDocument) -> None:
    backend = await draft(resume, target_role="백엔드 개발자", count=8)
    frontend = await draft(resume, target_role="Frontend developer", count=8)

    assert {item.title for item in items_of(backend)} != {item.title for item in items_of(frontend)}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("resume", RESUMES)
async def test_a_resume_of_any_shape_gets_a_path(resume: ResumeDocument, language: str) -> None:
    made = await draft(resume, language=language)

    assert len(items_of(made)) == 5
    assert not any("{" in text or "''" in text for item in items_of(made) for text in (item.reason, item.title))


async def test_the_same_input_gives_the_same_path(resume: ResumeDocument) -> None:
    one, other = await draft(resume), await draft(resume)

    assert items_of(one) == items_of(other)


async def test_a_target_date_is_part_of_the_wish(resume: ResumeDocument) -> None:
    wish = wish_of(LearningPathIn(target_date=date(2030, 1, 1)), resume)

    assert wish.target_date == date(2030, 1, 1)
