"""What lines already tell: a question that asks for it would be answered by reading on."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from interview_service.questions.bank import Lists
from shared.claims.models import Claim
from shared.core.data import read_yaml
from shared.language.lexicon import Lexicon
from shared.resumes.document import ResumeDocument

OF_TOLD = 30.0
"""Penalty for a question whose answer stands beside the line."""

AROUND = 160
"""How many letters around a claim, and of a line next to it, are read."""

PLACE = re.compile(r"\A(.*?)/(\d+)\Z")


class _Telling(BaseModel):
    """A thing that questions ask for and lines tell, as `told.yaml` lists them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    asks: Lists
    told: Lists


class Beside:
    """What a résumé tells beside each of its claims: in the same line, around it in a long text, and in the lines next
    to it.
    """

    def __init__(self, resume: ResumeDocument) -> None:
        self._resume = resume
        self._told: dict[tuple[str, str], frozenset[str]] = {}

    def tells(self, claim: Claim, question: str) -> bool:
        """Return whether the answer to a question about `claim` is in the résumé."""
        asked = _asked(question)
        return bool(asked) and not asked.isdisjoint(self._beside(claim))

    def _beside(self, claim: Claim) -> frozenset[str]:
        key = claim.pointer, claim.text
        if key not in self._told:
            self._told[key] = frozenset(sign for text in self._texts(claim) for sign in _signs().keys(text))
        return self._told[key]

    def _texts(self, claim: Claim) -> Iterator[str]:
        own = self._resume.text(claim.pointer) or claim.text
        place = max(own.find(claim.text), 0)
        yield own[max(0, place - AROUND) : place + len(claim.text) + AROUND]
        found = PLACE.match(claim.pointer)
        if found is not None:
            for number in (int(found[2]) - 1, int(found[2]) + 1):
                yield (self._resume.text(f"{found[1]}/{number}") or "")[:AROUND]


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
