"""What a model is told of each document: what it can work with, so that the rest does not fill its context."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from interview_prep import models


class ResumeView(BaseModel):
    """A résumé in a list."""

    resume_id: str
    name: str
    version: int
    seniority: str | None
    technologies: list[str]

    @classmethod
    def of(cls, resume: models.ResumeOut) -> "ResumeView":
        """Make it of a résumé."""
        derived = resume.derived
        return cls(
            resume_id=resume.id,
            name=resume.name,
            version=resume.version,
            seniority=derived.seniority if derived else None,
            technologies=derived.technologies if derived else [],
        )


class ReadView(BaseModel):
    """What was read in a document."""

    resume_id: str | None
    """`null` if nothing was stored."""
    resume: dict[str, Any]
    source: str
    missing: list[str]
    unparsed: list[str]
    please_check: list[str]
    """Places of the résumé that may be wrong."""

    @classmethod
    def of(cls, imported: models.Imported) -> "ReadView":
        """Make it of the answer to an import."""
        resume = imported.resume
        return cls(
            resume_id=resume.id if isinstance(resume, models.ResumeOut) else None,
            resume=resume.model_dump(mode="json", exclude_none=True),
            source=imported.source,
            missing=imported.missing,
            unparsed=imported.unparsed,
            please_check=[check.pointer for check in imported.please_check],
        )


class QuestionView(BaseModel):
    """A question, and the quotes of the résumé that it is about."""

    question_id: str
    type: str
    difficulty: str
    question: str
    intent: str
    good_answers_cover: list[str]
    follow_ups: list[str]
    about: list[str]

    @classmethod
    def of(cls, question: models.QuestionOut) -> "QuestionView":
        """Make it of a question."""
        return cls(
            question_id=question.id,
            type=question.type,
            difficulty=question.difficulty,
            question=question.question,
            intent=question.intent,
            good_answers_cover=question.what_good_answers_cover,
            follow_ups=question.follow_ups,
            about=[evidence.quote for evidence in question.evidence],
        )


class QuestionsView(BaseModel):
    """A question set."""

    question_set_id: str
    written_by: str
    """A language model's name, or `rule_based`."""
    questions: list[QuestionView]
    shortfall: str | None
    notes: list[str]

    @classmethod
    def of(cls, made: models.QuestionSetOut) -> "QuestionsView":
        """Make it of a question set."""
        return cls(
            question_set_id=made.id,
            written_by=made.generation.model or made.generation.source,
            questions=[QuestionView.of(question) for question in made.questions],
            shortfall=made.shortfall.reason if made.shortfall else None,
            notes=made.notes,
        )


class AskedView(BaseModel):
    """The question to answer now."""

    question_id: str
    number: int
    type: str
    question: str


class SessionView(BaseModel):
    """A practice session."""

    session_id: str
    state: str
    mode: str
    opening: str
    remaining_seconds: float
    open_questions: int
    current_question: AskedView | None

    @classmethod
    def of(cls, session: models.SessionOut) -> "SessionView":
        """Make it of a session."""
        now = session.current_question
        return cls(
            session_id=session.id,
            state=session.state,
            mode=session.mode,
            opening=session.opening,
            remaining_seconds=session.remaining_seconds,
            open_questions=sum(planned.state == "open" for planned in session.questions),
            current_question=now
            and AskedView(question_id=now.id, number=now.number, type=now.type, question=now.question),
        )


class LevelView(BaseModel):
    """The level of an answer in one dimension."""

    dimension: str
    level: int | None
    """1 to 5; `null` if it cannot be judged."""
    why: str
    to_next_level: str | None


class FeedbackView(BaseModel):
    """The feedback on an answer. It is coaching, not a hiring decision."""

    total: float | None
    levels: list[LevelView]
    points: dict[str, str | None]
    """What a good answer covers: `covered`, `partly`, `missing`, or `null` if it cannot be judged."""
    improved_answer: str | None
    judged_by: str


class AnsweredView(BaseModel):
    """An answer that was stored, its feedback (in practice mode), and what comes next."""

    answer_id: str
    feedback: FeedbackView | None
    session: SessionView

    @classmethod
    def of(cls, answered: models.AnsweredOut) -> "AnsweredView":
        """Make it of an answer."""
        judged = answered.evaluation
        return cls(
            answer_id=answered.id, feedback=judged and feedback_of(judged), session=SessionView.of(answered.session)
        )


def feedback_of(judged: models.Evaluation) -> FeedbackView:
    """Return the feedback of an evaluation."""
    return FeedbackView(
        total=judged.total,
        levels=[
            LevelView(dimension=one.name, level=one.level, why=one.why, to_next_level=one.to_next_level)
            for one in judged.dimensions
        ],
        points={point.point: point.state for point in judged.points},
        improved_answer=judged.improved_answer,
        judged_by=judged.generation.model or judged.generation.source,
    )


class ItemView(BaseModel):
    """Something to learn."""

    item_id: str
    title: str
    why: str
    priority: str
    hours: int
    milestones: list[str]
    milestones_done: list[int]
    status: str
    resources: list[str]

    @classmethod
    def of(cls, item: models.ItemOut) -> "ItemView":
        """Make it of an item."""
        return cls(
            item_id=item.id,
            title=item.title,
            why=item.reason,
            priority=item.priority,
            hours=item.estimated_hours,
            milestones=item.milestones,
            milestones_done=item.milestones_done,
            status=item.status,
            resources=[f"{resource.title}: {resource.url}" for resource in item.resources],
        )


class PathView(BaseModel):
    """A learning path."""

    path_id: str
    summary: str
    progress_percent: int
    weeks: int
    items: list[ItemView]
    notes: list[str]

    @classmethod
    def of(cls, path: models.LearningPathOut) -> "PathView":
        """Make it of a learning path."""
        return cls(
            path_id=path.id,
            summary=path.summary,
            progress_percent=path.progress_percent,
            weeks=len(path.schedule.weeks),
            items=[ItemView.of(item) for item in path.items],
            notes=path.notes,
        )


class ReviewView(BaseModel):
    """A question that is due to be answered again."""

    review_id: str
    question: str
    good_answers_cover: list[str]
    due_on: date

    @classmethod
    def of(cls, review: models.ReviewOut) -> "ReviewView":
        """Make it of a review."""
        return cls(
            review_id=review.id,
            question=review.question,
            good_answers_cover=review.what_good_answers_cover,
            due_on=review.due_on,
        )
