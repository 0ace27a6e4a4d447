"""Questions that aim at what was weak in practice."""

from dataclasses import replace

import pytest
from interview_service.answers.models import Scored
from interview_service.evaluation.models import Dimension
from interview_service.questions.bank import angle_bank
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.models import Draft, QuestionType, Weak
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionSetOut, QuestionsIn
from interview_service.questions.topics import topic_bank
from interview_service.weaknesses.aiming import weak_of

from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting
from shared.testing.practising import practise
from shared.testing.services import WithResumes

GOAL = 3.5
COUNT = 4


def scored(topic: str, kind: QuestionType, total: float, **levels: int) -> Scored:
    known: dict[Dimension, int | None] = {"reasoning": levels.get("reasoning"), "evidence": levels.get("evidence")}
    return Scored(
        key=new_id().bytes,
        resume=new_id().bytes,
        resume_version=1,
        session=new_id().bytes,
        question=new_id().bytes,
        attempt=1,
        type=kind,
        topics=(topic,),
        created_at=utc_now(),
        levels=known,
        total=total,
    )


async def asked(resume: ResumeDocument, weak: Weak | None) -> list[Draft]:
    wish = replace(wish_of(QuestionsIn(count=COUNT), resume, []), weak=weak)
    generator = RuleBasedGenerator(question_bank(), angle_bank(), topic_bank())
    made = await Drafting(QuestionSetDraft, generator).draft(resume, wish)
    return [one.draft for one in made.questions]


def test_what_is_below_the_goal_is_aimed_at_the_weakest_first() -> None:
    weak = weak_of(
        [
            scored("Kafka", "scalability", 3.0, reasoning=2, evidence=4),
            scored("Redis", "performance", 1.5, reasoning=1, evidence=4),
            scored("MySQL", "quality", 4.5, reasoning=3, evidence=5),
        ],
        GOAL,
    )

    assert weak.topics == ("Redis", "Kafka")
    # Reasoning is weak and evidence is not; then the types that went badly.
    assert weak.types == ("trade_off", "scalability", "performance")


def test_nothing_is_weak_without_answers() -> None:
    good = [scored("Kafka", "quality", 4.0, reasoning=4, evidence=4)]

    assert not weak_of([], GOAL)
    assert not weak_of(good, GOAL)
    # Whoever sets the goal higher has more to aim at.
    assert weak_of(good, 4.5).topics == ("Kafka",)


async def test_questions_test_what_was_weak(resume: ResumeDocument) -> None:
    plain = await asked(resume, None)
    types: tuple[QuestionType, ...] = ("collaboration", "quality")

    aimed = await asked(resume, Weak((), types))

    assert len(aimed) == COUNT
    assert sum(one.type in types for one in aimed) > sum(one.type in types for one in plain)


@pytest.mark.parametrize("topic", ["Kafka", "Redis"])
async def test_questions_are_about_what_was_weak(resume: ResumeDocument, topic: str) -> None:
    aimed = await asked(resume, Weak((topic,)))

    assert any(topic in " ".join((aimed[0].question, *one.topics)) for one in aimed)


async def test_a_set_can_focus_on_what_was_weak(services: WithResumes) -> None:
    practice = await practise(services)
    await practice.answer(text="열심히 했습니다.")
    path = f"/{practice.session['resume_id']}/questions"

    made = await services.service.post(path, json={"focus_on_weak": True, "count": COUNT})
    plain = await services.service.post(path, json={"count": COUNT})

    aimed = QuestionSetOut.model_validate_json(made.content)
    assert len(aimed.questions) == COUNT
    assert aimed.notes == []
    assert [one.question for one in aimed.questions] != [one["question"] for one in plain.json()["questions"]]


async def test_without_answers_the_set_says_so(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    made = await services.service.post(f"/{resume_id}/questions", json={"focus_on_weak": True, "count": 1})

    assert made.json()["notes"] == ["연습에서 목표보다 약한 것이 아직 없어, 이력서만 보고 질문을 골랐습니다."]
