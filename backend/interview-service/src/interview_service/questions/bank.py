"""The bank of angles: questions about claims and careers, loaded from data files and validated."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interview_service.questions.models import Difficulty, QuestionType
from shared.claims.models import Direction, Kind, Measure, Part
from shared.core.data import read_yaml
from shared.language.lexicon import Lexicon
from shared.resumes.document import Language

Moment = Literal[
    "introduction",
    "introduction_student",
    "why_posting",
    "change_of_career",
    "gap",
    "short_stays",
    "first_job",
    "promotion",
    "two_at_once",
    "target_role",
]
"""The part of a career that a question is based on."""

SLOT = re.compile(r"\{(\w+)(?:[:|][^{}/]+/[^{}/]+)?\}")
TIME = re.compile(r"초|분|시간|일|주|개월|년|(?:second|sec|minute|min|hour|hr|day|week|month|year)s?|[smh]")
NO_ANGLES = frozenset({"measures.yaml", "career.yaml", "lead_ins.yaml", "posting.yaml", "things.yaml", "turns.yaml"})


Counted = Literal["people", "cases", "things", "places"]
"""What a figure counts: questions about people differ from questions about machines."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(_Data):
    """A question in one language."""

    question: str
    follow_ups: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    intent: str
    covers: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots that the wording needs."""
        return frozenset(name for text in (self.question, *self.follow_ups) for name in SLOT.findall(text))


class Names(_Data):
    """A name in both languages."""

    ko: str
    en: str

    def of(self, language: Language) -> str:
        """Return the name in `language`."""
        return self.ko if language == "ko" else self.en


class Lists(_Data):
    """Words in both languages."""

    ko: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def of(self, language: Language) -> tuple[str, ...]:
        """Return the words in `language`."""
        return self.ko if language == "ko" else self.en


class _Question(_Data):
    id: str
    type: QuestionType
    difficulty: Difficulty
    ko: Wording
    en: Wording

    def of(self, language: Language) -> Wording:
        """Return the wording in `language`."""
        return self.ko if language == "ko" else self.en


class Angle(_Question):
    """A question about claims that meet its conditions, which `docs/generation.md` explains."""

    kinds: tuple[Kind, ...] = ()
    measures: tuple[str, ...] = ()
    direction: Direction | None = None
    zero: bool = False
    own: Part | None = None
    counts: tuple[Counted, ...] = ()
    without: Lists = Lists()


class CareerQuestion(_Question):
    """A question about a person's career."""

    when: Moment


class PostingQuestion(_Question):
    """A question about a posting line that the résumé does not support; with `near` it cites the nearest claim."""

    when: Literal["duty", "required", "preferred"]
    near: bool = False


class MeasureKind(_Data):
    """A category of measures, recognised by the thing measured or by its unit; a `timeless` one never in days or hours:
    a log's retention of 13 months is no rate of customers who stay.
    """

    id: str
    name: Names
    subject: Lists
    unit: Lists = Lists()
    better: Literal["down", "up", "either"]
    timeless: bool = False


class LeadIns(_Data):
    """Sentences that introduce a question, in one language."""

    claim: tuple[str, ...]
    posting: tuple[str, ...]
    posting_and_claim: tuple[str, ...]
    posting_nearest: tuple[str, ...]
    skill: tuple[str, ...]


class LeadInFile(_Data):
    """`lead_ins.yaml`."""

    ko: LeadIns
    en: LeadIns

    def of(self, language: Language) -> LeadIns:
        """Return the lead-ins in `language`."""
        return self.ko if language == "ko" else self.en


class AngleBank:
    """The whole bank, with angles indexed by their conditions."""

    def __init__(
        self,
        angles: Sequence[Angle],
        careers: Sequence[CareerQuestion],
        measures: Sequence[MeasureKind],
        lead_ins: LeadInFile,
        postings: Sequence[PostingQuestion] = (),
        turns: Lists | None = None,
    ) -> None:
        self.postings = tuple(postings)
        told = turns if turns is not None else Lists()
        self._turns: Lexicon[bool] = Lexicon((word, True) for word in (*told.ko, *told.en))
        self.angles = tuple(angles)
        self.careers = tuple(careers)
        self.measures: Mapping[str, MeasureKind] = {one.id: one for one in measures}
        self.lead_ins = lead_ins
        self._subjects = [
            (re.compile("|".join(map(_subject_pattern, (*one.subject.ko, *one.subject.en))), re.IGNORECASE), one.id)
            for one in measures
            if one.subject.ko or one.subject.en
        ]
        self._without: Lexicon[str] = Lexicon(
            (word, angle.id) for angle in angles for word in (*angle.without.ko, *angle.without.en)
        )
        self._fitting: dict[tuple[Kind, str | None], tuple[Angle, ...]] = {}
        self._units = {unit.casefold(): one.id for one in reversed(measures) for unit in (*one.unit.ko, *one.unit.en)}

    def fitting(self, kind: Kind, measure_kind: str | None) -> tuple[Angle, ...]:
        """Return the angles for claims of a kind, with a measure of a category or without one."""
        key = (kind, measure_kind)
        if key not in self._fitting:
            self._fitting[key] = tuple(
                angle
                for angle in self.angles
                if (not angle.kinds or kind in angle.kinds) and (not angle.measures or measure_kind in angle.measures)
            )
        return self._fitting[key]

    def ruled_out(self, text: str) -> frozenset[str]:
        """Return the ids of the angles that the line already answers."""
        return frozenset(self._without.keys(text))

    def is_turn(self, text: str) -> bool:
        """Return whether a line describes a setback, or something that did not happen."""
        return any(self._turns.keys(text))

    def measure_kind(self, measure: Measure | None) -> str | None:
        """Return the category of a measure: that of the thing measured, or else of its unit."""
        if measure is None:
            return None
        unit = _unit(measure.end or measure.change or measure.start or "")
        if measure.subject:
            for pattern, kind in self._subjects:
                if pattern.search(measure.subject):
                    return None if self.measures[kind].timeless and TIME.fullmatch(unit) else kind
        return self._units.get(unit)


@cache
def angle_bank() -> AngleBank:
    """Return the bank, loaded once per process on first call (about 0.2 s: call it in a thread)."""
    folder = files("interview_service") / "data" / "angles"
    raw = {path.name: read_yaml(path) for path in folder.iterdir() if path.name.endswith(".yaml")}
    angles = [angle for name, file in sorted(raw.items()) if name not in NO_ANGLES for angle in file]
    return AngleBank(
        TypeAdapter(list[Angle]).validate_python(angles),
        TypeAdapter(list[CareerQuestion]).validate_python(raw["career.yaml"]),
        TypeAdapter(list[MeasureKind]).validate_python(raw["measures.yaml"]),
        LeadInFile.model_validate(raw["lead_ins.yaml"]),
        TypeAdapter(list[PostingQuestion]).validate_python(raw["posting.yaml"]),
        Lists.model_validate(raw["turns.yaml"]),
    )


def _subject_pattern(word: str) -> str:
    return re.escape(word) if re.search("[가-힣]", word) else rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])"


def _unit(figure: str) -> str:
    found = re.search(r"\d[\d.,]*\s*([A-Za-z가-힣%]+)", figure)
    return found[1].casefold() if found is not None else ""
