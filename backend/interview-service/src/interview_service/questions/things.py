"""The thing that a claim names or counts. Templates differ, for example, for people and machines."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from interview_service.questions.bank import Counted, Lists
from shared.claims.models import Claim, Kind
from shared.core.data import read_yaml
from shared.resumes.document import HANGUL

MIN_COUNT, MAX_COUNT = 3, 300
"""Range of counts whose members can be asked about individually."""

WORDS_OF_TERM = 4
NEAR = 12
NUMBER = re.compile(r"\d+(?:,\d{3})*(?![\d.]*\d)")
FEW = {
    **{
        word: number
        for number, word in enumerate(["three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=3)
    },
    **{word: number for number, word in enumerate(["세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"], start=3)},
}
KOREAN_UNIT = re.compile(
    r"(?:\d[\d,]*\s?여?|(?:세|네|다섯|여섯|일곱|여덟|아홉|열)\s)\s?(개 ?[가-힣]{1,3}|[가-힣]{1,3})"
)
A_PERIOD = re.compile(
    r"(?:[매월주일]|매달|매주|하루|평균|연간?|분기|시간당"
    r"|daily|weekly|monthly|yearly|average of|an? (?:day|week|month|year))\s*\Z",
    re.IGNORECASE,
)
PER = re.compile(r"\s*(?:/|per |a |each |every )\s*(?:day|week|month|year|shift|hour|일|주|월)", re.IGNORECASE)
TEAM_OF = re.compile(r"(?:team|group|crew) of\s*\Z", re.IGNORECASE)
TEAM = re.compile(r"\s?(?:팀|규모|체제|1조|중에|중 )|[- ](?:team|group|crew)\b", re.IGNORECASE)
UNFINISHED = re.compile(
    r"(?:[아어여해져려워와켜혀]서?|더니|으나|지만|는데|면서|려고|도록|[진된한던할될인난린친낸은는을를이가])\Z"
)
"""Endings of Korean words that are not nouns: a phrase that begins with one was cut from a sentence."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Things(_Data):
    """`things.yaml`."""

    heads: Mapping[Kind, Lists]
    means: Lists
    counted: Mapping[Counted, Lists]


@cache
def things() -> Things:
    """Return the words, loaded once per process."""
    return Things.model_validate(read_yaml(files("interview_service") / "data" / "angles" / "things.yaml"))


def counted(claim: Claim) -> tuple[str, Counted] | None:
    """Return what a claim counts and its category, if its members can be asked about individually.

    Kilowatts, single things, thousands and rates ("60 a month") cannot.
    """
    if claim.count is None or claim.kind == "other":
        return None
    text = claim.count.text
    found = NUMBER.search(text)
    number = int(found[0].replace(",", "")) if found is not None else FEW.get(text.split()[0].casefold(), 0)
    what = _what(text, claim.count.of)
    if what is None or not MIN_COUNT <= number <= MAX_COUNT or _is_no_group(claim.text, text):
        return None
    return text, what


def term(claim: Claim) -> str | None:
    """Return the thing that a claim names, if claims of its kind are about such things."""
    lists = things().heads.get(claim.kind)
    if lists is None:
        return None
    return next((one for one in claim.terms if _is_of(one, lists)), None)


def is_choice(means: str) -> bool:
    """Return whether a means can have been a choice among alternatives: `예약제 도입`, not `재고 빵` or `연속`."""
    return HANGUL.search(means) is None or means.rstrip(" ,").endswith(things().means.ko)


def _is_of(text: str, lists: Lists) -> bool:
    words = text.split()
    if not words or len(words) > WORDS_OF_TERM or any(map(UNFINISHED.search, words[:-1])):
        return False
    last = words[-1]
    return last.casefold() in _folded(lists.en) or any(last.endswith(head) for head in lists.ko)


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _what(text: str, of: str | None) -> Counted | None:
    unit = KOREAN_UNIT.search(text)
    last = (of or text).split()[-1].casefold()
    for what, lists in things().counted.items():
        if unit is not None and any(unit[1].replace(" ", "").startswith(word.replace(" ", "")) for word in lists.ko):
            return what
        if unit is None and last in _folded(lists.en):
            return what
    return None


def _is_no_group(whole: str, count: str) -> bool:
    """Return whether a count is a rate (`월 60명`) or the size of a team (`4인 팀`)."""
    place = whole.find(count)
    if place < 0:
        return False
    before, after = whole[max(0, place - NEAR) : place], place + len(count)
    if TEAM_OF.search(before) is not None or TEAM.match(whole, after) is not None:
        return True
    return A_PERIOD.search(before) is not None or PER.match(whole, after) is not None
