"""Questions by rules: personal, proved, varied, of the person's trade, and always the same for the same input."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from interview_service.questions.errors import AllQuestionsAsked, NothingToAskAbout
from interview_service.questions.models import Draft

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Sources

from .sets import drafts, only, question_set, worker


def said(made: Sequence[Draft]) -> str:
    return " ".join(text for one in made for text in (one.question, *one.follow_ups)).casefold()


NURSE = worker("간호사", "욕창 예방 절차를 고쳐 발생률을 7.4%에서 2.8%로 낮춤", "신규 간호사 9명 교육")
SURGICAL_NURSE = worker(
    "외과 병동 간호사", "욕창 예방 절차를 고쳐 발생률을 7.4%에서 2.8%로 낮춤", "신규 간호사 9명과 실습 학생 교육"
)
SOFTWARE = ("ci/cd", "rest api", "sql", "git", "자동화 테스트", "배포", "쿼리", "서버")
SHAPES = [
    only(summary="15년 차 정원사입니다. 공공 정원 40곳을 설계했습니다."),
    only(work_experiences=[{"project_name": "공원 재생", "achievements": ["방문객 30% 증가", "안내판 12개 교체"]}]),
    only(personal_projects=[{"name": "가계부", "description": "Kotlin으로 만든 가계부 앱"}]),
    only(personal_projects=[{"name": "Weather", "tech_stack": ["Flutter 3.24", "k8s", "PL/I"]}]),
    only(technical_skills={"databases": ["MySQL"]}),
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
        assert "{" not in said([draft])


@pytest.mark.parametrize("resume", SHAPES, ids=lambda resume: str(list(cast(ResumeDocument, resume).content)[1]))
async def test_a_resume_of_any_shape_gets_what_it_carries_and_is_told_what_to_add(resume: ResumeDocument) -> None:
    for language in ("ko", "en"):
        made = await question_set(resume, count=10, language=language)
        assert made.questions
        assert len(made.questions) == 10 or made.advice
        for question in made.questions:
            assert list(question.draft.evidence) == Sources(resume).located(list(question.draft.evidence))


@pytest.mark.parametrize("text", ["안녕하세요", "열심히 하겠습니다."])
async def test_nothing_to_go_on_is_said_with_what_to_add(text: str) -> None:
    with pytest.raises(NothingToAskAbout, match="추가해 주세요"):
        await drafts(only(summary=text), count=10)


async def test_types_and_difficulties_are_kept(resume: ResumeDocument) -> None:
    made = await drafts(resume, types=["reliability", "trade_off"], difficulty={"hard": 2, "easy": 1})

    assert {draft.type for draft in made} <= {"reliability", "trade_off"}
    assert [draft.difficulty for draft in made].count("easy") <= 1
    assert len(made) == 3


async def test_eight_questions_are_of_many_types_about_many_things(resume: ResumeDocument) -> None:
    made = await drafts(resume, count=8)

    assert len({draft.type for draft in made}) >= 4
    assert len({(one.pointer, one.quote) for draft in made for one in draft.evidence}) >= 6


async def test_the_same_input_gives_the_same_set(resume: ResumeDocument) -> None:
    assert await drafts(resume, count=6) == await drafts(resume, count=6)


async def left_to_ask(asked: list[str]) -> list[str]:
    try:
        return [draft.question for draft in await drafts(SURGICAL_NURSE, asked, count=10)]
    except AllQuestionsAsked:
        return []


async def test_sets_go_on_without_repeating_until_everything_was_asked() -> None:
    asked: list[str] = []

    while len(asked) < 400 and (made := await left_to_ask(asked)):
        asked += made

    assert 400 > len(asked) == len(set(asked)) > 30


async def test_what_is_in_focus_comes_first(resume: ResumeDocument) -> None:
    made = await drafts(resume, count=2, focus=["PostgreSQL"])

    assert any("postgresql" in said([draft]) for draft in made)


async def test_a_nurse_is_asked_about_nursing() -> None:
    made = await question_set(NURSE, count=5)

    words = said([question.draft for question in made.questions])
    assert made.profession == "nurse"
    assert "7.4%" in words
    assert not [word for word in SOFTWARE if word in words]


async def test_a_trade_that_nobody_knows_is_an_answer() -> None:
    made = await question_set(worker("피아노 조율사", "공연장 12곳의 정기 조율 계약"), count=5)

    assert made.profession is None
    assert made.questions
    assert not [word for word in SOFTWARE if word in said([question.draft for question in made.questions])]


async def test_a_build_cache_is_no_cache_and_modules_are_no_domain() -> None:
    made = await drafts(
        worker(
            "Android 개발자",
            "Gradle 빌드 캐시와 멀티 모듈로 빌드 시간을 11분에서 4분으로 단축",
            "위치 추적의 배터리 사용을 하루 9%에서 3%로 낮춤",
            tech_stack=["Kotlin", "Gradle"],
        ),
        count=6,
    )

    assert not [word for word in ("재고", "cdn", "애그리거트", "도메인 주도") if word in said(made)]
    assert any("11분" in draft.question for draft in made)
    assert any("배터리" in draft.question for draft in made)


POSTING = """[담당업무] 임상시험 대상자 모집과 동의 절차, eCRF 입력, SAE 보고
[자격요건] 간호사 면허, ICH-GCP 이해
[우대] 항암 임상시험 경험"""


async def test_two_of_five_questions_stand_on_the_posting_and_it_is_matched() -> None:
    nurse = worker("외과 중환자실 간호사", "중환자실 간호기록 오류율 3.1%에서 0.8%로 감소")

    made = await question_set(nurse, count=5, target_role="임상연구 코디네이터", job_posting=POSTING)

    cited = [
        question
        for question in made.questions
        if any(one.pointer.startswith("/job_posting/lines/") for one in question.draft.evidence)
    ]
    assert len(cited) >= 2
    assert made.profession == "clinical_research_coordinator"
    assert made.match is not None
    missing = " ".join(one.text for one in (*made.match.missing, *made.match.partial))
    assert all(term in missing for term in ("ICH-GCP", "eCRF", "SAE", "간호사 면허"))


async def test_years_of_teaching_make_no_senior_analyst() -> None:
    teacher = only(
        work_experiences=[
            {
                "company": "Hill School",
                "position": "Teacher of mathematics",
                "start": "2014-09",
                "end": "2023-07",
                "achievements": ["Raised the pass rate from 71% to 88%"],
            }
        ],
        personal_projects=[
            {"name": "City bikes", "description": "Analysis of 2 million rides with pandas", "tech_stack": ["pandas"]}
        ],
        total_experience_months=107,
    )

    made = await question_set(teacher, count=5, language="en", target_role="junior data analyst")

    assert made.level == "junior"
    assert any(question.draft.type == "career" for question in made.questions)
    assert any("71%" in question.draft.question for question in made.questions)


async def test_what_could_not_be_used_is_said() -> None:
    made = await question_set(
        NURSE, target_role="우주선 선장", job_posting="私たちと一緒に働きませんか。", focus=["양자역학"]
    )

    assert len(made.notes) >= 3
    assert "우주선 선장" in made.notes[0]
    assert "양자역학" in made.notes[-1]


@pytest.mark.parametrize(
    ("months", "hard"), [(None, 1), (6, 1), (36, 1), (120, 2)], ids=["unknown", "junior", "mid", "senior"]
)
async def test_difficulty_suits_the_experience(resume: ResumeDocument, months: int | None, hard: int) -> None:
    content: dict[str, Any] = {**resume.content, "total_experience_months": months}

    made = await drafts(ResumeDocument(resume.id, 1, content))

    assert sum(draft.difficulty == "hard" for draft in made) >= hard - 1


@pytest.mark.parametrize(
    "resume",
    [
        only(
            personal_projects=[
                {"name": f"P{number}", "description": f"도구 {number}개를 만듦"} for number in range(200)
            ]
        ),
        only(summary="가" * 10_000),
        only(summary="a" * 10_000),
        only(summary="1 → 2 " * 1_500),
        worker("개발자", "정산 " * 2_000, "from 3 to " * 500, "(" * 300 + "12%에서 2%로" + ")" * 300),
    ],
    ids=["projects", "hangul", "latin", "arrows", "repeated"],
)
async def test_odd_resumes_end_like_others(resume: ResumeDocument) -> None:
    try:
        made = await drafts(resume, count=10)
    except NothingToAskAbout:
        return
    assert all(list(draft.evidence) == Sources(resume).located(list(draft.evidence)) for draft in made)


async def test_a_line_of_a_posting_is_asked_about_by_what_it_is_about() -> None:
    posting = "주요업무\n- 월 결산 및 재무제표 작성\n- 재고 실사\n근무조건\n- 처우 면접 후 협의"

    made = await drafts(worker("회계 담당자", "지출 결의서 300건 검토"), count=5, job_posting=posting)

    on_posting = [one for one in made if one.evidence[0].pointer.startswith("/job_posting/lines/")]
    assert {one.evidence[0].quote for one in on_posting} == {"월 결산 및 재무제표 작성", "재고 실사"}
    for draft in on_posting:
        # It does not say that the person did it.
        assert any(words in draft.question for words in ("해 보신 적이 있다면", "가장 가까운", "직접 하신 적이 없다면"))


@pytest.mark.parametrize(
    "posting", ["<li>" * 25_000, "자격요건\n" * 12_000, "Kafka " * 16_000, "日本語の求人です。" * 1_000]
)
async def test_odd_postings_end_like_others(posting: str) -> None:
    assert await drafts(NURSE, count=5, job_posting=posting)


@pytest.mark.parametrize(
    ("achievement", "posting", "does_hire"),
    [("급여대장 작성", None, False), ("급여대장 작성", "담당업무\n- 채용 공고 작성과 면접 운영", True)],
)
async def test_situations_are_of_the_persons_branch(achievement: str, posting: str | None, does_hire: bool) -> None:
    person = worker("인사팀 대리", achievement)
    asked = await drafts(person, count=10, types=["situational"], job_posting=posting)

    assert asked
    assert any("채용" in topic or "선발" in topic for draft in asked for topic in draft.topics) is does_hire
