"""The rubric, the signals and the words of the rules, loaded from data files once per process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interview_service.evaluation.models import MAX_LEVEL, Dimension, Subject
from interview_service.questions.models import QuestionType
from shared.core.data import read_yaml
from shared.language.detecting import HANGUL
from shared.language.matching import AnyCase
from shared.relevance.words import stem
from shared.resumes.document import Language
from shared.utils.versions import content_version

REMEMBERED = 4_096
LANGUAGES: Sequence[Language] = ("ko", "en")
TOGETHER = {"telling": ("own", "reason", "first", "next", "alternative"), "to_grader": ("grading", "addressed")}
"""Signals that are looked for in one pass, as any of them will do."""

Texts = Mapping[Language, str]


class DimensionData(BaseModel):
    """A dimension with its anchors: what an answer on each level does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Dimension
    label: Texts
    levels: Annotated[Sequence[Texts], Field(min_length=MAX_LEVEL, max_length=MAX_LEVEL)]
    parts: Sequence[str] = ()

    def anchor(self, level: int, language: Language) -> str:
        """Return the anchor of this level."""
        return self.levels[level - 1][language]

    def next_anchor(self, level: int | None, language: Language) -> str | None:
        """Return the anchor of the next level, or `None` on the highest level."""
        return self.anchor(level + 1, language) if level is not None and level < MAX_LEVEL else None


class Rubric(BaseModel):
    """The dimensions for some types of questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Sequence[QuestionType]
    dimensions: Annotated[Sequence[DimensionData], Field(min_length=4, max_length=6)]


class PointRule(BaseModel):
    """Signals that show a point worded with one of these words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signals: Sequence[str]
    words: Mapping[Language, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Signals:
    """Patterns of the signals in each language."""

    patterns: Mapping[str, Mapping[Language, AnyCase]]

    def find(self, name: str, text: str, language: Language) -> list[tuple[int, int]]:
        """Return the ranges of a signal in a text."""
        return [found.span() for found in self.patterns[name][language].finditer(text)]

    def has(self, name: str, text: str, language: Language) -> bool:
        """Return whether a text contains a signal."""
        return self.patterns[name][language].found_in(text)


@cache
def rubrics() -> Mapping[QuestionType, Rubric]:
    """Return the rubric of each question type."""
    found = [
        Rubric.model_validate(read_yaml(path)) for path in sorted(_place("types").iterdir(), key=lambda one: one.name)
    ]
    return {kind: rubric for rubric in found for kind in rubric.types}


def rubric_of(subject: Subject) -> Rubric:
    """Return the rubric for an answer: an answer to a follow-up is not judged by the parts of a story."""
    rubric = rubrics()[subject.question.draft.type]
    if not subject.follow_up:
        return rubric
    return rubric.model_copy(update={"dimensions": [one for one in rubric.dimensions if not one.parts]})


@cache
def signals() -> Signals:
    """Return the signals of the rules."""
    data = TypeAdapter(dict[str, dict[Language, list[str]]]).validate_python(read_yaml(_place("signals.yaml")))
    for together, names in TOGETHER.items():
        data[together] = {language: [one for name in names for one in data[name][language]] for language in LANGUAGES}
    return Signals(
        {
            name: {
                "ko": AnyCase("|".join(lists["ko"]), ignore=False),
                "en": AnyCase(rf"\b(?:{'|'.join(lists['en'])})(?!\w)"),
            }
            for name, lists in data.items()
        }
    )


@cache
def point_rules() -> Sequence[PointRule]:
    """Return the signals that points ask for in general words."""
    return TypeAdapter(list[PointRule]).validate_python(read_yaml(_place("points.yaml")))


@lru_cache(REMEMBERED)
def is_general(word: str) -> bool:
    """Whether a content word only says what is asked for, as points do: a reason, a figure, another way."""
    korean, english = _general()
    return word.startswith(korean) if HANGUL.match(word) else stem(word) in english


@cache
def _general() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the single words of `points.yaml`: beginnings of Korean words, and stems of English words."""
    korean = (one for rule in point_rules() for one in rule.words["ko"])
    english = (one for rule in point_rules() for one in rule.words["en"])
    return (
        tuple(one for one in korean if " " not in one and len(one) > 1),
        frozenset(stem(one) for one in english if " " not in one),
    )


@cache
def terms() -> Sequence[Sequence[str]]:
    """Return rows of synonyms."""
    return TypeAdapter(list[list[str]]).validate_python(read_yaml(_place("terms.yaml")))


@lru_cache(REMEMBERED)
def synonyms(word: str) -> Sequence[str]:
    """Return the synonyms of `word`; a Korean word may have an ending."""
    rows, stemmed = _rows(), stem(word)
    if HANGUL.match(word):
        # The longest matching prefix wins.
        found = next((rows[word[:end]] for end in range(len(word), 1, -1) if word[:end] in rows), None)
    else:
        found = rows.get(stemmed)
    return [other for other in terms()[found] if other != word] if found is not None else ()


@cache
def _rows() -> Mapping[str, int]:
    return {word if HANGUL.match(word) else stem(word): number for number, row in enumerate(terms()) for word in row}


@cache
def abstract() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return abstract words: prefixes of Korean words, and stems of English words."""
    data = TypeAdapter(dict[Language, list[str]]).validate_python(read_yaml(_place("abstract.yaml")))
    korean, english = (tuple(word for line in data[language] for word in line.split()) for language in ("ko", "en"))
    return korean, frozenset(stem(word) for word in english)


@lru_cache(REMEMBERED)
def names_nothing(word: str) -> bool:
    """Return whether a content word is abstract."""
    korean, english = abstract()
    return word.startswith(korean) if HANGUL.match(word) else stem(word) in english


def say(language: Language, *path: str, **values: object) -> str:
    """Return a sentence of `wording.yaml`, with the values filled in."""
    entry: Any = _wording()
    for part in path:
        entry = entry[part]
    return str(entry[language]).format_map(values)


@cache
def rubric_version() -> str:
    """Return the version of this data and of the rules that use it."""
    return content_version("rubric", _place(), files("interview_service.evaluation"))


@cache
def _wording() -> Mapping[str, Any]:
    return read_yaml(_place("wording.yaml"))


def _place(*parts: str) -> Traversable:
    return files("interview_service").joinpath("data", "rubric", *parts)
