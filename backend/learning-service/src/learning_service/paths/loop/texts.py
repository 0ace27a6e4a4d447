"""What practice says about answers, and the steps that make them better: `data/practised.yaml`."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from learning_service.files import read
from shared.language.particles import fill
from shared.resumes.document import Language


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepText(_Data):
    """A step in one language."""

    title: str
    description: str
    milestones: tuple[str, ...]


class DimensionText(_Data):
    """A dimension of the rubric, and its steps, each to be taken after the one before is done."""

    name: Mapping[Language, str]
    about: Literal["figures", "story", "work"]
    hours: int
    steps: tuple[Mapping[Language, StepText], ...]

    @property
    def titles(self) -> frozenset[str]:
        """The titles of all its steps, in all languages."""
        return frozenset(text.title for step in self.steps for text in step.values())


class PractisedTexts(_Data):
    """All of the file."""

    dimensions: Mapping[str, DimensionText]
    phrases: Mapping[Language, Mapping[str, str]]


@cache
def texts() -> PractisedTexts:
    """The texts, read once a process."""
    return PractisedTexts.model_validate(read("practised.yaml"))


def say(language: Language, phrase: str, **values: str) -> str:
    """A phrase with its values."""
    return fill(texts().phrases[language][phrase], values).strip()


def dimension_of(title: str) -> str | None:
    """The dimension whose step has this title."""
    return next((name for name, one in texts().dimensions.items() if title in one.titles), None)
