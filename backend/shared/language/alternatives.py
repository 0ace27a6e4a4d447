"""Puts the alternatives of a regular expression in order by their first letters, so that few are tried at each place.

The engine tries them one after another, and most patterns here are long lists of words. What is found stays the same:
only alternatives that cannot match at the same place change their order.
"""

import re
from collections.abc import Iterator

SPECIAL = frozenset("\\[](){}?*+.^$|")
QUANTIFIERS = ("?", "*", "+", "{")
BOUNDARY = r"\b"
DIGITS = "0123456789"
FEW = re.compile(r"\[(?:0-9|([^\]^\\-]{1,10}))\]")
"""A set of few letters."""

CONDITION = re.compile(r"\^|\(\?<[!=][^()\[\]\\*+?{}|]+\)")
GROUP = "(?:"
MAX_SPREAD = 20_000
"""Characters to which a group at the beginning may make a list grow when it is multiplied out."""


def grouped(expression: str) -> str:
    """Return an expression that matches the same, in which `cat|dog|cow` is `c(?:at|ow)|dog`."""
    every = list(_split(expression))
    if len(every) == 1:
        return _inside(expression)
    spread = [one for each in every for one in _spread(each)]
    if sum(map(len, spread)) > MAX_SPREAD:
        spread = every
    parts: list[str] = []
    begun: dict[str, list[str]] = {}
    for each in spread:
        first = _first(each)
        # Something that is no letter may match where a letter does, so nothing moves past it.
        if begun and (not first or (first == BOUNDARY) != (BOUNDARY in begun)):
            parts += _joined(begun)
            begun = {}
        if first:
            begun.setdefault(first, []).append(each[len(first) :])
        else:
            parts.append(each)
    return "|".join([*parts, *_joined(begun)])


def _inside(expression: str) -> str:
    """Return an expression without alternatives; those of a group at its beginning are put in order."""
    boundary = BOUNDARY if expression.startswith(BOUNDARY) else ""
    rest = expression[len(boundary) :]
    if not rest.startswith(GROUP):
        return expression
    end = _end(rest)
    return f"{boundary}{GROUP}{grouped(rest[len(GROUP) : end])}){rest[end + 1 :]}"


def _joined(begun: dict[str, list[str]]) -> Iterator[str]:
    for first, rests in begun.items():
        yield first + (rests[0] if len(rests) == 1 else f"{GROUP}{grouped('|'.join(rests))})")


def _first(alternative: str) -> str:
    """Return the letter, or the boundary of a word, with which every match begins; empty for anything else."""
    if alternative.startswith(BOUNDARY):
        return BOUNDARY
    plain = alternative[:1] not in SPECIAL and not alternative[1:].startswith(QUANTIFIERS)
    return alternative[:1] if plain else ""


def _spread(alternative: str) -> Iterator[str]:
    """Yield an alternative with the group, or the letter that may be missing, at its beginning multiplied out."""
    heads, rest = _heads(alternative)
    optional = rest.startswith("?")
    rest = rest[1:] if optional else rest
    if not heads or rest.startswith(QUANTIFIERS) or (optional and not rest):
        yield _letter_first(alternative)
        return
    for head in heads:
        yield from _spread(head + rest)
    if optional:
        yield from _spread(rest)


def _heads(alternative: str) -> tuple[list[str], str]:
    """Return with what an alternative may begin, and what follows; nothing if it can't be multiplied out."""
    if alternative.startswith(GROUP):
        end = _end(alternative)
        return list(_split(alternative[len(GROUP) : end])), alternative[end + 1 :]
    if (few := FEW.match(alternative)) is not None:
        more = alternative[few.end() :]
        # One or more digits are a digit and any number of them.
        return list(few[1] or DIGITS), f"{few[0]}*{more[1:]}" if more.startswith("+") else more
    if len(alternative) > 1 and alternative[0] not in SPECIAL and alternative[1] == "?":
        return [alternative[0]], alternative[1:]
    return [], ""


def _letter_first(alternative: str) -> str:
    """Return an alternative that begins with a condition on what is before it with its first letter before that."""
    condition = CONDITION.match(alternative)
    letter = _first(alternative[condition.end() :]) if condition is not None else ""
    if condition is None or letter in ("", BOUNDARY):
        return alternative
    return f"{letter}(?<={condition[0]}{letter}){alternative[condition.end() + 1 :]}"


def _split(expression: str) -> Iterator[str]:
    """Yield the alternatives of an expression, outside of its groups."""
    start = depth = 0
    for place, sign in _signs(expression):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield expression[start:place]
            start = place + 1
    yield expression[start:]


def _end(expression: str) -> int:
    """Return the place of the bracket that closes the group at the beginning of an expression."""
    depth = 0
    for place, sign in _signs(expression):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return place
    raise ValueError(expression)


def _signs(expression: str) -> Iterator[tuple[int, str]]:
    """Yield the signs of an expression that are neither escaped nor in a set, with their places."""
    place = 0
    while place < len(expression):
        sign = expression[place]
        if sign == "\\":
            place += 1
        elif sign == "[":
            # A bracket right at the beginning of a set is one of its characters.
            negated = expression[place + 1] == "^"
            place = expression.index("]", place + 2 + negated)
        else:
            yield place, sign
        place += 1
