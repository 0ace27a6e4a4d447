"""What lines already tell: a question that asks for it would be answered by reading on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from interview_service.questions.bank import Lists
from shared.claims.models import Claim
from shared.core.data import read_yaml
from shared.language.lexicon import Lexicon

OF_TOLD = 30.0
"""Penalty for a question whose answer stands beside the line."""

PLACE = re.compile(r"\A(.*?)/(\d+)\Z")


class _Telling(BaseModel):
    """A thing that questions ask for and lines tell, as `told.yaml` lists them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    asks: Lists
    told: Lists


class Beside:
    """What the lines of a résumé tell, for each of its claims: in the claim, its line, and the lines next to it."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._by_place: dict[str, set[str]] = {}
        for claim in claims:
            self._by_place.setdefault(claim.pointer, set()).update(_signs().keys(claim.text))

    def tells(self, claim: Claim, question: str) -> bool:
        """Return whether the answer to a question about `claim` is in the résumé."""
        asked = _asked(question)
        return bool(asked) and any(not asked.isdisjoint(self._by_place.get(one, ())) for one in _places(claim))


def _places(claim: Claim) -> Iterable[str]:
    yield claim.pointer
    found = PLACE.match(claim.pointer)
    if found is not None:
        number = int(found[2])
        yield from (f"{found[1]}/{number - 1}", f"{found[1]}/{number + 1}")


@cache
def _asked(question: str) -> frozenset[str]:
    """Return the ids of what a question asks for."""
    return frozenset(key for key, pattern in _questions().items() if pattern.search(question))


@cache
def _tellings() -> tuple[_Telling, ...]:
    raw = read_yaml(files("interview_service") / "data" / "told.yaml")
    return TypeAdapter(tuple[_Telling, ...]).validate_python(raw)


@cache
def _questions() -> Mapping[str, re.Pattern[str]]:
    return {
        one.id: re.compile("|".join(map(re.escape, (*one.asks.ko, *one.asks.en))), re.IGNORECASE) for one in _tellings()
    }


@cache
def _signs() -> Lexicon[str]:
    return Lexicon((word, one.id) for one in _tellings() for word in (*one.told.ko, *one.told.en))
