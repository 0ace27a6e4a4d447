"""The resource catalogue: every resource that a path can link to. Paths contain no other links.

`data/catalogue/*.yaml` are lists of entries, one file per theme. To add entries, add them to a file or add a file.

    id            stable key (kebab-case); paths are stored with it, so it is never reused for another resource
    title         the resource's own title, in the language of the page
    url           of a long-lived page; each once
    kind          official_docs | standard | book | course | guide
    source        who publishes it
    language      en | ko, the language of the page that the URL opens
    level         beginner | intermediate | advanced
    skills        ids of shared/skills/skills.yaml, main skill first
    competencies  `profession.competency`, or `anyone.…` for needs of all professions
    official      by a public body, a standards body, a professional association, a university, or the maker
    free          free to read at that URL
    seen          the day on which the URL was checked
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from learning_service.paths.models import Resource
from shared.language.lexicon import HANGUL
from shared.postings.phrases import content_words
from shared.professions.library import heads
from shared.resumes.document import Language

Level = Literal["beginner", "intermediate", "advanced"]
Kind = Literal["official_docs", "standard", "book", "course", "guide"]
RISING: tuple[Level, ...] = ("beginner", "intermediate", "advanced")
FALLING: tuple[Level, ...] = ("advanced", "intermediate", "beginner")

MAX_RESOURCES = 3
RARE = 4
"""Maximum number of titles with a word for it to be distinctive: `HACCP`, not `guide`."""

MIN_HANGUL, MIN_LATIN = 3, 3

STACKS = frozenset(
    {
        *("java", "kotlin", "python", "javascript", "typescript", "go", "csharp", "spring-boot", "jpa", "fastapi"),
        *("django", "nodejs", "nestjs", "react", "vue", "angular", "nextjs", "android", "jetpack-compose", "ios"),
        *("swiftui", "flutter", "react-native"),
    }
)
"""Languages and frameworks. People who work with another one get no resources about these."""


class CatalogueEntry(BaseModel):
    """A resource; the module docstring explains the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    url: Annotated[str, Field(pattern=r"^https?://")]
    kind: Kind
    source: str
    language: Language
    level: Level
    skills: Annotated[tuple[str, ...], Field(max_length=3)] = ()
    competencies: Annotated[tuple[str, ...], Field(max_length=5)] = ()
    official: bool
    free: bool
    seen: date | None = None

    @model_validator(mode="after")
    def _teaches_something(self) -> Self:
        if not self.skills and not self.competencies:
            raise ValueError(f"{self.id} names neither a skill nor a competency")
        return self

    def resource(self) -> Resource:
        """Return the entry as a resource of a path."""
        return Resource(
            self.id, self.title, self.url, self.kind, self.source, self.language, self.level, self.official, self.free
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a search for resources: competencies and skills by priority, and the words of a posting.

    `profession` limits matches by words: `GCP` is a cloud for some and good clinical practice for others.
    """

    competencies: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    profession: str | None = None
    most: int = MAX_RESOURCES
    """Maximum number of resources. For a subject that is only related, one, preferably a course or a book."""

    @classmethod
    def of_text(cls, text: str, profession: str | None, *, competencies: tuple[str, ...] = ()) -> Self:
        """Return the subject of a phrase of a posting."""
        return cls(competencies=competencies, words=tuple(content_words(text)), profession=profession)


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader: language, tech stack and suitable levels.

    `home` is the part of the stack that belongs to their profession: an Android developer may know Java but should read
    about Kotlin.
    """

    language: Language
    stack: frozenset[str] = frozenset()
    home: frozenset[str] = frozenset()
    reads_english: bool = True
    """Whether a Korean reader gets English resources: developers do, others only if there is nothing else."""

    levels: tuple[Level, ...] = RISING


class Catalogue:
    """The resources, indexed by id, skill, competency, and distinctive words of their titles."""

    def __init__(self, entries: Iterable[CatalogueEntry]) -> None:
        self.by_id: Mapping[str, CatalogueEntry] = _each_once(entries)
        self._about: defaultdict[str, list[CatalogueEntry]] = defaultdict(list)
        self._by_word: defaultdict[str, list[CatalogueEntry]] = defaultdict(list)
        titles = {entry.id: content_words(entry.title) for entry in self.by_id.values()}
        counts = Counter(word for words in titles.values() for word in words)
        for entry in self.by_id.values():
            for about in (*entry.skills, *entry.competencies):
                self._about[about].append(entry)
            for word in titles[entry.id]:
                if counts[word] <= RARE and _is_distinctive(word):
                    self._by_word[word].append(entry)

    def about(self, *subjects: str) -> Sequence[CatalogueEntry]:
        """Return all entries that teach one of these skills or competencies, without duplicates."""
        return tuple({entry.id: entry for one in subjects for entry in self._about.get(one, ())}.values())

    def choose(self, subjects: Sequence[Subject], reader: Reader) -> tuple[Resource, ...]:
        """Return up to `MAX_RESOURCES` for the first of `subjects`, at least one of them official and free.

        Korean readers get English resources if there are none in Korean. English readers get no Korean resources.
        """
        found: dict[str, CatalogueEntry] = {}
        for subject in subjects:
            ranked = [entry for entry in self._ranked(subject, reader) if entry.id not in found]
            if found:
                # If the first subject has no trusted resource, add one of the next subject.
                ranked = [entry for entry in ranked if _is_trusted(entry, reader)][:1]
            most = subject.most if subject.most == 1 else None
            trusted_first = sorted(ranked, key=lambda entry: not _is_trusted(entry, reader)) if most else ranked
            found.update({entry.id: entry for entry in trusted_first[:most]})
            if any(_is_trusted(entry, reader) for entry in found.values()):
                break
        ranked = list(found.values())
        chosen = ranked[:MAX_RESOURCES]
        trusted = next((entry for entry in ranked if _is_trusted(entry, reader)), None)
        if trusted is not None and trusted not in chosen:
            chosen[-1] = trusted
        return tuple(entry.resource() for entry in chosen)

    def _ranked(self, subject: Subject, reader: Reader) -> list[CatalogueEntry]:
        by_words = {entry.id: entry for entry in self._by_words(subject)}
        wanted = (*subject.competencies, *subject.skills)
        readable = [
            entry
            for entry in {**by_words, **{entry.id: entry for entry in self.about(*wanted)}}.values()
            if (reader.language == "ko" or entry.language == "en") and _suits(entry, subject, reader.stack)
        ]

        def worth(entry: CatalogueEntry) -> tuple[bool, bool, int, int, bool, int]:
            taught = (*entry.competencies, *entry.skills)
            place = min((wanted.index(one) for one in taught if one in wanted), default=len(wanted))
            beside = bool(entry.skills) and not entry.competencies and entry.skills[0] not in subject.skills
            strange = (
                0 if reader.home.intersection(entry.skills) else 1 if reader.stack.intersection(entry.skills) else 2
            )
            foreign = entry.language != reader.language
            narrow = subject.most == 1 and entry.kind not in ("course", "book")
            level = reader.levels.index(entry.level)
            return (entry.id not in by_words, narrow, place + beside * len(wanted), strange, foreign, level)

        return sorted(readable, key=worth)

    def _by_words(self, subject: Subject) -> Iterator[CatalogueEntry]:
        if subject.profession is None:
            return
        for word in subject.words:
            for entry in self._by_word.get(word, ()):
                if any(one.partition(".")[0] == subject.profession for one in entry.competencies):
                    yield entry


def _is_distinctive(word: str) -> bool:
    """Return whether a word of a title may be a name: `HACCP` or `신속대응`, not `guide` or `적용`."""
    if word in _trades():
        return False
    if HANGUL.match(word):
        return len(word) >= MIN_HANGUL
    return len(word) >= MIN_LATIN or any(map(str.isdigit, word))


def _is_trusted(entry: CatalogueEntry, reader: Reader) -> bool:
    """Return whether an entry is official, free, and in a language that the reader reads well."""
    reads = reader.reads_english or entry.language == reader.language
    return entry.official and entry.free and reads


@cache
def _trades() -> frozenset[str]:
    """Return the words of job titles, which do not distinguish anything within a profession."""
    titles = (title for head in heads().values() for title in (*head.titles.all, head.name.ko, head.name.en))
    return frozenset(word for title in titles for word in content_words(title))


def _suits(entry: CatalogueEntry, subject: Subject, stack: Collection[str]) -> bool:
    """Return whether an entry fits the stack: it needs no foreign language or framework, unless that is the subject."""
    needed = STACKS.intersection(entry.skills)
    return not needed or bool(needed.intersection(stack) or needed.intersection(subject.skills))


def _each_once(entries: Iterable[CatalogueEntry]) -> dict[str, CatalogueEntry]:
    found: dict[str, CatalogueEntry] = {}
    for entry in entries:
        if entry.id in found:
            raise ValueError(f"two resources have the id {entry.id}")
        found[entry.id] = entry
    return found
