"""The prompts of interview-service, read at the start, so that a broken one stops it and no request."""

from dataclasses import dataclass
from importlib.resources import files

from shared.utils.prompts import Prompt, load_prompt

QUESTIONS = frozenset(
    {
        *("count", "language", "types", "difficulties", "target_role", "focus", "resume", "job_posting", "previous"),
        *("profession", "level", "competencies", "examples"),
    }
)
EVALUATION = frozenset({"type", "language", "question", "quotes", "points", "rubric", "answer"})
COACHING = frozenset({"language", "question", "points", "resume", "answer"})
FOLLOW_UP = frozenset({"language", "persona", "purpose", "question", "points", "asked", "answer"})
"""What each prompt is filled with."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """All prompts of the service."""

    questions: Prompt
    evaluation: Prompt
    coaching: Prompt
    follow_up: Prompt


def load_prompts() -> Prompts:
    """Read and check the prompts; raises `ValueError` if one is invalid."""
    directory = files("interview_service") / "prompts"
    coaching = directory / "coaching.yaml"
    return Prompts(
        questions=load_prompt(directory / "questions.yaml", QUESTIONS, directory / "examples"),
        # Its version is that of both passes.
        evaluation=load_prompt(directory / "evaluation.yaml", EVALUATION, coaching),
        coaching=load_prompt(coaching, COACHING),
        follow_up=load_prompt(directory / "follow_up.yaml", FOLLOW_UP),
    )
