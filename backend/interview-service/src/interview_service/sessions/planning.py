"""Data for planning sessions: minutes per question, and the personas of interviewers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interview_service.questions.models import Difficulty, Question
from interview_service.questions.schemas import MAX_QUESTIONS
from interview_service.sessions.models import MAX_FOLLOW_UPS, PersonaId, Session
from shared.core.data import read_yaml
from shared.resumes.document import Language


class Persona(BaseModel):
    """An interviewer: opening words, way of following up, and weights of the dimensions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Mapping[Language, str]
    tone: Mapping[Language, str]
    lead: Mapping[Language, str]
    """The beginning of a follow-up, with `{quote}`."""

    depth: Annotated[int, Field(ge=0, le=MAX_FOLLOW_UPS)]
    """Maximum depth of follow-ups."""

    probes: Sequence[str]
    """Dimensions in the order in which they are asked about."""

    weights: Mapping[str, float]


@cache
def personas() -> Mapping[PersonaId, Persona]:
    """Return all personas by id."""
    return TypeAdapter(dict[PersonaId, Persona]).validate_python(_data("personas.yaml"))


@cache
def minutes_of() -> Mapping[Difficulty, float]:
    """Return the minutes that a question of each difficulty takes."""
    return TypeAdapter(dict[Difficulty, float]).validate_python(_data("plan.yaml")["minutes"])


@cache
def minutes_of_follow_up() -> float:
    """Return the minutes that a follow-up takes."""
    return TypeAdapter(float).validate_python(_data("plan.yaml")["follow_up"])


def has_time(session: Session, now: datetime) -> bool:
    """Return whether a follow-up leaves enough time for the open questions."""
    asked = session.current
    left = [one for one in session.questions if one.attempts == 0 and one.id != asked]
    needed = sum(minutes_of()[one.question.draft.difficulty] for one in left) + minutes_of_follow_up()
    return session.timer.ran(now) + timedelta(minutes=needed) <= timedelta(minutes=session.minutes)


def wanted(minutes: int) -> int:
    """Return the number of questions to generate for a session of this length."""
    return max(1, min(MAX_QUESTIONS, int(minutes // minutes_of()["medium"])))


def fitting(questions: Sequence[Question], minutes: int) -> tuple[Question, ...]:
    """Return as many of the questions as fit, in order; at least one."""
    left = float(minutes)
    chosen: list[Question] = []
    for question in questions:
        left -= minutes_of()[question.draft.difficulty]
        if chosen and left < 0:
            break
        chosen.append(question)
    return tuple(chosen)


def _data(name: str) -> Any:
    return read_yaml(files("interview_service") / "data" / "practice" / name)
