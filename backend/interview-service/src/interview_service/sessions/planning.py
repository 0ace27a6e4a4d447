"""Data for planning sessions: minutes per question, and the personas of interviewers."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from interview_service.questions.models import Difficulty, Question
from interview_service.questions.schemas import MAX_QUESTIONS
from interview_service.sessions.models import PersonaId
from shared.resumes.document import Language


class Persona(BaseModel):
    """An interviewer: opening words and weights of the dimensions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Mapping[Language, str]
    tone: Mapping[Language, str]
    weights: Mapping[str, float]


@cache
def personas() -> Mapping[PersonaId, Persona]:
    """Return all personas by id."""
    return TypeAdapter(dict[PersonaId, Persona]).validate_python(_data("personas.yaml"))


@cache
def minutes_of() -> Mapping[Difficulty, float]:
    """Return the minutes that a question of each difficulty takes."""
    return TypeAdapter(dict[Difficulty, float]).validate_python(_data("plan.yaml")["minutes"])


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
    text = (files("interview_service") / "data" / "practice" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)
