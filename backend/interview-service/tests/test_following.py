"""What a line tells decides what is asked: a loss, a part, a result, a refusal; and what tells nothing is not asked."""

import pytest
from interview_service.questions.bank import angle_bank
from interview_service.questions.candidates.models import Candidate
from interview_service.questions.candidates.pairs import of_pairs
from interview_service.questions.candidates.topics import of_topics
from interview_service.questions.recipe import profile_of, wish_of
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank

from shared.resumes.document import ResumeDocument

from .sets import drafts, only, question_set, worker


def pairs(resume: ResumeDocument) -> list[Candidate]:
    profile = profile_of(resume, None, None)
    return list(of_pairs(profile, wish_of(QuestionsIn(), resume, []), angle_bank()))


def themes(*achievements: str) -> set[str | None]:
    return {candidate.theme for candidate in pairs(worker("Engineer", *achievements))}


def topics(achievement: str, position: str = "사원") -> list[Candidate]:
    resume = worker(position, achievement)
    profile = profile_of(resume, None, None)
    return list(of_topics(profile, wish_of(QuestionsIn(), resume, []), angle_bank(), topic_bank()))


@pytest.mark.parametrize(
    ("achievement", "theme"),
    [
        ("Wrote the capacity model. It missed Black Friday by a third", "pair.event"),
        (
            "Took 3 rounds of testing with screen reader users; the version we liked was the one they couldn't use",
            "pair.limit",
        ),
        (
            "신규 간호사 5명의 천자 교육을 담당했습니다. 전자기록 입력이 늦어져 처음에는 마감을 지키지 못했습니다",
            "pair.limit",
        ),
        ("그랜드 피아노 열한 대를 리빌딩했습니다. 그 중 한 대는 핀판을 잘못 판단하여 다시 짰습니다", "pair.part"),
        (
            "Introduced vending machines for gloves on the shop floor. Consumption fell from 900 to 700 pairs",
            "pair.result",
        ),
    ],
)
def test_two_lines_that_belong_together_are_asked_about_together(achievement: str, theme: str) -> None:
    assert themes(achievement) == {theme}


def test_a_line_that_turns_within_itself_is_asked_about_in_its_two_parts() -> None:
    asked = pairs(worker("기사", "정적분석 도구 도입을 건의하였으나 비용을 이유로 반려됨"))

    assert asked
    for one in asked:
        assert [evidence.quote for evidence in one.evidence] == [
            "정적분석 도구 도입을 건의하였으나",
            "비용을 이유로 반려됨",
        ]


@pytest.mark.parametrize(
    "achievements",
    [
        ("Coordinated shutdowns with the plant", "The line never stopped"),
        ("Coordinated shutdowns with the plant. They never lost a shift",),
        ("Isolated, dried and brushed 300 items. Logging before that was a dial nobody read",),
        ("월 비용 2,900만원 → 1,700만원 (둘 중 무엇이 컸는지는 나누지 못함)",),
        ("Ran the shop. Left a job I never wanted for my family",),
    ],
)
def test_what_only_sounds_like_a_turn_is_none(achievements: tuple[str, ...]) -> None:
    assert themes(*achievements) == set()


@pytest.mark.parametrize(
    ("achievement", "topic"),
    [
        ("견적서에 도우미 인원을 하나 더 적어 발인 날 유족분이 화를 내신 일이 있었습니다", "people_upset"),
        ("부서 간 도구 통일을 제안했으나 채택되지 않음", "proposal_declined"),
        ("offline sync bug duplicated vaccination records for some users", "went_wrong_unseen"),
        ("traced the resets to an ADC settling time; the root cause was in a footnote", "cause_found"),
        ("Access refused by a third of the landowners we phoned", "people_declined"),
    ],
)
def test_what_went_wrong_is_asked_about_first_and_nothing_else_of_the_line(achievement: str, topic: str) -> None:
    asked = topics(achievement)

    assert topic in {one.theme for one in asked}
    first = {one.id for one in topic_bank().topics if one.first}
    assert {one.theme for one in asked} <= first


def test_of_a_line_that_lists_things_the_one_is_quoted_that_the_question_is_about() -> None:
    asked = topics("입찰 제안서 작성, 재고 실사, 신입 교육 진행, 회의록 정리")

    assert asked
    assert all(
        one.evidence[0].quote in ("입찰 제안서 작성", "재고 실사", "신입 교육 진행", "회의록 정리") for one in asked
    )


def test_one_word_tells_less_of_somebody_whose_trade_is_not_known() -> None:
    line = "Trained 60 colleagues. Rota for nine"
    known = {one.skeleton: one.rank for one in topics(line, "Nurse")}
    unknown = {one.skeleton: one.rank for one in topics(line, "Organ voicer")}

    single = [skeleton for skeleton in known if skeleton.startswith("shift_plan")]
    assert single
    assert all(known[skeleton] > unknown[skeleton] for skeleton in single)


async def test_a_thin_resume_gets_a_shorter_set_that_says_what_to_add() -> None:
    made = await question_set(worker("간호사"), count=8)

    assert 0 < len(made.questions) <= 4
    assert made.advice


async def test_a_change_of_career_is_held_against_a_line_of_the_resume() -> None:
    teacher = worker("Teacher of mathematics", "Raised the pass rate from 71% to 88%")

    made = await drafts(teacher, count=5, language="en", target_role="data analyst")

    career = [draft for draft in made if draft.type == "career"]
    assert career
    assert "Raised the pass rate from 71% to 88%" in career[0].question


async def test_nobody_is_asked_about_a_title_as_if_it_were_work() -> None:
    student = only(
        work_experiences=[
            {"company": "Kino", "position": "Bar & box office"},
            {
                "company": "Studio",
                "position": "Intern",
                "achievements": ["Built 30 models of a kettle handle from foam"],
            },
        ]
    )

    made = await drafts(student, count=5, language="en")

    assert made
    assert all("Bar & box office" not in draft.question for draft in made if draft.type != "career")
