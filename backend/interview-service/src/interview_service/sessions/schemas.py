"""Request and response schemas for sessions."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interview_service.questions.models import Difficulty, QuestionType
from interview_service.questions.schemas import QuestionsIn
from interview_service.sessions.models import Change, Mode, PersonaId, Planned, Session, State
from interview_service.sessions.planning import personas
from shared.core.constraints import NoBoolean
from shared.resumes.document import Language

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
    persona: PersonaId = Field(default="hiring_manager", description="The interviewer: tone, and what counts most.")

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


class AskedOut(BaseModel):
    """The current question, without the points that a good answer covers."""

    id: str
    number: int = Field(description="Counted from 1.")
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
            number=session.questions.index(planned) + 1,
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
    state: State
    version: int
    questions: list[PlannedOut]
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
            state=session.state,
            version=session.version,
            questions=[
                PlannedOut(id=str(one.id), state=_state_of(one), attempts=one.attempts) for one in session.questions
            ],
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


def _state_of(planned: Planned) -> Literal["open", "answered", "skipped"]:
    if planned.attempts == 0:
        return "open"
    return "skipped" if planned.skipped else "answered"
