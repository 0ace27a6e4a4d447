"""Identity numbers: resident number, passport, licence, and labelled numbers."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot
from shared.resumes.shapes.dates import looks_like_dates
from shared.resumes.shapes.words import any_of

_BIRTH = r"\d\d ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01])"
_GAP = r" ?[.\-/·_~] ?| "
RESIDENT = re.compile(
    rf"(?<![\d.\-])(?:{_BIRTH}(?:{_GAP})[0-9] ?(?:\d{{6}}|[*x●○•#]{{6}})|{_BIRTH}[1-4]\d{{6}})(?![\d*]|[.\-]\d)"
)
"""Resident registration number, also of foreigners. Without a dash only if the seventh digit is that of a citizen,
because a timestamp in milliseconds has thirteen digits too. The checksum is useless: numbers issued since October 2020
have none."""

PASSPORT = re.compile(r"(?<![\w.\-])[mrsgdo]\d{3} ?[a-z\d] ?\d{4}(?![\w\-]|\.\d)")
LICENCE = re.compile(
    r"(?<![\d.\-])(?:(?:1[1-9]|2[0-8])[ \-]\d\d[ \-]\d{6}[ \-]\d\d"
    rf"|{any_of('licence_regions')} ?\d\d[ \-]\d{{6}}[ \-]\d\d)(?![\d\-])"
)
"""Region, year, number and check digits: 11-12-345678-90."""

AMERICAN = re.compile(r"(?<![\d.,\-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d\-]|[.,]\d)")
"""US social security number."""

BRITISH = re.compile(r"(?<!\w)[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d](?!\w)")
"""UK national insurance number."""

ACCOUNT = re.compile(
    rf"(?<![가-힣a-z]){any_of('banks')}(?:은행|뱅크| ?bank)?(?: ?[:|)\]]? ?|에? )"
    r"(?P<value>\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,3})?)(?![\d\-])"
    rf"|(?<![가-힣a-z]){any_of('banks')}(?:은행|뱅크| ?bank) ?[:|]? ?(?P<plain>\d{{10,14}})(?![\d\-])"
)
"""The number of an account, told by the name of its bank."""

MIN_ACCOUNT_DIGITS = 10

IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?!\w)")
IBAN_REMAINDER = 1
"""Of an account number read as digits (ISO 7064, mod 97-10)."""

LABELLED = re.compile(
    rf"(?<![a-z]){any_of('number_labels')}"
    r"(?P<sign>(?: ?(?:no\.?|number|num|nr\.?|id|#|번호))?[ :.=|()\-]{0,4}(?:(?:은|는|is)[ :]{1,2})?)"
    r"(?P<value>[a-z]{0,6}[ \-]?\d[\d a-z\-.*/]{3,24}[\d*a-z])"
)
DIGIT = re.compile(r"\d")
TOKENS = re.compile(
    r"(?:[a-z]{1,4}[ \-])?[a-z]*\d[\da-z*]*(?:[ \-.]?[a-z]{0,2}\d[\d*a-z]*|[ \-.]\*+)*(?:[ \-][a-z](?![a-z]))?"
)
MIN_DIGITS, MIN_DIGITS_UNSAID = 5, 7
"""Minimum digits of a value; more if no sign follows the label: `계좌 12000개`."""


def find_numbers(text: Folded) -> Iterator[Spot]:
    """Yield the identity numbers in a text."""
    if DIGIT.search(text.text) is None:
        return
    for pattern in (RESIDENT, PASSPORT, LICENCE, AMERICAN, BRITISH):
        for found in pattern.finditer(text.text):
            yield text.spot("IDNUMBER", found.start(), found.end())
    for found in ACCOUNT.finditer(text.text):
        name = "value" if found["value"] else "plain"
        if looks_like_dates(found[name]) or sum(map(str.isdigit, found[name])) < MIN_ACCOUNT_DIGITS:
            continue
        yield text.spot("IDNUMBER", found.start(name), found.end(name))
    for found in IBAN.finditer(text.text):
        if _is_iban(found[0]):
            yield text.spot("IDNUMBER", found.start(), found.end())
    for found in LABELLED.finditer(text.text):
        value = TOKENS.search(found["value"])
        enough = MIN_DIGITS if found["sign"].strip() else MIN_DIGITS_UNSAID
        if value is None or looks_like_dates(found["value"]) or sum(map(str.isdigit, value[0])) < enough:
            continue
        begin = found.start("value") + value.start()
        yield text.spot("IDNUMBER", begin, begin + len(value[0]))


def _is_iban(written: str) -> bool:
    letters = written.replace(" ", "")
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == IBAN_REMAINDER
