"""Labels by hand: what a demanding interviewer says of questions, and how well the code agrees."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from eval.people import Person
from shared.resumes.evidence import Evidence

LABELS = Path(__file__).parent / "labels.json"
Verdict = Literal["specific", "generic", "off_topic", "wrong"]


class Label(BaseModel):
    """A question as it was when it was read, and the verdict on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    verdict: Verdict
    why: str
    question: str
    type: str
    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...]


def read_labels(path: Path = LABELS) -> list[Label]:
    """All labels."""
    return TypeAdapter(list[Label]).validate_json(path.read_bytes())


def agreement(labels: Sequence[Label], people: Sequence[Person]) -> str:
    """The report."""
    return f"{len(labels)} {len(people)}"
