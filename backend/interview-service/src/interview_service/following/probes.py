"""The wording of follow-ups: data, read once a process."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from interview_service.evaluation.models import Dimension
from interview_service.questions.models import QUESTION_TYPES, QuestionType
from interview_service.sessions.models import FollowUpKind
from shared.core.data import read_yaml
from shared.resumes.document import Language

Texts = Mapping[Language, str]


class Probe(BaseModel):
    """A question that fits many answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Dimension
    types: Sequence[QuestionType] = QUESTION_TYPES
    ko: str
    en: str

    def text(self, language: Language) -> str:
        """Return the question in a language."""
        return self.ko if language == "ko" else self.en


class Wording(BaseModel):
    """The content of `follow_ups.yaml`, whose header explains each member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: Mapping[FollowUpKind, Texts]
    point: Texts
    private: Mapping[Language, Sequence[str]]
    easing: Texts
    """The beginning of a bridge that quotes nothing."""

    bridge: Sequence[Probe]
    left_out: Sequence[Probe]
    deeper: Sequence[Probe]

    def probes(self, kind: FollowUpKind, of: QuestionType) -> Iterator[Probe]:
        """Yield the probes of a kind that fit a question type."""
        known: Mapping[FollowUpKind, Sequence[Probe]] = {
            "bridge": self.bridge,
            "left_out": self.left_out,
            "deeper": self.deeper,
        }
        return (one for one in known[kind] if of in one.types)


@cache
def private() -> re.Pattern[str]:
    """Return the pattern of personal matters that no follow-up takes up."""
    return re.compile("|".join(one for listed in wording().private.values() for one in listed), re.IGNORECASE)


@cache
def wording() -> Wording:
    """Return the wording of follow-ups."""
    return Wording.model_validate(read_yaml(files("interview_service") / "data" / "practice" / "follow_ups.yaml"))
