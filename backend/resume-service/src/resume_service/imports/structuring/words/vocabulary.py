"""The words the rules know: headings, labels, groups of skills, and words that tell parts of a line from each other."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, TypeVar
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, TypeAdapter

from resume_service.imports.structuring.words.memory import remembered
from shared.core.data import read_yaml
from shared.skills.index import SkillIndex, skill_index

Kind = Literal[
    "work",
    "projects",
    "skills",
    "education",
    "certifications",
    "activities",
    "awards",
    "summary",
    "contact",
    "languages",
    "interests",
    "references",
    "military",
    "coursework",
    "other",
]
"""The parts of a résumé."""

SKILL_GROUPS = (
    "programming_languages",
    "frameworks",
    "databases",
    "message_queue_caching",
    "cloud_platforms",
    "devops_tools",
    "monitoring_tools",
    "others",
)

NOT_IN_KEY = re.compile(r"[^\w+#]|_")
WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
HANGUL = re.compile(r"[가-힣]")

Heading = Kind | Literal["titles"]
"""The lists of `headings.yaml`; titles are those of whole documents."""

M = TypeVar("M")


@remembered
def key(text: str) -> str:
    """`text` as words are compared: without case, white space, punctuation and width."""
    return NOT_IN_KEY.sub("", normalize("NFKC", text).casefold())


class Words(BaseModel):
    """`words.yaml`, which says what each list is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: tuple[str, ...]
    role_modifiers: tuple[str, ...]
    company_prefixes: tuple[str, ...]
    company_suffixes: tuple[str, ...]
    company_words: tuple[str, ...]
    employers: tuple[str, ...]
    departments: tuple[str, ...]
    employment_types: tuple[str, ...]
    institutions: tuple[str, ...]
    degrees: tuple[str, ...]
    majors: tuple[str, ...]
    statuses: tuple[str, ...]
    grades: tuple[str, ...]
    grade_labels: tuple[str, ...]
    organizations: tuple[str, ...]
    breaks: tuple[str, ...]
    certificates: tuple[str, ...]
    prizes: tuple[str, ...]
    levels: tuple[str, ...]
    surnames: str
    compound_surnames: tuple[str, ...]
    name_suffixes: tuple[str, ...]
    places: tuple[str, ...]
    countries: tuple[str, ...]
    region_endings: tuple[str, ...]
    top_level_domains: tuple[str, ...]
    blog_hosts: tuple[str, ...]
    fillers: tuple[str, ...]
    form_columns: tuple[str, ...]
    essay_titles: tuple[str, ...]
    tongues: tuple[str, ...]


class GroupNames(BaseModel):
    """Names for groups of skills."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: tuple[str, ...]
    names: tuple[str, ...]


class SkillData(BaseModel):
    """`skills.yaml`, which says what each list is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[GroupNames, ...]
    kinds: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]


class WordSet:
    """Words to be found in a text: Latin ones as words of their own, Korean ones at the end of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        words = tuple(words)
        self.exact = frozenset(map(key, words))
        self._latin = frozenset(word.casefold() for word in words if not HANGUL.search(word))
        self._endings = tuple(word for word in words if HANGUL.search(word))

    def has(self, text: str) -> bool:
        """Whether `text` as a whole is one of the words."""
        return key(text) in self.exact

    @remembered
    def within(self, text: str) -> bool:
        """Whether one of the words stands in `text`."""
        return any(self.is_word(word) for word in WORD.findall(text))

    def is_word(self, word: str) -> bool:
        """Whether this single word is one of the words or, in Korean, ends with one."""
        return word.casefold() in self._latin or word.endswith(self._endings)


class Vocabulary:
    """All the data files, ready to be asked."""

    def __init__(
        self,
        words: Words,
        headings: Mapping[Heading, tuple[str, ...]],
        labels: Mapping[str, Mapping[str, tuple[str, ...]]],
    ) -> None:
        self.words = words
        self.titles = frozenset(map(key, headings["titles"]))
        self.headings: Mapping[str, Kind] = {
            key(title): kind for kind, titles in headings.items() if kind != "titles" for title in titles
        }
        self.labels: Mapping[str, Mapping[str, str]] = {
            part: {key(label): field for field, names in fields.items() for label in names}
            for part, fields in labels.items()
        }
        self.roles = WordSet(words.roles)
        self.role_modifiers = WordSet(words.role_modifiers)
        self.employers = WordSet(words.employers)
        self.departments = WordSet(words.departments)
        self.institutions = WordSet(words.institutions)
        self.majors = WordSet(words.majors)
        self.employment_types = WordSet(words.employment_types)
        self.statuses = WordSet(words.statuses)
        self.organizations = WordSet(words.organizations)
        self.tongues = WordSet(words.tongues)
        self.essay_titles = WordSet(words.essay_titles)
        self.form_columns = WordSet(words.form_columns)
        self.levels = WordSet(words.levels)
        self._certificates = WordSet(words.certificates)
        self._prizes = WordSet(words.prizes)
        self.places = WordSet(words.places)
        self.countries = WordSet(words.countries)
        self.company_words = WordSet(words.company_words)
        self.suffixes = tuple(suffix.casefold() for suffix in words.company_suffixes)
        self.company_suffixes = WordSet(words.company_suffixes)
        self.degrees = longest_first(words.degrees)
        self.folded_degrees = tuple((degree, degree.casefold()) for degree in self.degrees)
        self.all_degrees = frozenset(map(str.casefold, words.degrees))
        self.grades = longest_first(words.grades)
        self.grade_labels = longest_first(words.grade_labels)
        self._breaks = tuple(map(str.casefold, words.breaks))
        self.any_label = frozenset(label for part in self.labels.values() for label in part)
        self.phrases: tuple[str, ...] = (
            *(label for part in labels.values() for names in part.values() for label in names),
            *headings["titles"],
            *words.levels,
            *words.grade_labels,
            *words.fillers,
            *words.form_columns,
        )

    @cached_property
    def degree_begins(self) -> tuple[str, ...]:
        """What text with a degree first begins with, in small letters."""
        return tuple(small for _, small in self.folded_degrees)

    @cached_property
    def degree_ends(self) -> tuple[str, ...]:
        """What text with a degree last ends with, in small letters."""
        return (*self.degree_begins, *(f"({small})" for small in self.degree_begins))

    def heading(self, text: str) -> Kind | None:
        """The part of a résumé that `text` is a heading of."""
        return self.headings.get(key(text))

    def is_break(self, text: str) -> bool:
        """Whether `text` speaks of a time in which somebody did not work."""
        folded = text.casefold()
        return any(word in folded for word in self._breaks)

    def is_certificate(self, name: str) -> bool:
        """Whether `name` is that of a certificate: it ends with a word for one."""
        return any(map(self._certificates.is_word, WORD.findall(name)[-1:]))

    def names_certificate(self, text: str) -> bool:
        """Whether `text` has a word for a certificate in it: `TOEIC 905`."""
        return any(map(self._certificates.is_word, WORD.findall(text)))

    def is_prize(self, name: str) -> bool:
        """Whether `name` is that of a prize: it ends with a word for one."""
        return any(map(self._prizes.is_word, WORD.findall(name)[-1:]))

    def says_something(self, text: str) -> bool:
        """Whether `text` is a heading, a label or a button, and so nobody's name."""
        said = key(text)
        return said in self.headings or said in self.any_label or said in self.titles or self.form_columns.has(text)

    def label(self, part: str, text: str) -> str | None:
        """The field of `part` that `text` is a label of."""
        return self.labels[part].get(key(text))

    def names_prize(self, text: str) -> bool:
        """Whether `text` has a word for a prize in it."""
        return any(map(self._prizes.is_word, WORD.findall(text)))

    def is_organization(self, text: str) -> bool:
        """Whether `text` says by its last word that it is a body that gives certificates or prizes."""
        last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
        if text.startswith(self.words.company_prefixes):
            return True
        named = last.endswith(self.words.organizations) and not self.organizations.has(last)
        return named and HANGUL.search(last) is not None

    def column(self, part: str, text: str) -> str | None:
        """The field of `part` that a column with this name holds; `start` and `end` are only said in columns."""
        return self.label(part, text) or self.labels.get(f"{part}_columns", {}).get(key(text))


class SkillGroups:
    """Which of the eight groups a technology belongs to."""

    def __init__(self, data: SkillData, index: SkillIndex) -> None:
        self._index = index
        self.names = tuple(name for entry in data.words for name in entry.names)
        self._words = {key(name): entry.groups for entry in data.words for name in entry.names}
        self._kinds = {identifier: group for group, identifiers in data.kinds.items() for identifier in identifiers}
        self._spellings = {key(name): group for group, names in data.spellings.items() for name in names}

    def meant_by(self, name: str) -> tuple[str, ...] | None:
        """The groups that people call `name`, the likeliest first."""
        return self._words.get(key(name))

    @remembered
    def known(self, skill: str) -> str | None:
        """The group of a technology, or `None` when nobody knows it."""
        found = self._spellings.get(key(skill))
        if found is not None:
            return found
        # `Python (pandas, NumPy)` is of the kind of Python.
        named = self._index.named(skill) or self._index.named(skill.partition("(")[0].rstrip())
        return None if named is None else self._kinds.get(named.id, "others")

    def group(self, skill: str, within: tuple[str, ...] | None = None) -> str:
        """The group of a technology that was listed under a name which means the groups `within`."""
        if within is not None and len(within) == 1:
            return within[0]
        found = self.known(skill)
        if within is None:
            return found or "others"
        return found if found in within else within[0]


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """The words in the order in which they are to be tried."""
    return tuple(sorted(words, key=len, reverse=True))


@cache
def vocabulary() -> Vocabulary:
    """The words, read once a process at the first call."""
    headings = _read("headings.yaml", TypeAdapter(dict[Heading, tuple[str, ...]]))
    labels = _read("labels.yaml", TypeAdapter(dict[str, dict[str, tuple[str, ...]]]))
    return Vocabulary(_read("words.yaml", TypeAdapter(Words)), headings, labels)


@cache
def skill_groups() -> SkillGroups:
    """The groups of skills, read once a process at the first call."""
    return SkillGroups(_read("skills.yaml", TypeAdapter(SkillData)), skill_index())


def _read(name: str, adapter: TypeAdapter[M]) -> M:
    return adapter.validate_python(read_yaml(files("resume_service.imports.structuring.words") / "data" / name))
