"""What a line tells decides what is asked: a loss, a refusal, a cause; and what tells nothing is not asked."""

import pytest
from interview_service.questions.bank import angle_bank
from interview_service.questions.candidates.models import Candidate
from interview_service.questions.candidates.told import Beside
from interview_service.questions.candidates.topics import of_topics
from interview_service.questions.recipe import profile_of, wish_of
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank

from .sets import drafts, only, question_set, worker


def topics(achievement: str, position: str = "사원") -> list[Candidate]:
    resume = worker(position, achievement)
    profile = profile_of(resume, None, None)
    return list(of_topics(profile, wish_of(QuestionsIn(), resume, []), angle_bank(), topic_bank(), Beside(resume)))


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
