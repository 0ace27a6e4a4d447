"""Finding dates in a line of a résumé."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resume_service.imports.structuring.words.memory import remembered
from resume_service.resumes.periods import OPEN_END, as_month, parse_month

YEAR = r"(?:19|20)\d{2}"
NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|springs?|summers?|autumns?|falls?|winters?)"
)
OPEN = "(?:" + "|".join(sorted(map(re.escape, OPEN_END), key=len, reverse=True)) + ")"
POINT = (
    rf"(?:{NAME}\.?,? ?(?:\d{{1,2}},? )?{YEAR}"
    rf"|{NAME}\.? ?['’‘]\d{{2}}(?!\d)"
    rf"|\d{{1,2}} ?월 ?{YEAR}(?: ?년)?"
    rf"|{YEAR} ?년 ?(?:봄|여름|가을|겨울|\d{{1,2}} ?월(?: ?\d{{1,2}} ?일)?)?"
    rf"|{YEAR} ?[.] ?\d{{1,2}}(?: ?[.] ?\d{{1,2}})?\.?(?!\d)"
    rf"|{YEAR}[/-]\d{{1,2}}(?:[/-]\d{{1,2}})?(?!\d)"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}"
    rf"|(?:0?[1-9]|1[0-2])[/.]{YEAR}"
    rf"|{YEAR})"
)
SHORT = r"['’‘`]?\d{2}[./]\d{1,2}(?:[./]\d{1,2}(?!\d))?\.?"
SHORT_YEAR = r"['’‘]\d{2}(?![\d./])"
BETWEEN = r" {0,3}(?:~|–|—|-|−|〜|∼|～|‐|‑|‒|―|→|to\b|until\b|till\b|through\b|부터) {0,3}"
BEFORE = r"(?<![\w./\-])(?<![\d],)"
AFTER = r"(?![\d]|[./\-]\d|[A-Za-z])"
HIDDEN = r"(?:[A-Z]{3,9}\.? )?(?:19|20)XX"
HIDDEN_RANGE = re.compile(rf"{BEFORE}{HIDDEN}{BETWEEN}({HIDDEN}|{OPEN}(?!\w)){AFTER}", re.IGNORECASE)
"""A span whose years are left open, as in templates: `March 20XX – December 20XX`."""
RANGE = re.compile(
    rf"{BEFORE}(?:({POINT}){BETWEEN}({POINT}|\({OPEN}\)|{OPEN}(?!\w))(?:까지)?|({SHORT}){BETWEEN}({SHORT}|{OPEN}(?!\w))"
    rf"|({SHORT_YEAR}){BETWEEN}({SHORT_YEAR}|{OPEN}(?!\w))|({YEAR})[–—-](\d{{2}})(?![\d.])"
    rf"|({POINT}) {{0,3}}[~–—-](?= {{0,3}}(?:$|[)\]|,]))){AFTER}",
    re.IGNORECASE,
)
MONTH_AND_YEAR = r"(0?[1-9]|1[0-2])/(\d{2})"
SHORT_MONTHS = re.compile(
    rf"{BEFORE}{MONTH_AND_YEAR}{BETWEEN}(?:{MONTH_AND_YEAR}|({OPEN})(?!\w)){AFTER}", re.IGNORECASE
)
"""`2/18 – 5/18`, where it cannot be year and month."""
SINCE = re.compile(
    rf"{BEFORE}(?:since +({POINT}){AFTER}"
    rf"|({POINT}) ?부터(?= {{0,3}}(?:$|[)\]|,])))",
    re.IGNORECASE,
)
"""A span that has not ended: `since June 2021`, `2021년 6월부터`."""
SAYS_SINCE = re.compile(r"since|부터", re.IGNORECASE)
"""Most lines do not, and this is told sooner."""
FROM = re.compile(r"(?<!\w)from +$", re.IGNORECASE)
SINGLE = re.compile(rf"{BEFORE}({POINT}){AFTER}", re.IGNORECASE)
YEARS = re.compile(rf"{BEFORE}{YEAR}(?:, ?{YEAR}){{1,9}}{AFTER}")
MONTHS_LONG = re.compile(
    r" ?\( ?(?:약 ?|총 ?)?(?:\d{1,2} ?(?:년|years?|yrs?) ?)?(?:\d{1,3} ?(?:개월|months?|mos?))? ?\)", re.IGNORECASE
)
LONG_BEHIND = re.compile(
    r" ?[,/] ?(?:약 ?|총 ?)?\d{1,2} ?(?:년|years?|yrs?|개월|months?|mos?)"
    r"(?: ?\d{1,2} ?(?:개월|months?|mos?))?(?=$|[)\]])",
    re.IGNORECASE,
)
"""How long that was, behind the dates: `2024.03 – 현재, 1년 5개월`."""
STILL = re.compile(rf" ?\( ?{OPEN} ?\)", re.IGNORECASE)
"""`2020.10 - 현재 (재직중)`"""
TWO_DIGITS = re.compile(r"\d\d")
"""Every date has a year, and most lines have none."""
BARE_YEAR = re.compile(YEAR)
MONTHS = 12
EDGES = " \t|,:;·/~–—-"
EDGES_BEFORE = " \t|,;·/~–—-"


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates in a line: as they are written, from where to where, and what they mean."""

    text: str
    begin: int
    finish: int
    start: str | None
    end: str | None
    is_range: bool


def find_dates(line: str) -> Dates | None:
    """The first span of time in `line`, else the first date that stands apart from the words around it."""
    return find_range(line) or find_single(line)


@remembered
def find_range(line: str) -> Dates | None:
    """The first span of time in `line`, such as `2022.01 ~ 현재`."""
    if TWO_DIGITS.search(line) is None:
        return None
    return next(_ranges(line), None) or _since(line) or _short_months(line) or _hidden(line)


@remembered
def find_single(line: str) -> Dates | None:
    """The first date in `line`; a year alone counts at an edge of the line or in brackets: `2019 Award`, `(2021)`."""
    if TWO_DIGITS.search(line) is None:
        return None
    if found := YEARS.search(line):
        return Dates(found[0], found.start(), found.end(), None, None, is_range=False)
    for found in SINGLE.finditer(line):
        month = as_month(found[1])
        if month is None or (BARE_YEAR.fullmatch(found[1]) and not _apart(line, found.start(), found.end())):
            continue
        return Dates(found[1], found.start(), found.end(), month, month, is_range=False)
    return None


def find_months(text: str) -> Iterator[tuple[int, int, str]]:
    """Every date in `text`: where it begins and ends, and the date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
    for found in SINGLE.finditer(text):
        month = as_month(found[1])
        if month is not None:
            yield found.start(), found.end(), month


def months_of(text: str) -> set[str]:
    """All dates that stand in `text`, in the same form, and `present` for an open end."""
    spans = {month for dates in _ranges(text) for month in (dates.start, dates.end) if month is not None}
    for found in (_since(text), _hidden(text)):
        spans |= {found.end} if found is not None and found.end is not None else set()
    return spans | {month for _, _, month in find_months(text)}


def without(line: str, dates: Dates) -> str:
    """`line` without its dates, the length of time in brackets behind them, and the brackets they stood in."""
    before, after = FROM.sub("", line[: dates.begin]), line[dates.finish :]
    if found := STILL.match(after) or MONTHS_LONG.match(after) or LONG_BEHIND.match(after):
        after = after[found.end() :]
    before, after = before.rstrip(), after.lstrip()
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        before, after = before[:-1], after[1:]
    elif before.endswith(("(", "[")):
        # `(2023.03 ~ 2023.05, 4명)`
        before, after = before[:-1], before[-1] + after.lstrip(EDGES)
    elif after.startswith((")", "]")) and before.count("(") + before.count("[") > before.count(")") + before.count("]"):
        # `(한국산업인력공단, 2019.11)`
        return before.rstrip(EDGES) + after
    before, after = before.rstrip(EDGES_BEFORE), after.lstrip(EDGES)
    return f"{before}  {after}" if before and after else before or after


def _ranges(line: str) -> Iterator[Dates]:
    for found in RANGE.finditer(line):
        first, last = next((one, two) for one, two in _ends(found.groups()) if one is not None)
        start, end = as_month(first), as_month(last.strip("()")) if last else None
        if found[7] is not None:
            # `2011–15`, which is not `2010-11`.
            end = f"{first[:2]}{last}" if int(last or 0) > MONTHS else None
        if found[9] is not None:
            # `2019–`
            end = "present"
        if start is None or (last and end is None):
            continue
        if end is not None and parse_month(end) < parse_month(start):
            continue
        yield Dates(found[0].strip(), found.start(), found.end(), start, end, is_range=True)


def _ends(groups: Sequence[str | None]) -> Iterator[tuple[str | None, str | None]]:
    """The ends of each form of span."""
    return zip(groups[::2], [*groups[1::2], None], strict=False)


def _since(line: str) -> Dates | None:
    found = SINCE.search(line) if SAYS_SINCE.search(line) else None
    start = as_month(found[1] or found[2]) if found is not None else None
    if found is None or start is None:
        return None
    return Dates(found[0].strip(), found.start(), found.end(), start, "present", is_range=True)


def _short_months(line: str) -> Dates | None:
    found = SHORT_MONTHS.search(line)
    if found is None:
        return None
    start = as_month(f"{found[1]}/20{found[2]}")
    end = "present" if found[5] else as_month(f"{found[3]}/20{found[4]}")
    if start is None or end is None or (not found[5] and parse_month(end) < parse_month(start)):
        return None
    return Dates(found[0].strip(), found.start(), found.end(), start, end, is_range=True)


def _hidden(line: str) -> Dates | None:
    found = HIDDEN_RANGE.search(line)
    if found is None:
        return None
    end = as_month(found[1])
    return Dates(found[0].strip(), found.start(), found.end(), None, end, is_range=True)


def _apart(line: str, begin: int, finish: int) -> bool:
    before, after = line[:begin].rstrip(), line[finish:].lstrip()
    if not before or not after or line[finish : finish + 2] == "  ":
        return True
    return before[-1] in "([|,·–—" and after[0] in ")]|,·–—"
