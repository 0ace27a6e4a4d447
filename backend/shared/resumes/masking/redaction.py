"""Identifiers (name, e-mail, phone, links, identity numbers) are replaced before a prompt is sent and restored after.

A value is hidden in any spelling, but only as a whole word. Each token belongs to one spelling, and text that looks
like a token gets its own token: so `show(hide(text))` is `text` for any text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy

from shared.resumes.document import ResumeDocument
from shared.resumes.masking.folding import Folded
from shared.resumes.masking.identifiers import Identifier, find_addresses, identifiers
from shared.resumes.masking.known import Finder, finders_of
from shared.resumes.masking.names import AFTER_HANGUL, HANGUL
from shared.resumes.masking.spots import KINDS, Kind, Spot
from shared.utils.prompts import Fence

Find = Callable[[str], Iterable[Spot]]

_NAMES = "|".join(KINDS)
TOKEN = re.compile(
    rf"\[[ \t]*({_NAMES})[ _]?([0-9]+)[ \t]*\]|(?<![A-Za-z0-9_\[\]])({_NAMES})_([0-9]+)(?![A-Za-z0-9_\[\]])",
    re.IGNORECASE | re.ASCII,
)
"""A token, also as written by models that drop the brackets, the capitals or the underscore."""

HANGUL_NAME = re.compile(r"[가-힣]{3,}")
PLAIN_WORD = re.compile(r"[A-Za-z]+")
MAX_PASSES = 8
"""Maximum passes over the text between tokens: next to a token, the rest of a word can be a word of its own. Ordinary
texts need two passes; a crafted one could need as many as it has words."""


class Redaction:
    """The identifiers of one résumé, each with its token.

    Without a résumé only the spots of `find` are hidden. `fence` surrounds all data in the prompts of this redaction.
    """

    def __init__(self, resume: ResumeDocument | None = None, find: Find = find_addresses) -> None:
        self.fence = Fence()
        self._find = find
        known = identifiers(resume) if resume is not None else []
        self._patterns: list[tuple[Kind, re.Pattern[str]]] = [(one.kind, _pattern(one)) for one in known]
        self._finders: list[Finder] = [finder for one in known for finder in finders_of(one)]
        # A token that is spelled like an identifier would reveal it.
        self._taken = {_name(found) for one in known for found in TOKEN.finditer(one.text)}
        self._tokens: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        for one in known:
            # In advance: a model that is told about [NAME_1] may write it even if no text contains the name.
            if one.kind == "NAME":
                self._token(one.kind, one.text)

    @property
    def tokens(self) -> int:
        """The number of spellings that have a token so far."""
        return len(self._tokens)

    @property
    def has_hidden(self) -> bool:
        """Whether any text was redacted, so that tokens may have been given."""
        return bool(self._hidden)

    def again(self) -> "Redaction":
        """Return a redaction of the same identifiers and tokens with a fence of its own; both go on separately."""
        other = copy(self)
        other.fence = Fence()
        other.resume_from(self)
        return other

    def resume_from(self, earlier: "Redaction") -> None:
        """Take over all tokens of a redaction of the same identifiers."""
        self._tokens, self._values, self._hidden = (
            dict(earlier._tokens),  # noqa: SLF001  its own kind
            dict(earlier._values),  # noqa: SLF001
            dict(earlier._hidden),  # noqa: SLF001
        )

    def hide(self, text: str) -> str:
        """Return `text` with the identifiers replaced; the same spelling always gets the same token."""
        if text not in self._hidden:
            self._hidden[text] = self._without_identifiers(text)
        return self._hidden[text]

    def _without_identifiers(self, text: str) -> str:
        parts = [(text, False)]
        for _ in range(MAX_PASSES):
            parts = [part for one in parts for part in ([one] if one[1] else self._split(one[0]))]
            if all(is_done for _, is_done in parts):
                break
        return "".join(part for part, _ in parts)

    def data(self, label: str, text: str | None) -> str:
        """Return `text` for a prompt: redacted, and between markers that it cannot close; `(none)` if it is empty."""
        return self.fence.text(label, self.hide(text)) if text else "(none)"

    def show(self, text: str) -> str:
        """Return `text` with the identifiers restored; unknown tokens, which a model made up, are removed."""
        if "[" not in text and "_" not in text:
            return text
        return TOKEN.sub(lambda found: self._values.get(_name(found), ""), text)

    def _split(self, text: str) -> list[tuple[str, bool]]:
        """Split a text into tokens and the parts between them, each with whether it is final."""
        spots = _apart(self._spots(text))
        if not spots:
            return [(text, True)]
        parts: list[tuple[str, bool]] = []
        position = 0
        for spot in spots:
            parts += [(text[position : spot.begin], spot.begin == position)]
            parts += [(self._token(spot.kind, text[spot.begin : spot.end]), True)]
            position = spot.end
        return [*parts, (text[position:], position == len(text))]

    def _spots(self, text: str) -> Iterator[Spot]:
        yield from self._find(text)
        for kind, pattern in self._patterns:
            for found in pattern.finditer(text):
                yield Spot(kind, found.start(), found.end())
        folded = Folded(text)
        for finder in self._finders:
            yield from finder.find(folded)
        for found in TOKEN.finditer(text):
            yield Spot("TEXT", found.start(), found.end())

    def _token(self, kind: Kind, value: str) -> str:
        if value not in self._tokens:
            number = len(self._tokens) + 1
            while (name := f"{kind}_{number}") in self._taken:
                number += 1_000
            self._tokens[value], self._values[name] = f"[{name}]", value
        return self._tokens[value]


def _name(found: re.Match[str]) -> str:
    return f"{found[1] or found[3]}_{found[2] or found[4]}".upper()


def _apart(spots: Iterable[Spot]) -> Sequence[Spot]:
    """Return the spots in order, with overlapping ones merged, so that no part of an identifier remains."""
    joined: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.begin, -spot.end)):
        last = joined[-1] if joined else None
        if last is None or spot.begin >= last.end:
            joined.append(spot)
        elif spot.end > last.end:
            joined[-1] = Spot(last.kind, last.begin, spot.end)
    return joined


def _pattern(identifier: Identifier) -> re.Pattern[str]:
    """Return a pattern of the identifier as a whole word in any case; a single Latin word only as written or in
    capitals, because a person can be called Will.
    """
    text = identifier.text
    spelled = r"\s+".join(map(re.escape, text.split()))
    if identifier.kind == "NAME" and HANGUL_NAME.fullmatch("".join(text.split())):
        spelled = r"\s?".join("".join(text.split()))
    core = f"(?:{spelled}|{spelled.upper()})" if PLAIN_WORD.fullmatch(text) else f"(?i:{spelled})"
    return re.compile(f"{_before(text[0])}{core}{_after(text[-1])}")


def _before(first: str) -> str:
    if HANGUL.match(first):
        return "(?<![가-힣])"
    return r"(?<![^\W가-힣])" if _is_word(first) else ""


def _after(last: str) -> str:
    if HANGUL.match(last):
        return AFTER_HANGUL
    return r"(?![^\W가-힣])" if _is_word(last) else ""


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
