"""Request and response schemas for sessions."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interview_service.questions.models import Difficulty, QuestionType
from interview_service.questions.schemas import QuestionsIn
from interview_service.sessions.models import MAX_FOLLOW_UPS, Change, FollowUp, Mode, PersonaId, Planned, Session, State
from interview_service.sessions.planning import personas
from shared.core.constraints import NoBoolean
from shared.resumes.document import Language
from shared.runs.generation import Generation

MIN_MINUTES, MAX_MINUTES, DEFAULT_MINUTES = 10, 90, 30

EXAMPLE: dict[str, Any] = {"mode": "practice", "minutes": 20, "persona": "peer_engineer", "questions": {"count": 3}}
PATCH_EXAMPLE: dict[str, Any] = {"state": "running"}


class SessionIn(BaseModel):
    """The session to create. All fields and the body are optional; without a set, one is generated first."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    question_set_id: UUID | None = Field(default=None, description="A question set generated from the same résumé.")
    questions: QuestionsIn | None = Field(
        default=None, description="Options for a new set. Cannot be combined with `question_set_id`."
    )
    mode: Mode = Field(
        default="practice", description="`practice`: feedback after each answer; `mock`: feedback at the end."
    )
    minutes: Annotated[int, Field(ge=MIN_MINUTES, le=MAX_MINUTES), NoBoolean] = Field(
        default=DEFAULT_MINUTES, description="Planned duration; as many questions are asked as fit."
    )
    persona: PersonaId = Field(
        default="hiring_manager", description="The interviewer: tone, follow-ups, and what counts most."
    )
    follow_ups: Annotated[int, Field(ge=0, le=MAX_FOLLOW_UPS), NoBoolean] | None = Field(
        default=None,
        description="How many follow-ups a question may have, each to the answer before it; by default the persona's.",
    )

    @model_validator(mode="after")
    def _one_set(self) -> Self:
        if self.question_set_id is not None and self.questions is not None:
            raise ValueError("send question_set_id or questions, not both")
        return self


class SessionPatch(BaseModel):
    """Changes to a session: its state, its current question, or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [PATCH_EXAMPLE]})

    state: Literal["running", "paused", "finished"] | None = Field(
        default=None,
        description="`running` from `ready` or `paused`; `paused` from `running`; `finished` from any of these.",
    )
    question_id: UUID | None = Field(default=None, description="Practice mode only: an answered question to retry.")

    def change(self) -> Change:
        """Return the requested change."""
        return Change(self.state, self.question_id)


class FollowUpOut(BaseModel):
    """What a follow-up is about: a place of an answer of this session."""

    question_id: str = Field(description="The question whose answer it follows.")
    answer_id: str
    depth: int = Field(description="1 after a question of the plan, 2 after a follow-up.")
    start: int = Field(description="Characters (Unicode code points) of the answer's `text`.")
    end: int
    quote: str = Field(description="What is there, word for word.")
    generation: Generation | None = Field(description="Who worded it; `null` for those of before this was recorded.")

    @classmethod
    def of(cls, follow_up: FollowUp) -> Self:
        """The wire form of it. Its kind would say how the answer was, which a mock interview does not."""
        return cls(
            question_id=str(follow_up.to),
            answer_id=str(follow_up.answer_id),
            depth=follow_up.depth,
            start=follow_up.start,
            end=follow_up.end,
            quote=follow_up.quote,
            generation=follow_up.generation,
        )


class AskedOut(BaseModel):
    """The current question, without the points that a good answer covers."""

    id: str
    number: int = Field(description="Counted from 1; a follow-up has the number of the question that it began with.")
    follow_up: FollowUpOut | None = Field(description="What it is about, if it follows an answer.")
    type: QuestionType
    difficulty: Difficulty
    topics: list[str]
    question: str

    @classmethod
    def of(cls, session: Session, planned: Planned) -> Self:
        """Build the response for a question of a session."""
        draft = planned.question.draft
        return cls(
            id=str(planned.id),
            number=_number(session, planned),
            follow_up=FollowUpOut.of(planned.follow_up) if planned.follow_up is not None else None,
            type=draft.type,
            difficulty=draft.difficulty,
            topics=list(draft.topics),
            question=draft.question,
        )


class PlannedOut(BaseModel):
    """A planned question and its state."""

    id: str
    state: Literal["open", "answered", "skipped"]
    attempts: int
    follow_up_to: str | None = Field(description="The question whose answer it follows; `null` for one of the plan.")

    @classmethod
    def of(cls, planned: Planned) -> Self:
        """The wire form of a question of the plan."""
        to = planned.follow_up.to if planned.follow_up is not None else None
        return cls(
            id=str(planned.id),
            state=_state_of(planned),
            attempts=planned.attempts,
            follow_up_to=str(to) if to is not None else None,
        )


class SessionOut(BaseModel):
    """A session."""

    id: str
    resume_id: str
    resume_version: int
    question_set_id: str = Field(description="The set that the questions were copied from.")
    language: Language
    mode: Mode
    persona: PersonaId
    opening: str = Field(description="The opening words of the persona.")
    minutes: int
    follow_ups: int = Field(description="How many follow-ups one question may have.")
    state: State
    version: int
    questions: list[PlannedOut] = Field(description="A follow-up is behind the question whose answer it follows.")
    current_question: AskedOut | None = Field(
        description="The only question that can be answered now; `null` if none is left or the session is finished."
    )
    ran_seconds: float = Field(description="Elapsed time as measured by the server, without pauses.")
    remaining_seconds: float = Field(description="What is left of `minutes`, at least 0. Nothing ends at 0.")
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, session: Session, now: datetime) -> Self:
        """Build the response for a session at the time `now`."""
        ran = session.timer.ran(now).total_seconds()
        asked = session.asked
        return cls(
            id=str(session.id),
            resume_id=str(session.resume_id),
            resume_version=session.resume_version,
            question_set_id=str(session.set_id),
            language=session.language,
            mode=session.mode,
            persona=session.persona,
            opening=personas()[session.persona].tone[session.language],
            minutes=session.minutes,
            follow_ups=session.follow_ups,
            state=session.state,
            version=session.version,
            questions=[PlannedOut.of(one) for one in session.questions],
            current_question=AskedOut.of(session, asked) if asked is not None else None,
            ran_seconds=round(ran, 3),
            remaining_seconds=round(max(0.0, session.minutes * 60 - ran), 3),
            created_at=session.created_at,
            updated_at=session.updated_at,
            started_at=session.started_at,
            finished_at=session.finished_at,
        )


class SessionList(BaseModel):
    """A page of sessions, newest first."""

    items: list[SessionOut]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page; `null` on the last page.")


def _number(session: Session, planned: Planned) -> int:
    root = planned.follow_up.root if planned.follow_up is not None else planned.id
    return [one.id for one in session.questions if one.follow_up is None].index(root) + 1


def _state_of(planned: Planned) -> Literal["open", "answered", "skipped"]:
    if planned.attempts == 0:
        return "open"
    return "skipped" if planned.skipped else "answered"
