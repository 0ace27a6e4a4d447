"""What learning paths are made of: units, roles, phrases and the resource catalogue, kept as data files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from learning_service.paths.models import Resource
from shared.resumes.document import Language
from shared.utils.versions import content_version

Level = Literal["beginner", "intermediate", "advanced"]
Kind = Literal["official_docs", "standard", "book", "course", "guide"]
MAX_RESOURCES = 3
RULES = ("assessment.py", "generator_rules.py")
"""What the rules do with the data; their version is of both."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MendText(_Data):
    """What to do about a gap, in one language."""

    title: str
    gap: str
    description: str
    milestones: tuple[str, ...]


class DeepenText(_Data):
    """How to make more of a strength, in one language."""

    title: str
    strength: str
    description: str
    milestones: tuple[str, ...]


class Mend(_Data):
    """A gap's step."""

    hours: int
    ko: MendText
    en: MendText

    def text(self, language: Language) -> MendText:
        """The step in `language`."""
        return self.ko if language == "ko" else self.en


class Deepen(_Data):
    """A strength's step."""

    hours: int
    ko: DeepenText
    en: DeepenText

    def text(self, language: Language) -> DeepenText:
        """The step in `language`."""
        return self.ko if language == "ko" else self.en


class Unit(_Data):
    """The two steps a skill can have; `skill` is an id of `shared/skills/skills.yaml`."""

    skill: str
    mend: Mend
    deepen: Deepen


class Role(_Data):
    """What interviews for a role come to; `roles.yaml` says what each field means."""

    role: str
    ko: str
    en: str
    words: tuple[str, ...]
    areas: tuple[str, ...]
    expects: tuple[str, ...]


class CatalogueEntry(_Data):
    """A resource; `catalogue.yaml` says what each field means."""

    id: str
    title: str
    url: Annotated[str, Field(pattern=r"^https://")]
    kind: Kind
    source: str
    language: Language
    level: Level
    skills: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]

    def resource(self) -> Resource:
        """The entry as a path names it."""
        return Resource(self.id, self.title, self.url, self.kind, self.source, self.language, self.level)


class Phrases(_Data):
    """What the rules say around the units, in one language; `phrases.yaml` says what each is for."""

    places: Mapping[str, str]
    strength_title: str
    strength_title_proved: str
    weakness_title: str
    weakness_title_thin: str
    deepen_proved: str
    deepen: str
    mend_posting: str
    mend_focus: str
    mend_role: str
    mend_next: str
    mend_thin: str
    unmeasured_title: str
    unmeasured_detail: str
    summary: str


class PhraseFile(_Data):
    """`phrases.yaml`."""

    ko: Phrases
    en: Phrases


class Catalogue:
    """The resources by id and by skill."""

    def __init__(self, entries: Sequence[CatalogueEntry]) -> None:
        self.by_id: Mapping[str, CatalogueEntry] = {entry.id: entry for entry in entries}
        self._by_skill: defaultdict[str, list[CatalogueEntry]] = defaultdict(list)
        for entry in entries:
            for skill in entry.skills:
                self._by_skill[skill].append(entry)

    def about(self, skill_id: str) -> Sequence[CatalogueEntry]:
        """All entries that teach a skill."""
        return tuple(self._by_skill.get(skill_id, ()))

    def choose(self, skill_id: str, levels: Sequence[Level], language: Language) -> tuple[Resource, ...]:
        """Up to `MAX_RESOURCES` for a skill: the reader's language first, then the wanted levels in their order.

        Developers in Korea read English, and few elsewhere read Korean: who reads English gets no other page.
        """

        def worth(entry: CatalogueEntry) -> tuple[int, int, int]:
            level = levels.index(entry.level) if entry.level in levels else len(levels)
            return (entry.skills[0] != skill_id, entry.language != language, level)

        readable = [entry for entry in self.about(skill_id) if language == "ko" or entry.language == "en"]
        return tuple(entry.resource() for entry in sorted(readable, key=worth)[:MAX_RESOURCES])


class Library:
    """Everything that paths are made of."""

    def __init__(
        self,
        units: Sequence[Unit],
        roles: Sequence[Role],
        phrases: PhraseFile,
        catalogue: Catalogue,
        version: str,
    ) -> None:
        self.units: Mapping[str, Unit] = {unit.skill: unit for unit in units}
        self.roles = tuple(roles)
        self.version = version
        self.catalogue = catalogue
        self._phrases = phrases

    def phrases(self, language: Language) -> Phrases:
        """The phrases of a language."""
        return self._phrases.ko if language == "ko" else self._phrases.en


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once a process at the first call (call it in a thread)."""
    return Catalogue(TypeAdapter(list[CatalogueEntry]).validate_python(_read(_data() / "catalogue.yaml")))


@cache
def library() -> Library:
    """Everything, read once a process at the first call (some 0.5 s: call it in a thread)."""
    units = [Unit.model_validate(_read(path)) for path in (_data() / "units").iterdir() if path.name.endswith(".yaml")]
    roles = TypeAdapter(list[Role]).validate_python(_read(_data() / "roles.yaml"))
    version = content_version("rules", _data(), *(files("learning_service.paths") / name for name in RULES))
    return Library(units, roles, PhraseFile.model_validate(_read(_data() / "phrases.yaml")), catalogue(), version)


def _data() -> Traversable:
    return files("learning_service") / "data"


def _read(path: Traversable) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
