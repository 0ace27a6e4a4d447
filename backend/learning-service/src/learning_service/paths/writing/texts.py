"""The texts of the rules; `data/phrases.yaml` and `data/practices.yaml` say what each is for."""

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
    """A step that anybody can take."""

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
    """What is said around what is learned, in one language."""

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
    """How one gets ready for something, in one language."""

    title: str
    description: str
    milestones: tuple[str, ...]
    near: str | None = None
    variants: tuple[tuple[str, ...], ...] = ()

    def milestones_of(self, number: int) -> tuple[str, ...]:
        """Those of the step that is the `number`th of its kind in a path, from 0."""
        every = (self.milestones, *self.variants)
        return every[number % len(every)]


class PracticeStep(_Data):
    """How one gets ready for a kind of thing."""

    hours: int
    words: tuple[str, ...] = ()
    ko: PracticeText
    en: PracticeText

    def of(self, language: Language) -> PracticeText:
        """The text in `language`."""
        return self.ko if language == "ko" else self.en


@cache
def phrases(language: Language) -> Phrases:
    """The phrases of a language."""
    return TypeAdapter(dict[str, Phrases]).validate_python(read("phrases.yaml"))[language]


@cache
def practices() -> Mapping[Practice, PracticeStep]:
    """The steps for what no profession's data holds."""
    return TypeAdapter(dict[Practice, PracticeStep]).validate_python(read("practices.yaml"))
