"""The data of learning paths: units and the catalogue of resources, loaded from data files.

A unit (`data/units/<skill>.yaml`) holds two steps for a skill: `mend` closes a gap, `deepen` builds on a strength.
Common phrases are in `data/phrases.yaml`, and steps for everything else in `data/practices.yaml`.
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
"""The code that uses the data; the version of the rules covers both."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MendText(_Data):
    """The step that closes a gap, in one language."""

    title: str
    gap: str
    description: str
    milestones: tuple[str, ...]


class DeepenText(_Data):
    """The step that builds on a strength, in one language."""

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
    """The two steps for a skill; `skill` is an id of `shared/skills/skills.yaml`."""

    skill: str
    mend: Mend
    deepen: Deepen


class Library:
    """All data of learning paths."""

    def __init__(self, units: Iterable[Unit], catalogue: Catalogue, version: str) -> None:
        self.units: Mapping[str, Unit] = {unit.skill: unit for unit in units}
        self.catalogue = catalogue
        self.version = version


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, loaded once per process on first call (call it in a thread)."""
    entries = TypeAdapter(list[CatalogueEntry])
    return Catalogue(entry for name in _names("catalogue") for entry in entries.validate_python(read(name)))


@cache
def library() -> Library:
    """Return the library, loaded once per process on first call (about 0.5 s: call it in a thread)."""
    units = [Unit.model_validate(read(name)) for name in _names("units")]
    paths = files("learning_service.paths")
    version = content_version(f"rules-{data_version().rpartition('-')[2]}", data(), *(paths / name for name in RULES))
    return Library(units, catalogue(), version)


def _names(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (data() / folder).iterdir() if path.name.endswith(".yaml"))
