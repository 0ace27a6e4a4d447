"""Paths by rules: they mend what is looked for and not shown, and every statement rests on a place."""

import re

import pytest
from learning_service.catalogue.library import library
from learning_service.paths.assessing.topics import can_be_learned, name_of
from learning_service.paths.errors import NothingToLearnFrom
from learning_service.paths.models import DraftItem, LearningPath

from shared.professions.library import heads
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import TARGET_ROLE, Sources

from . import people
from .drafting import draft, items_of, said

SOFTWARE = re.compile(r"\b(?:CI/CD|REST|SQL|Git|Docker|Kubernetes|automated tests?)\b|자동화 테스트")
POSTING = """Senior buyer of organ pipes

Requirements
- Experience with Relativity or similar
- 3+ years of buying
- HACCP documentation
Nice to have
- Fluent Spanish"""


def assert_proved(made: LearningPath, sources: Sources) -> None:
    for evidence in [one.evidence for one in (*made.strengths, *made.weaknesses, *items_of(made))]:
        assert evidence
        assert list(evidence) == sources.located(list(evidence))


def assert_whole(item: DraftItem) -> None:
    catalogue = {entry.url for entry in library().catalogue.by_id.values()}
    assert 1 <= len(item.resources) <= 3
    assert {resource.url for resource in item.resources} <= catalogue
    assert any(resource.official and resource.free for resource in item.resources)
    assert 3 <= len(item.milestones) <= 4
    assert 1 <= item.estimated_hours <= 40
    assert len(item.reason.split()) >= 4
    assert not any("{" in text or "''" in text for text in (item.reason, item.title, item.description))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("count", [3, 5, 8])
async def test_every_statement_is_proved_and_every_item_is_whole(
    resume: ResumeDocument, language: str, count: int
) -> None:
    posting = "Elasticsearch 운영 경험 필수\n[우대]\n- gRPC 경험\n- AWS 자격증 보유자"

    made = await draft(resume, language=language, count=count, job_posting=posting, target_role="백엔드 개발자")

    assert len(items_of(made)) == len({item.title for item in items_of(made)}) == count
    assert_proved(made, Sources(resume, posting, "백엔드 개발자"))
    for item in items_of(made):
        assert_whole(item)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("person", [people.nurse, people.electrician, people.android, people.organ_voicer])
async def test_items_are_whole_in_every_trade(person: type, language: str) -> None:
    resume: ResumeDocument = person()

    made = await draft(resume, language=language)

    assert_proved(made, Sources(resume))
    for item in items_of(made):
        assert_whole(item)


@pytest.mark.parametrize("person", [people.nurse, people.electrician, people.organ_voicer])
async def test_nobody_outside_software_is_sent_to_software(person: type) -> None:
    made = await draft(person(), count=8)

    assert not SOFTWARE.findall(said(made))


async def test_a_nurse_gets_a_path_of_nursing() -> None:
    made = await draft(people.nurse())

    assert made.profession == "nurse"
    about = [library().catalogue.by_id[one.id].competencies for item in items_of(made) for one in item.resources]
    assert all(any(one.startswith("nurse.") for one in competencies) for competencies in about)


async def test_what_the_posting_requires_comes_first_and_is_cited_by_line() -> None:
    made = await draft(people.nurse(), job_posting=people.NURSE_POSTING, target_role="임상연구 코디네이터")

    first = items_of(made)[0]
    assert made.profession == "clinical_research_coordinator"
    assert (first.type, first.priority) == ("weakness", "high")
    assert first.evidence[0].model_dump() == {"pointer": "/job_posting/lines/1", "quote": "ICH-GCP 이해"}
    assert made.match is not None
    assert {one.text for one in made.match.missing} >= {"ICH-GCP 이해", "eCRF 입력", "SAE 보고"}


@pytest.mark.parametrize("count", [3, 5, 8])
async def test_fewer_items_leave_out_what_comes_last(resume: ResumeDocument, count: int) -> None:
    posting = "[자격요건]\n- Elasticsearch 경험\n- gRPC 경험\n[우대]\n- GraphQL 경험\n- Django 경험\n- Ansible 경험"

    many = items_of(await draft(resume, job_posting=posting, count=8))
    few = items_of(await draft(resume, job_posting=posting, count=count))

    urgent = [item.title for item in many if item.priority == "high" and item.type == "weakness"]
    assert [item.title for item in few][: len(urgent)] == urgent[:count]


async def test_a_paper_that_the_job_implies_is_to_be_written_and_not_learned() -> None:
    made = await draft(people.nurse(), job_posting=people.NURSE_POSTING, target_role="임상연구 코디네이터", count=8)

    licence = next(item for item in items_of(made) if "간호사 면허" in item.title)
    assert "이력서에 적기" in licence.title
    assert licence.estimated_hours == 1
    assert items_of(made).index(licence) > 0


async def test_what_claims_show_is_no_gap() -> None:
    made = await draft(people.front_end(), count=8)

    shown = [finding for finding in made.strengths if "52건에서 15건" in finding.evidence[0].quote]
    assert shown
    assert "웹 성능" in shown[0].title
    assert not [item for item in items_of(made) if item.type == "weakness" and "웹 성능" in item.reason]


async def test_alternatives_are_one_competency() -> None:
    made = await draft(people.android(), count=8)

    assert not [word for word in ("SwiftUI", "iOS", "Swift") if word in said(made)]
    vue = await draft(people.of(work_experiences=[people.job("프론트엔드 개발자", tech_stack=["Vue.js"])]), count=8)
    assert not [item for item in items_of(vue) if item.type == "weakness" and "React" in item.title]


async def test_what_a_person_says_is_missing_is_a_gap_with_their_own_words() -> None:
    done = ["메타 ROAS 180% → 260%", "세그먼트는 못 나눔"]

    made = await draft(people.of(work_experiences=[people.job("마케터", *done)]), target_role="CRM 마케터")

    gap = next(item for item in items_of(made) if "못 나눔" in item.reason)
    assert gap.type == "weakness"
    assert "세그먼트는 못 나눔" in [evidence.quote for evidence in gap.evidence]
    assert not [one for one in made.strengths if "못 나눔" in one.detail]


async def test_an_unknown_profession_is_an_answer() -> None:
    made = await draft(people.organ_voicer(), target_role="Organ builder")

    assert made.profession is None
    assert made.notes
    assert len(items_of(made)) < 5
    assert made.advice
    assert not [item for item in items_of(made) if item.type == "weakness" and "not shown" in item.reason]
    assert any(evidence.pointer == TARGET_ROLE for item in items_of(made) for evidence in item.evidence)


async def test_an_unknown_profession_gets_what_its_posting_asks_for() -> None:
    made = await draft(people.organ_voicer(), job_posting=POSTING)

    titles = " | ".join(item.title for item in items_of(made))
    assert "Get hands-on: Relativity or similar" in titles
    assert "Learn it from the source: HACCP documentation" in titles
    assert "Spanish" in titles
    # Years come with time: no step can give them.
    assert "3+ years" not in titles


@pytest.mark.parametrize(
    "resume",
    [
        people.of(summary="안녕하세요"),
        people.of(technical_skills={"programming_languages": ["Rust", "Zig"]}),
    ],
)
async def test_too_little_to_go_on_says_what_to_add(resume: ResumeDocument) -> None:
    with pytest.raises(NothingToLearnFrom) as caught:
        await draft(resume)

    assert "추가해 주세요" in caught.value.detail or "Add jobs" in caught.value.detail


async def test_the_level_is_that_in_the_wanted_field() -> None:
    taught = people.job(
        "Teacher of mathematics", "Raised the pass rate from 71% to 88%", start="2005-09", end="2023-07"
    )
    bikes = {"name": "City bikes", "description": "Analysis of 2 million rides with pandas", "tech_stack": ["pandas"]}

    made = await draft(
        people.of(work_experiences=[taught], personal_projects=[bikes]), target_role="data analyst", language="en"
    )

    assert (made.profession, made.level) == ("data_analyst", "junior")
    assert "71% to 88%" in said(made)
    assert not [item for item in items_of(made) if item.title.startswith("If you have done it")]


async def test_of_many_years_what_is_unwritten_is_to_be_shown_and_not_learned() -> None:
    jobs = [people.job("간호사", "신규 간호사 9명 교육", start="2005-03")]

    made = await draft(people.of(work_experiences=jobs, total_experience_months=250))

    shown = [item for item in items_of(made) if "해 보셨다면" in item.title]
    assert len(shown) == 1
    assert items_of(made)[-1] in shown
    assert all("떠오르는 사례가 없으면" in item.milestones[-1] for item in shown)


async def test_focus_areas_are_in_the_path_whether_known_or_not(resume: ResumeDocument) -> None:
    made = await draft(resume, focus_areas=["GraphQL", "Redis", "면접관 교육"], count=4)

    urgent = [item for item in items_of(made) if item.priority == "high"]
    assert {item.type for item in urgent} == {"strength", "weakness"}
    for wished in ("GraphQL", "Redis", "면접관 교육"):
        assert any(wished in f"{item.title} {item.reason} {item.description}" for item in urgent)


async def test_what_is_only_listed_is_called_so(resume: ResumeDocument) -> None:
    made = await draft(
        people.of(**{**resume.content, "technical_skills": {"devops_tools": ["Argo CD"]}}), language="en"
    )

    thin = [finding for finding in made.weaknesses if finding.title == "Argo CD: only listed"]
    assert thin
    assert thin[0].evidence[0].pointer == "/technical_skills/devops_tools/0"


async def test_nobody_is_told_to_learn_what_their_skills_rest_on(resume: ResumeDocument) -> None:
    made = await draft(resume, count=8, language="en", job_posting="Requirements\n- SQL\n- Java\n- Docker\n- Linux")

    assert not [finding for finding in made.weaknesses if "required by the posting" in finding.title]


async def test_nothing_is_called_missing_that_the_resume_speaks_of() -> None:
    achievements = ["Replaced 340 nightly jobs with dbt models", "모든 배포를 CI 위에서"]
    jobs = [people.job("Data Engineer", *achievements, tech_stack=["SQL"])]

    made = await draft(people.of(work_experiences=jobs), target_role="data engineer", count=8)

    assert made.weaknesses
    assert not [weakness for weakness in made.weaknesses if "dbt" in weakness.title or "CI/CD" in weakness.title]


async def test_a_result_without_a_number_is_a_weakness(resume: ResumeDocument) -> None:
    made = await draft(resume)

    assert made.weaknesses[-1].evidence[0].quote == "정산 오차를 자동으로 찾는 대사 프로그램 작성"


async def test_the_role_decides_what_is_missing(resume: ResumeDocument) -> None:
    backend = await draft(resume, target_role="백엔드 개발자", count=8)
    frontend = await draft(resume, target_role="Frontend developer", count=8)

    assert {item.title for item in items_of(backend)} != {item.title for item in items_of(frontend)}
    assert frontend.weaknesses[0].evidence[0].pointer == TARGET_ROLE


async def test_strengths_show_a_measured_claim_before_others(resume: ResumeDocument) -> None:
    made = await draft(people.nurse())

    assert "7.4%에서 2.8%" in made.strengths[0].evidence[0].quote
    assert (await draft(resume)).strengths


async def test_nothing_that_was_given_is_silently_unused() -> None:
    made = await draft(people.nurse(), target_role="오르간 조율사", job_posting="Nous cherchons и ещё что-то 你好世界")

    assert len(made.notes) >= 2


async def test_the_same_input_gives_the_same_path(resume: ResumeDocument) -> None:
    one, other = await draft(resume), await draft(resume)

    assert items_of(one) == items_of(other)


@pytest.mark.parametrize("profession", sorted(heads()))
async def test_every_profession_has_a_path_of_its_own(profession: str) -> None:
    title = heads()[profession].titles.ko[0]
    resume = people.of(work_experiences=[people.job(title, "고객 문의 처리 시간을 40분에서 15분으로 줄임")])

    made = await draft(resume)

    if made.profession == profession:
        assert len(items_of(made)) >= 3
    for item in items_of(made):
        assert_whole(item)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("트랜잭션과 락을 본인 경험으로 이야기할 수 있는 분", "트랜잭션과 락을 본인 경험으로 이야기하기"),
        ("영문 문서를 읽을 수 있는 분", "영문 문서 읽기"),
        ("결제 승인 서버를 개발하고 운영합니다", "결제 승인 서버 개발·운영"),
        ("고객 데이터를 분석합니다", "고객 데이터 분석"),
    ],
)
def test_a_sentence_of_a_posting_is_named_as_a_thing_to_do(phrase: str, name: str) -> None:
    assert name_of(phrase) == name


@pytest.mark.parametrize("phrase", ["인근 거주자", "경력단절 여성 지원 가능", "spend your first months on the floor"])
def test_who_may_apply_and_where_one_works_is_no_step(phrase: str) -> None:
    assert not can_be_learned(phrase)
