"""The question bank of the rules: competency packs and lead-ins, kept as data files and checked when they are read."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from interview_service.questions.models import Difficulty, QuestionType
from shared.resumes.document import Language
from shared.utils.versions import content_version

GENERAL = "general"
"""The pack whose questions fit any project, whatever its technology."""


class Wording(BaseModel):
    """A question in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    intent: str
    covers: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]
    follow_ups: Annotated[tuple[str, ...], Field(max_length=3)]


class PackQuestion(BaseModel):
    """A question of a pack: what is asked after a lead-in has cited the résumé."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: QuestionType
    difficulty: Difficulty
    topics: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    ko: Wording
    en: Wording

    def wording(self, language: Language) -> Wording:
        """The question in `language`."""
        return self.ko if language == "ko" else self.en


class Pack(BaseModel):
    """The questions about one skill; `skill` is an id of `shared/skills/skills.yaml`, or `general`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: str
    questions: tuple[PackQuestion, ...]


class LeadIns(BaseModel):
    """The sentences in front of a question, in one language; `lead_ins.yaml` says which is for what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: Mapping[str, str]
    achievement_by_skill: tuple[str, ...]
    achievement_beside: tuple[str, ...]
    skill: tuple[str, ...]
    achievement: tuple[str, ...]
    place: tuple[str, ...]
    skill_listed: tuple[str, ...]
    listed: tuple[str, ...]
    summary_skill: tuple[str, ...]
    summary: tuple[str, ...]
    posting: str


class LeadInFile(BaseModel):
    """`lead_ins.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ko: LeadIns
    en: LeadIns


class Bank:
    """All packs by skill id, and the lead-ins."""

    def __init__(self, packs: Sequence[Pack], lead_ins: LeadInFile, version: str) -> None:
        self.packs: Mapping[str, Pack] = {pack.skill: pack for pack in packs}
        self.version = version
        self._lead_ins = lead_ins

    def lead_ins(self, language: Language) -> LeadIns:
        """The lead-ins of a language."""
        return self._lead_ins.ko if language == "ko" else self._lead_ins.en


@cache
def question_bank() -> Bank:
    """The bank, read once a process at the first call (some 0.5 s: call it in a thread)."""
    data = files("interview_service") / "data"
    packs = [Pack.model_validate(_read(path)) for path in (data / "packs").iterdir() if path.name.endswith(".yaml")]
    version = content_version("rules", data, files("interview_service.questions") / "generator_rules.py")
    return Bank(packs, LeadInFile.model_validate(_read(data / "lead_ins.yaml")), version)


def _read(path: Traversable) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
