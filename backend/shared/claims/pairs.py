"""Finds pairs of figures before and after a change: `A에서 B로`, `A → B`, `from A to B`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.claims.figures import Figure
from shared.claims.models import Direction
from shared.claims.vocabulary import korean
from shared.skills.technologies import technology_index

ARROW = r"\s{0,3}(?:→|->|⇒|=>|➔|➜|⟶|➡|▶|~>|-->|—>)\s{0,3}"
ABOUT = r"(?:약 |무려 |평균 |불과 )?"
BETWEEN = re.compile(
    rf"(?P<arrow>{ARROW})"
    rf"|\s?에서(?:는)? ?{ABOUT}(?:하루 |월 |연 |주 )?"
    r"|,? (?:down |up |back )?to (?:about |around |under |just |only |below |over |nearly |almost )?"
    r"|(?P<reverse> from (?:about |around |over |nearly )?)"
    r"|(?P<object>[을를]) |\s?대비 "
    r"|\s?(?:이나 |씩 )?(?:이던|이었던|였던|걸리던|발생하던|나오던|들던|하던|소요되던|있던|되던|이 걸리던|이 넘던)"
    rf" (?P<subject>[^\s,;·]+(?: [^\s,;·]+){{0,4}}?)[을를이가] {ABOUT}"
)
"""The text between the two figures; `subject` matches as in `7건이던 오류를 1건으로`."""
FROM = re.compile(r"(?:^|\s)from (?:about |around |over |nearly |almost )?\Z", re.IGNORECASE)
TO = re.compile(r"(?:^|\s)to (?:about |around |under |just )?\Z", re.IGNORECASE)
BECOMES = re.compile(r"\s?(?:으로|로) ")
UNTIL = re.compile(r"\s?까지|\s?사이")
NAME = re.compile(r"[A-Za-z][\w.+#-]*(?: [A-Za-z][\w.+#-]*){0,2}\s?\Z")
HOURS = re.compile(
    r"(?:^|\s)(?:open|opened|hours|shift|shifts|aged?|ages|grades?|daily|classes|weekdays)[\s:]", re.IGNORECASE
)
MAX_NAME = 40
MAX_BETWEEN = 80
MAX_VERB = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """Figures before and after. `subject` is its span if between them; `version` means that it is not a measure."""

    first: Figure
    last: Figure
    begin: int
    end: int
    subject: tuple[int, int] | None = None
    version: bool = False
    sure: bool = False

    @property
    def direction(self) -> Direction | None:
        """The direction of the change, by the two values."""
        one, other = self.first, self.last
        comparable = one.family == other.family and one.family != ""
        before, after = (one.size, other.size) if comparable else (one.value, other.value)
        if before == after:
            return None
        return "down" if after < before else "up"


def pairs_in(text: str, figures: Sequence[Figure]) -> list[Pair]:
    """Return the pairs among the figures of `text`; each figure is used once."""
    found: list[Pair] = []
    index = 0
    while index + 1 < len(figures):
        pair = _pair(text, figures[index], figures[index + 1])
        index += 1
        if pair is None:
            continue
        # `80 → 60 → 45`
        while pair.sure and index + 1 < len(figures) and (more := _pair(text, figures[index], figures[index + 1])):
            pair = Pair(pair.first, more.last, pair.begin, more.end, pair.subject, pair.version, more.sure)
            index += 1
        found.append(pair)
        index += 1
    return found


def _pair(text: str, one: Figure, other: Figure) -> Pair | None:
    if not (one.plain and other.plain) or other.start - one.end > MAX_BETWEEN:
        return None
    between = BETWEEN.fullmatch(text, one.end, other.start)
    if between is None or not _alike(one, other):
        return None
    arrow = between["arrow"] is not None
    if not arrow and one.family in ("time", "") and other.family in ("time", "") and _is_until(text, other.end):
        return None
    if between["reverse"] is not None:
        if TO.search(text[max(0, one.start - 12) : one.start]) is None:
            return None
        return Pair(other, one, _with(TO, text, one.start), other.end, None, sure=True)
    if between["object"] is not None and (one.family != other.family or not BECOMES.match(text, other.end)):
        return None
    version = not (one.family or other.family) and _names_technology(text[max(0, one.start - MAX_NAME) : one.start])
    begin = _with(FROM, text, one.start)
    subject = between.span("subject") if between["subject"] is not None else None
    sure = (
        arrow
        or begin < one.start
        or "에서" in between[0]
        or "대비" in between[0]
        or between["object"] is not None
        or subject is not None
    )
    if not arrow and not sure and one.family == other.family == "":
        return None if not version else Pair(one, other, one.start, other.end, None, version=True)
    if not arrow and begin < one.start and _is_span(text, begin, other):
        return None
    return Pair(one, other, begin, other.end, subject, version, sure)


def _is_until(text: str, end: int) -> bool:
    """Return whether it is a period (`9월에서 12월까지`) instead of a change (`42분에서 18분까지 줄임`)."""
    until = UNTIL.match(text, end)
    if until is None:
        return False
    verb, known = text[until.end() : until.end() + MAX_VERB].strip(), korean()
    return not any(verb[:length] in known.down or verb[:length] in known.up for length in (4, 3, 2))


def _alike(one: Figure, other: Figure) -> bool:
    """Return whether both can belong to one measure; one of them may omit its unit."""
    return one.family == other.family or not one.family or not other.family


def _is_span(text: str, begin: int, other: Figure) -> bool:
    """Return whether it is a range of hours or ages: `from 9 to 6`, `from 3 to 6 years`."""
    if other.family not in ("", "time"):
        return False
    before = text[max(0, begin - 16) : begin + 1]
    return HOURS.search(before) is not None or (other.unit in ("years", "year") and "children" in text)


def _with(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return the start of the word that matches `pattern` before `start`."""
    low = max(0, start - 16)
    found = pattern.search(text[low:start])
    if found is None:
        return start
    return low + found.start() + (0 if found[0][0].isalpha() else 1)


def _names_technology(before: str) -> bool:
    """Return whether the words before a number name a technology, so that the number is a version."""
    found = NAME.search(before)
    if found is None:
        return False
    words = found[0].split()
    return any(technology_index().find(" ".join(words[first:])) is not None for first in range(len(words)))


def technology_before(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the technology whose version begins at `start`, if any."""
    low = max(0, start - MAX_NAME)
    found = NAME.search(text[low:start])
    if found is None:
        return None
    words = found[0].split()
    for first in range(len(words)):
        name = " ".join(words[first:])
        if technology_index().find(name) is not None:
            begin = text.rfind(name, low, start)
            return (begin, begin + len(name)) if begin >= 0 else None
    return None
