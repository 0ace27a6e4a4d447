"""The labelled answers, as the evaluation sees them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from interview_service.evaluation.models import Dimension, Level, Subject
from interview_service.questions.models import Difficulty, Draft, Question, QuestionType
from pydantic import BaseModel, ConfigDict, TypeAdapter

from eval.people import document_of
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence

HERE = Path(__file__).parent
TUNED = ("q01", "q03", "q05", "q07", "q09", "q11")
"""The questions that whoever works on the rules may read. The texts of the others stay unread."""

Half = Literal["tuned", "held out"]
HALVES: Sequence[Half] = ("tuned", "held out")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Data):
    """What a labeller says of an answer."""

    levels: Mapping[Dimension, Level]
    why: str


class _Answer(_Data):
    id: str
    kind: str
    text: str
    labels: tuple[Label, Label]


class _File(_Data):
    id: str
    language: Language
    type: QuestionType
    difficulty: Difficulty
    resume: dict[str, Any]
    evidence: Evidence
    question: str
    what_good_answers_cover: tuple[str, ...]
    answers: tuple[_Answer, ...]


@dataclass(frozen=True)
class Labelled:
    """An answer with its labels."""

    id: str
    question: str
    kind: str
    subject: Subject
    labels: Sequence[Label]

    @property
    def half(self) -> Half:
        """Whether it could be read by whoever works on the rules."""
        return "tuned" if self.question in TUNED else "held out"

    @cached_property
    def levels(self) -> Mapping[Dimension, float]:
        """The mean of the labellers by dimension."""
        return {name: fmean(label.levels[name] for label in self.labels) for name in self.labels[0].levels}

    @property
    def mean(self) -> float:
        """The mean of all levels."""
        return fmean(self.levels.values())


def read_labelled(folder: Path = HERE / "questions") -> list[Labelled]:
    """All labelled answers, question by question."""
    adapter = TypeAdapter(_File)
    files = [adapter.validate_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    return [labelled for file in files for labelled in _labelled(file)]


def read_sentences(name: Literal["padding", "injections"]) -> Mapping[Language, Sequence[str]]:
    """Hollow sentences, or texts that try to raise a level."""
    return TypeAdapter(dict[Language, list[str]]).validate_json((HERE / f"{name}.json").read_bytes())


def _labelled(file: _File) -> Iterator[Labelled]:
    resume = document_of(file.id, file.resume)
    draft = Draft(
        type=file.type,
        difficulty=file.difficulty,
        topics=(),
        question=file.question,
        intent="",
        what_good_answers_cover=file.what_good_answers_cover,
        follow_ups=(),
        evidence=(file.evidence,),
    )
    question = Question(uuid5(NAMESPACE_URL, file.id), draft)
    for one in file.answers:
        yield Labelled(one.id, file.id, one.kind, Subject(question, one.text, file.language, resume), one.labels)
