"""Patterns of dates, and dates of birth, which are detected by their context."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot
from shared.resumes.shapes.words import any_of

_YEAR, _SHORT = r"(?:19|20)\d\d", r"(?:(?:19|20)\d\d|['`]?\d\d)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_SEP = r" ?[.\-/·년월] ?"
DAY = (
    rf"(?:{_SHORT}{_SEP}(?:0?[1-9]|1[0-2]){_SEP}[0-3]?\d(?: ?일|\.(?!\d))?(?!\d)"
    rf"|[0-3]?\d ?[.\-/] ?[0-3]?\d ?[.\-/] ?{_YEAR}(?!\d)"
    rf"|{_MONTH} ?{_DAY},? ?{_SHORT}(?!\d)|{_DAY}[ -](?:of )?{_MONTH},?[ -]{_SHORT}(?!\d)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)|\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d))"
)
"""A full date. Digits alone only count after a label."""

YEAR_OR_MONTH = rf"(?:{_YEAR}(?:{_SEP}(?:0?[1-9]|1[0-2])(?!\d)(?: ?월)?)?(?: ?년)?(?!\d)|{_MONTH} {_YEAR}|\d\d ?년)"
WHEN = rf"(?:{DAY}|{YEAR_OR_MONTH})"
NO_YEAR = (
    r"(?:(?:0?[1-9]|1[0-2]) ?[월.\-/] ?[0-3]?\d(?: ?일)?(?!\d)|(?:0[1-9]|1[0-2])[0-3]\d(?!\d)"
    rf"|{_MONTH} ?{_DAY}(?!\d)|{_DAY} (?:of )?{_MONTH})"
)
"""생일 0714, birthday: 14 July"""

_BETWEEN = (
    r"[ :|=\-()\[\]·*_,\n]{0,6}(?:(?:은|는|이|is|was|on|in)[ :]{1,2})?"
    r"(?:\(?(?:양력|음력|양|음|만 ?\d{1,2} ?세)\)?[ ,]{0,2})?"
)
LABELLED = re.compile(rf"(?<!\w){any_of('birth_labels')}{_BETWEEN}({WHEN}|{NO_YEAR})")
BORN = re.compile(r"(?:출생|생|生)(?! ?[:=|])(?=(?:이고|이며|이다|입니다|으로|의|인|,|\)|\.)|[^가-힣]|$)")
AGE = re.compile(r"\(?만 ?\d{1,2} ?세")
OWN_AGE = re.compile(
    r"만 ?\d{1,2} ?세(?!\d| ?(?:이상|이하|미만|초과|부터|까지|[~\-]))"
    r"|(?:(?<=나이: )|(?<=나이 : )|(?<=(?<![a-z])age: ))\d\d(?!\d)"
)
"""An age with a limit such as 이상 is that of customers."""

BEFORE_BORN = re.compile(rf"(?<![\d.])({WHEN})(?: ?\.)? ?$")
BEFORE_AGE = re.compile(rf"(?<![\d.])({WHEN})(?: ?\.)? ?[,(/·|]? ?$")
WINDOW = 40
"""1994년 3월 2일생, 94년생, 1994.03.02 (만 30세): the marker follows the date, which is searched backwards from it."""

_YEAR_FIRST = re.compile(r"\(?(?:19|20)\d\d ?[.\-/년~]")


def find_births(text: Folded) -> Iterator[Spot]:
    """Yield the dates of birth in a text, and no other dates."""
    for found in LABELLED.finditer(text.text):
        yield text.spot("BIRTHDAY", found.start(1), found.end(1))
    for found in OWN_AGE.finditer(text.text):
        yield text.spot("BIRTHDAY", found.start(), found.end())
    for pattern, before in ((BORN, BEFORE_BORN), (AGE, BEFORE_AGE)):
        for told in pattern.finditer(text.text):
            begin = max(0, told.start() - WINDOW)
            found = before.search(text.text[begin : told.start()])
            if found is not None:
                yield text.spot("BIRTHDAY", begin + found.start(1), begin + found.end(1))


def looks_like_dates(text: str) -> bool:
    """Whether digits after a word such as `mobile` are the years of a job and not a phone number."""
    return _YEAR_FIRST.match(text) is not None
