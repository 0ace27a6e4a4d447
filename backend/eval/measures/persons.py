"""Whether the person is taken for who they are."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from eval.measures.base import Case, Figure, judged
from shared.resumes.facts import BANDS

TRADES = Path(__file__).parent.parent / "professions.yaml"


def profession_and_level(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of people whose profession, and whose level, are those that a reader of the trade says.

    A profession is right when it is one of those that `professions.yaml` names for the reader's words; `null` is right
    where the product has no file for the trade. Cannot see whether the questions are of that profession.
    """
    trades = expected()
    found = [(case.person, case.first) for case in cases if case.first is not None]
    named = (
        (
            person.id,
            str(person.truth.profession),
            None if made.profession in trades[person.truth.profession] else f"taken for {made.profession}",
        )
        for person, made in found
    )
    levels = (
        (
            person.id,
            person.truth.level,
            None if made.level == person.truth.level else f"taken for {made.level}",
        )
        for person, made in found
    )
    near = (
        (person.id, person.truth.level, None if _near(made.level, person.truth.level) else f"taken for {made.level}")
        for person, made in found
    )
    return [judged("profession right", named), judged("level right", levels), judged("level at most one off", near)]


@cache
def expected() -> Mapping[str | None, frozenset[str | None]]:
    """The profession ids that are right for a reader's words."""
    data: dict[str | None, list[str | None]] = yaml.load(TRADES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {words: frozenset(ids) for words, ids in data.items()}


def _near(level: str | None, truth: str) -> bool:
    bands: Sequence[str] = BANDS
    return level in bands and abs(bands.index(level) - bands.index(truth)) <= 1
