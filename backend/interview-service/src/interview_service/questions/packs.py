"""Question packs for technologies, loaded from data files and validated."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from interview_service.questions.models import Difficulty, QuestionType
from shared.core.data import read_yaml
from shared.resumes.document import Language
from shared.utils.versions import content_version


class Wording(BaseModel):
    """A question in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    intent: str
    covers: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]
    follow_ups: Annotated[tuple[str, ...], Field(max_length=3)]


class PackQuestion(BaseModel):
    """A question of a pack, asked after a lead-in that cites the résumé."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: QuestionType
    difficulty: Difficulty
    topics: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    ko: Wording
    en: Wording

    def wording(self, language: Language) -> Wording:
        """Return the question in `language`."""
        return self.ko if language == "ko" else self.en


class Pack(BaseModel):
    """The questions about one skill; `skill` is an id of `shared/skills/skills.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: str
    questions: tuple[PackQuestion, ...]


class Bank:
    """All packs by skill id."""

    def __init__(self, packs: Sequence[Pack], version: str) -> None:
        self.packs: Mapping[str, Pack] = {pack.skill: pack for pack in packs}
        self.version = version


@cache
def question_bank() -> Bank:
    """Return the bank, loaded once per process on first call (about 0.5 s: call it in a thread)."""
    data = files("interview_service") / "data"
    packs = [Pack.model_validate(read_yaml(path)) for path in (data / "packs").iterdir() if path.name.endswith(".yaml")]
    version = content_version("rules", data, files("interview_service.questions"), files("shared.professions") / "data")
    return Bank(packs, version)
