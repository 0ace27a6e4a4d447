"""Splits a sentence with several results into clauses with one result each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from shared.claims.clauses import in_brackets, stripped
from shared.claims.figures import Figure
from shared.claims.found import Measured, Span
from shared.claims.pairs import Pair
from shared.claims.vocabulary import english
from shared.claims.vocabulary import korean as korean_words

KOREAN_CUT = re.compile(r",\s|·\s|\s·|하고 |이고 |이며 |하며 |고 |며 |[,/]|\s[+&]\s| 및 ")
ENGLISH_CUT = re.compile(r", and |, |; | and |\s[+&/]\s|\) ")
COMMA = re.compile(r",\s+")
COMMA_OR_VERB = re.compile(r",? and (?=([a-z]+) )|,\s+")
GOES_ON = re.compile(
    r"(?:which|who|that|used|including|included|with|for|and|all|each|by|from|to|in|on|of|e\.g|such|or|then|while|without|despite|many|most|some|worth|plus|no"
    r"|(?:one|two|three|four|five|six|\d+) of|[a-z]+ing|[a-z]+ed)\b",
    re.IGNORECASE,
)
CONNECTED = re.compile(r"(?:하여|해서|서|해|면서|하며|이며)\Z")
BESIDE = "및"


def cut(
    text: str, figures: Sequence[Figure], pairs: Sequence[Pair], measured: Sequence[Measured], *, korean: bool
) -> list[Span]:
    """Return the spans of the clauses: one per measure, and one per counted activity."""
    if len(figures) < 2 and len(measured) < 2 and not (measured and (figures or not korean)):
        return [(0, len(text))]
    spans = [one.span for one in measured] + [(pair.begin, pair.end) for pair in pairs if pair.version]
    parts = [(0, len(text))] if len(spans) < 2 else _between(text, sorted(spans), korean=korean)
    if "," not in text and " and " not in text:
        return parts
    return [piece for part in parts for piece in _listed(text, part, figures, measured, korean=korean)]


def _between(text: str, spans: Sequence[Span], *, korean: bool) -> list[Span]:
    """Split so that each of `spans` is in its own part, as far as separators allow."""
    pattern = KOREAN_CUT if korean else ENGLISH_CUT
    parts: list[Span] = []
    start = 0
    for (_, before), (after, _) in pairwise(spans):
        found = pattern.search(text, before, after) if before < after else None
        if found is None or in_brackets(text, start, found.start()):
            continue
        # A connective verb (`줄이고`) belongs to the part before it.
        keep = len(found[0].rstrip(" ,·/+&")) if korean and BESIDE not in found[0] else 0
        parts.append((start, found.start() + keep))
        start = found.end()
    parts.append((start, len(text)))
    return [piece for part in parts for piece in stripped(text, *part)]


def _listed(
    text: str, part: Span, figures: Sequence[Figure], measured: Sequence[Measured], *, korean: bool
) -> list[Span]:
    """Split `신규 음료 6종 개발, 재방문율 두 배`, but not a list of counted things."""
    begin, end = part
    found: list[Span] = []
    commas = [
        comma
        for comma in (COMMA if korean else COMMA_OR_VERB).finditer(text, begin, end)
        if korean or comma[1] is None or _changes(comma[1])
    ]
    for index, comma in enumerate(commas):
        until = commas[index + 1].start() if index + 1 < len(commas) else end
        if in_brackets(text, begin, comma.start()):
            continue
        left = [one for one in figures if begin <= one.start < comma.start()]
        right = [one for one in figures if comma.end() <= one.start < until]
        told = any(comma.end() <= one.span[0] < until for one in measured)
        if korean:
            ends = any(begin <= one.begin < comma.start() for one in measured)
            before = begin, comma.start()
            if left:
                divides = bool(told or right) and _divides_korean(text, before, left[-1], told=ends, follows=told)
            else:
                divides = told and _was_done(text, before)
        else:
            counted = bool(left and right) and ":" not in text[begin : comma.start()]
            divides = _divides_english(text, comma.end(), counted=counted, told=told)
        if divides:
            found.append((begin, comma.start()))
            begin = comma.end()
    found.append((begin, end))
    return found


def _changes(word: str) -> bool:
    """Return whether `and` precedes a verb of change: `Drafted 150 leases and cut turnaround`."""
    verb = english().verbs.get(word)
    return verb is not None and verb.form == "past" and verb.base in english().changes


def _divides_english(text: str, after: int, *, counted: bool, told: bool) -> bool:
    if not (told or counted):
        return False
    if not text[after].isupper() and GOES_ON.match(text, after) is not None and not _is_change_at(text, after):
        return False
    return told or not text[after].isdigit()


def _is_change_at(text: str, place: int) -> bool:
    return _changes(text[place : place + 16].partition(" ")[0])


def _was_done(text: str, part: Span) -> bool:
    """Return whether a part ends with an activity: `잔반 줄이기 캠페인 기획`."""
    words = text[part[0] : part[1]].split()
    return len(words) > 1 and words[-1] in korean_words().doing


def _divides_korean(text: str, left: Span, last: Figure, *, told: bool, follows: bool) -> bool:
    """Return whether an activity precedes the comma, and the text after it does not continue the activity.

    `last` is the last figure before the comma; `told` and `follows` mean that there is a measure before and after it.
    """
    begin, end = left
    if CONNECTED.search(text, max(begin, end - 4), end) is not None:
        return False
    if told or last.end < end - 1:
        return True
    if follows and last.family == "time":
        return True  # `딜링 7년, 계산 오류 0건`
    before = text[begin : last.start].split()
    return bool(before) and before[-1] in korean_words().doing
