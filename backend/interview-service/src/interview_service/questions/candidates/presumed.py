"""What questions take for granted by their wording: a figure, or a figure that moved."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from interview_service.questions.bank import Lists
from shared.claims.models import Claim
from shared.core.data import read_yaml

Need = Literal["figure", "change"]


class _Presumption(BaseModel):
    """An entry of `presumed.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needs: Need
    asks: Lists


def is_met(question: str, claim: Claim | None) -> bool:
    """Return whether a line says what a question takes for granted; `None` is a line of a posting, which has no figures
    of the person.
    """
    return all(_says(claim, need) for need in _needs(question))


def _says(claim: Claim | None, need: Need) -> bool:
    if claim is None:
        return False
    measure = claim.measure
    moved = measure is not None and (measure.start is not None or measure.direction is not None)
    return moved if need == "change" else measure is not None or claim.count is not None


@cache
def _needs(question: str) -> frozenset[Need]:
    return frozenset(need for need, pattern in _patterns().items() if pattern.search(question))


@cache
def _patterns() -> Mapping[Need, re.Pattern[str]]:
    raw = read_yaml(files("interview_service") / "data" / "presumed.yaml")
    entries = TypeAdapter(tuple[_Presumption, ...]).validate_python(raw)
    return {
        one.needs: re.compile("|".join(map(re.escape, (*one.asks.ko, *one.asks.en))), re.IGNORECASE) for one in entries
    }
