"""Texts of the rules, documented in `data/phrases.yaml` and `data/practices.yaml`."""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from learning_service.files import read
from learning_service.paths.assessing.models import Practice
from shared.resumes.document import Language

Texts = Mapping[str, str]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepText(_Data):
    """A step for all professions."""

    hours: int
    title: str
    description: str
    milestones: tuple[str, ...]
    reason: str = ""
    description_plain: str = ""
    milestones_plain: tuple[str, ...] = ()
    finding: str = ""
    finding_detail: str = ""


class Phrases(_Data):
    """Phrases that connect the parts of a path, in one language."""

    looks_for: str
    more_lines: str
    near: str
    if_done: str
    reasons: Texts
    states: Texts
    gap_titles: Texts
    strengths: Texts
    deepen: Texts
    good_answers: str
    case: StepText
    figures: StepText
    transfer: StepText
    lead: StepText
    aim: StepText
    show: StepText
    summary: Texts


class PracticeText(_Data):
    """How to prepare for something, in one language."""

    title: str
    description: str
    milestones: tuple[str, ...]
    near: str | None = None
    variants: tuple[tuple[str, ...], ...] = ()

    def milestones_of(self, number: int) -> tuple[str, ...]:
        """Return the milestones of the `number`th step of its kind in a path, from 0."""
        every = (self.milestones, *self.variants)
        return every[number % len(every)]


class PracticeStep(_Data):
    """A step that prepares for one kind of requirement."""

    hours: int
    words: tuple[str, ...] = ()
    ko: PracticeText
    en: PracticeText

    def of(self, language: Language) -> PracticeText:
        """Return the text in `language`."""
        return self.ko if language == "ko" else self.en


@cache
def phrases(language: Language) -> Phrases:
    """Return the phrases of a language."""
    return TypeAdapter(dict[str, Phrases]).validate_python(read("phrases.yaml"))[language]


@cache
def practices() -> Mapping[Practice, PracticeStep]:
    """Return the steps for requirements that are in no profession's data."""
    return TypeAdapter(dict[Practice, PracticeStep]).validate_python(read("practices.yaml"))
