"""What learning paths are made of: the units and the catalogue of resources, kept as data files.

A unit (`data/units/<skill>.yaml`) holds the two steps a skill can have: `mend` for who does not show it, `deepen` for
who does. What all paths say is in `data/phrases.yaml`, how one gets ready for other things in `data/practices.yaml`.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from learning_service.catalogue.resources import Catalogue, CatalogueEntry
from learning_service.files import data, read
from shared.professions.library import data_version
from shared.resumes.document import Language
from shared.utils.versions import content_version

RULES = ("assessing", "loop", "writing", "generator_rules.py")
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


class Library:
    """Everything that paths are made of."""

    def __init__(self, units: Iterable[Unit], catalogue: Catalogue, version: str) -> None:
        self.units: Mapping[str, Unit] = {unit.skill: unit for unit in units}
        self.catalogue = catalogue
        self.version = version


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once a process at the first call (call it in a thread)."""
    entries = TypeAdapter(list[CatalogueEntry])
    return Catalogue(entry for name in _names("catalogue") for entry in entries.validate_python(read(name)))


@cache
def library() -> Library:
    """Everything, read once a process at the first call (some 0.5 s: call it in a thread)."""
    units = [Unit.model_validate(read(name)) for name in _names("units")]
    paths = files("learning_service.paths")
    version = content_version(f"rules-{data_version().rpartition('-')[2]}", data(), *(paths / name for name in RULES))
    return Library(units, catalogue(), version)


def _names(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (data() / folder).iterdir() if path.name.endswith(".yaml"))
