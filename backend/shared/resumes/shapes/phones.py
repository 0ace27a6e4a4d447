"""Phone numbers: Korean ones in any spelling, others in their country's format, and any digits after a label."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot
from shared.resumes.shapes.dates import looks_like_dates
from shared.resumes.shapes.words import any_of

_GAP = r"[ .\-·/_)\]]{0,3}"
_SAID = r"[0-9o\u110b공영일이삼사오육륙칠팔구]"
_PREFIX = r"(?:\(?\+? ?(?:00 ?)?82\)?[ .\-]{0,3}\(?0?\)?[ .\-]?|[(\[]?[0o\u110b공영])"
MOBILE = re.compile(
    rf"(?<![\w+]){_PREFIX}[1일il\u1175][016789o\u110b공영일육륙칠팔구]{_GAP}[(\[]?{_SAID}{{3,4}}{_GAP}{_SAID}{{4}}(?!\d)"
)
"""Also with letters that look like digits (`OlO`, `ㅇ1ㅇ`), and with spelled-out digits: 공일공."""

SPREAD = re.compile(r"(?<![\d.])[0o]([ .\-])1\1[016789o](?:\1\d){7,8}(?![\d.])")
"""`0 1 0 1 2 3 4 5 6 7 8`"""

_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50\d)"
LANDLINE = re.compile(
    rf"(?<![\d.,\-+])(?:\(0{_AREA}\) ?\d{{3,4}}[ .\-]?|0{_AREA}\d{{3,4}}"
    rf"|0{_AREA}(?:([ .·-])| - |\) ?)\d{{3,4}}(?(1)\1|[ .\-]{{0,3}}))\d{{4}}(?!\d|[.,\-]\d)"
)
INTERNATIONAL = re.compile(r"(?<![\w+])\(?\+ ?\d{1,3}\)?(?:(?: - |[ .\-/])?\(?\d{1,5}\)?){2,6}(?![\d%]|[.,]\d)")
AMERICAN = re.compile(
    r"(?<![\d.,\-$])(?:1[-. ])?(?:\([2-9]\d\d\) ?\d{3}[-. ]|[2-9]\d\d([-.])\d{3}\1)\d{4}(?![\d%]|[-.,]\d)"
)
BRITISH = re.compile(
    r"(?<![\d.,\-])(?:0[127]\d{3}([ -])(?:\d{6}|\d{3}\1\d{3})|0[12]\d\d([ -])\d{3}\2\d{4}|020([ -])\d{4}\3\d{4}"
    r"|\(0\d{2,4}\) \d{3,4} \d{3,4})(?!\d)"
)
_ONE = r"[공영일이삼사오육륙칠팔구]"
_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
SAID = re.compile(
    rf"(?<![가-힣]){_ONE}{{2,4}}[ ,.\-]{{1,3}}{_ONE}{{3,4}}[ ,.\-]{{1,3}}{_ONE}{{4}}"
    rf"|(?<![a-z]){_WORD}(?:[ ,\-]{{1,2}}{_WORD}){{6,14}}(?![a-z])"
)
"""Digit by digit, in Korean and in English."""

ANY = re.compile(r"\d|[공영\u110b][일이]|(?:zero|one|two|three|four|five|six|seven|eight|nine)[ ,\-]")
DIGITS = re.compile(r"(?<![\d+(])\(?\+?\d[\d ().\-/·]{5,24}\d")
LABEL = re.compile(
    rf"(?:(?<!\w){any_of('phone_words')}|{any_of('phone_parts')})(?: ?(?:no\.?|number|num|번 ?호|#))?"
    r"[ :.=|)\-]{0,4}(?:(?:은|는|at|is)[ :]{1,2})?$|(?<!\w)[tmpcfh] ?[:.)] ?$"
)
WINDOW = 30
LIMITS = range(8, 16)
"""Number of digits of a phone number that is detected by its label or country code."""


def find_phones(text: Folded) -> Iterator[Spot]:
    """Yield the phone numbers in a text."""
    if ANY.search(text.text) is None:
        return
    for pattern in (MOBILE, SPREAD, LANDLINE, AMERICAN, BRITISH, SAID):
        for found in pattern.finditer(text.text):
            yield text.spot("PHONE", found.start(), found.end())
    for found in INTERNATIONAL.finditer(text.text):
        if _digits(found[0]) in LIMITS:
            yield text.spot("PHONE", found.start(), found.end())
    for found in DIGITS.finditer(text.text):
        if _digits(found[0]) in LIMITS and not looks_like_dates(found[0]):
            before = text.text[max(0, found.start() - WINDOW) : found.start()]
            if LABEL.search(before) is not None:
                yield text.spot("PHONE", found.start(), found.end())


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
