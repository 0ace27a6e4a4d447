"""Questions by rules: personal, proved, varied, and always the same for the same input."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from interview_service.questions.errors import AllQuestionsAsked
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.models import DIFFICULTIES, QUESTION_TYPES, Draft
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionsIn

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Sources
from shared.skills.index import skill_index
from shared.testing.drafting import Drafting


async def drafts(resume: ResumeDocument, previous: Sequence[str] = (), **body: object) -> Sequence[Draft]:
    generator = RuleBasedGenerator(question_bank(), skill_index())
    drafting = Drafting(QuestionSetDraft, generator)
    made = await drafting.draft(resume, wish_of(QuestionsIn.model_validate(body), resume, list(previous)))
    return [question.draft for question in made.questions]


def only(**members: object) -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "이하나", **members})


RESUMES = [
    only(summary="15년 차 정원사입니다. 공공 정원 40곳을 설계했습니다."),
    only(technical_skills={"programming_languages": ["Rust", "Zig"]}),
    only(technical_skills={"databases": ["MySQL"]}),
    only(work_experiences=[{"company": "푸른조경"}]),
    only(work_experiences=[{"project_name": "공원 재생", "achievements": ["방문객 30% 증가"]}]),
    only(personal_projects=[{"description": "Kotlin으로 만든 가계부 앱"}]),
    only(personal_projects=[{"name": "Weather", "tech_stack": ["Flutter 3.24", "k8s", "PL/I"]}]),
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("count", [1, 5, 10])
async def test_every_question_is_proved_and_none_repeats(resume: ResumeDocument, language: str, count: int) -> None:
    made = await drafts(resume, count=count, language=language)

    assert len(made) == len({draft.question for draft in made}) == count
    sources = Sources(resume)
    for draft in made:
        assert draft.evidence
        assert list(draft.evidence) == sources.located(list(draft.evidence))
        assert 2 <= len(draft.what_good_answers_cover) <= 5
        assert len(draft.follow_ups) <= 3


async def test_questions_name_the_persons_own_project_technology_or_result(resume: ResumeDocument) -> None:
    sections = ("/work_experiences", "/personal_projects", "/technical_skills", "/summary")
    own = [text for section in sections for _, text in resume.texts(section)]

    for draft in await drafts(resume, count=10):
        assert any(text.rstrip(".") in draft.question for text in own), draft.question


@pytest.mark.parametrize("resume", RESUMES, ids=lambda resume: str(list(cast(ResumeDocument, resume).content)[1]))
async def test_a_resume_of_any_shape_gets_a_whole_set(resume: ResumeDocument) -> None:
    for language in ("ko", "en"):
        made = await drafts(resume, count=10, language=language)
        assert len(made) == 10
        assert all("{" not in draft.question and "''" not in draft.question for draft in made)


@pytest.mark.parametrize("kind", QUESTION_TYPES)
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
async def test_types_and_difficulties_are_kept(resume: ResumeDocument, kind: str, difficulty: str) -> None:
    made = await drafts(resume, types=[kind], difficulty={difficulty: 2})

    assert [(draft.type, draft.difficulty) for draft in made] == [(kind, difficulty)] * 2


async def test_eight_questions_are_of_at_least_six_types_about_at_least_five_things(resume: ResumeDocument) -> None:
    made = await drafts(resume, count=8)

    assert len({draft.type for draft in made}) >= 6
    assert len({draft.evidence[-1].pointer for draft in made}) >= 5


async def test_the_same_input_gives_the_same_set(resume: ResumeDocument) -> None:
    assert await drafts(resume, count=6) == await drafts(resume, count=6)


async def test_sets_go_on_without_repeating_until_everything_was_asked(resume: ResumeDocument) -> None:
    asked: list[str] = []

    for _ in range(12):
        asked += [draft.question for draft in await drafts(resume, asked, count=10)]

    cores = {question.split(". ", 1)[-1] for question in asked}
    assert len(cores) == len(asked) == 120


async def test_a_small_resume_runs_out_and_says_so() -> None:
    asked: list[str] = []

    for _ in range(5):
        asked += [draft.question for draft in await drafts(RESUMES[0], asked, count=10)]

    assert len(asked) == 48
    with pytest.raises(AllQuestionsAsked):
        await drafts(RESUMES[0], asked)


async def test_what_is_in_focus_comes_first(resume: ResumeDocument) -> None:
    made = await drafts(resume, count=2, focus=["PostgreSQL"])

    assert any(evidence.quote == "PostgreSQL" for evidence in made[0].evidence)


async def test_the_posting_is_cited_where_it_asks_for_the_same(resume: ResumeDocument) -> None:
    made = await drafts(resume, count=3, job_posting="우대: Kafka 운영 경험")

    cited = [draft for draft in made if any(evidence.pointer == "/job_posting" for evidence in draft.evidence)]
    assert cited
    assert "공고" in cited[0].question


@pytest.mark.parametrize(
    ("months", "hard"), [(None, 1), (6, 1), (36, 1), (120, 3)], ids=["unknown", "junior", "mid", "senior"]
)
async def test_difficulty_suits_the_experience(resume: ResumeDocument, months: int | None, hard: int) -> None:
    content: dict[str, Any] = {**resume.content, "total_experience_months": months}

    made = await drafts(ResumeDocument(resume.id, 1, content))

    assert sum(draft.difficulty == "hard" for draft in made) == hard
