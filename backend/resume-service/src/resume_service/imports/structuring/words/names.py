"""Names that do not look like two words with capitals: what shows them is where they stand."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.contacts import find_contacts
from resume_service.imports.structuring.words.dates import find_dates
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, skill_groups, vocabulary

ONE_WORD = re.compile(r"[^\W\d_]{2,30}(?:['’-][^\W\d_]{1,30}){0,2}")
LOCAL_PART = re.compile(r"[^\W\d_]+")
TOP = 3
"""A name that is told by its place alone stands in one of so many lines."""
NEAR = 4
"""How far below it e-mail or phone may stand."""
MAX_PARTS = 4
MIN_SPACED = 4
MIN_SINGLE = 0.7
"""Share of the letters that stand alone in a spaced word; some pairs are set closer."""
MIN_IN_ACCOUNT = 3


def name_at_top(lines: Sequence[Line], email: str | None) -> tuple[str, int, int] | None:
    """A name of spaced letters, on two lines or of one word, and the lines from where to where it stands.

    `lines` are those before the first heading.
    """
    words = vocabulary()
    for position, line in enumerate(lines[:TOP]):
        if is_spaced(line.text):
            return closed_up(line.text, email), position, position + 1
    for position, (line, following) in enumerate(pairwise(lines[:TOP])):
        if _is_part(line, words) and _is_part(following, words) and not following.gap:
            return f"{line.text} {following.text}", position, position + 2
    for position, line in enumerate(lines[:TOP]):
        if key(line.text) in words.titles or not any(map(str.isalpha, line.text)):
            continue
        reach = any(find_contacts(near.text) for near in lines[position + 1 : position + 1 + NEAR])
        return (line.text, position, position + 1) if reach and _is_part(line, words) else None
    return None


def as_written(lines: Sequence[Line], email: str | None) -> tuple[str, int, int] | None:
    """A name in small letters in the first line that the e-mail address is made of, and where it stands."""
    for line in lines[:1]:
        parts = line.text.split()
        whole = all(ONE_WORD.fullmatch(part) for part in parts) and len(parts) <= MAX_PARTS
        if whole and confirmed(line.text, email):
            return line.text, 0, 1
    return None


def confirmed(text: str, email: str | None) -> bool:
    """Whether the e-mail address is made of the words of the name `text`."""
    account = "".join(_account(email))
    parts = [key(part) for part in text.split() if len(key(part)) > 1]
    return bool(account) and len(parts) > 1 and all(part in account for part in (parts[0], parts[-1]))


def in_account(parts: Sequence[str], email: str | None) -> bool:
    """Whether the account of the e-mail address has one of the words `parts` in it."""
    account = "".join(_account(email))
    folded = [key(part) for part in parts if key(part)]
    return any(len(part) >= MIN_IN_ACCOUNT and part in account for part in folded)


def is_spaced(text: str) -> bool:
    """Whether `text` is set letter by letter: `Q U I N TA N A`."""
    letters = text.split()
    single = sum(len(letter) == 1 for letter in letters)
    spelled = len(letters) >= MIN_SPACED and single >= MIN_SINGLE * len(letters)
    return spelled and all(map(str.isalpha, letters)) and not HANGUL.search(text)


def closed_up(text: str, email: str | None) -> str:
    """`J A N E  D O E` as `JANE DOE`: parted where the blanks are wider, or where the e-mail address is."""
    words = [part.replace(" ", "") for part in re.split(r" {2,}", text)]
    if len(words) > 1:
        return " ".join(words)
    whole = text.replace(" ", "")
    for part in _account(email):
        size = len(part)
        if 1 < size < len(whole) - 1 and whole.casefold().startswith(part):
            return f"{whole[:size]} {whole[size:]}"
    return whole


def _account(email: str | None) -> Iterator[str]:
    yield from LOCAL_PART.findall((email or "").partition("@")[0].casefold())


def _is_part(line: Line, words: Vocabulary) -> bool:
    """Whether a line is one word that may be somebody's name."""
    text = line.text
    if ONE_WORD.fullmatch(text) is None or line.bullet or find_dates(text) is not None:
        return False
    if text[0].islower() or HANGUL.search(text):
        return False
    known = words.heading(text) or words.label("person", text) or skill_groups().known(text)
    said = words.roles.within(text) or words.institutions.within(text) or words.role_modifiers.has(text)
    return not (known or said or key(text) in words.titles or is_place(text, words))
