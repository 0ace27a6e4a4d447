"""The name where neither head nor contacts have it: who signs, whose document it is, what the e-mail address says."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.names import confirmed
from resume_service.imports.structuring.words.naming import any_name, is_korean_name, name_of
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary

SIGNED = re.compile(
    r"(?:지원자|작성자|신청인|본인|응시자|성명) ?[:：]? ?((?:[가-힣] ?){1,3}[가-힣])(?= *(?:\((?:인|서명)|$))"
)
"""`2025년 1월 20일 작성자 : 김 하 늘 (인)`"""
OWNED = re.compile(r"(?:회원 ?)([가-힣]{2,4})님|([가-힣]{2,4}) ?님의 ?(?:이력서|포트폴리오)")
FOOTER = re.compile(r" *[|·•–—] *| {2,}| - ")
ACCOUNT = re.compile(r"([a-z]{2,20})[._]([a-z]{2,20})@", re.IGNORECASE)
NO_NAMES = frozenset(
    {"admin", "career", "contact", "cv", "hello", "hey", "hi", "info", "job", "jobs", "mail", "me", "office", "resume",
     "the", "work"}
)  # fmt: skip
"""Words of accounts that are nobody's name."""
LONGEST = 80


def name_elsewhere(lines: Sequence[Line], email: str | None, speaker: str | None) -> str | None:
    """The likeliest name in `lines`, which are all of the document, of its `speaker`, or in the address `email`."""
    words = vocabulary()
    said = _signed(lines, words) or _confirmed(lines, email, words)
    return said or (name_of(speaker, words) if speaker else None) or name_in_account(email, words)


def name_in_account(email: str | None, words: Vocabulary) -> str | None:
    """`jane.doe@example.org` as `Jane Doe`; nothing where the account has no two words that can be a name."""
    found = ACCOUNT.match(email or "")
    if found is None or NO_NAMES & {found[1].casefold(), found[2].casefold()}:
        return None
    return name_of(f"{found[1].capitalize()} {found[2].capitalize()}", words)


def _signed(lines: Iterable[Line], words: Vocabulary) -> str | None:
    for line in lines:
        for found in (SIGNED.search(line.text), OWNED.search(line.text)):
            name = any_name(next(filter(None, found.groups()))) if found else None
            if name is not None and is_korean_name(name, words):
                return name
    return None


def _confirmed(lines: Sequence[Line], email: str | None, words: Vocabulary) -> str | None:
    """A name in a line, in a part of one, or in two lines below each other, that the address is made of."""
    texts = [part for line in lines if len(line.text) <= LONGEST for part in FOOTER.split(line.text)]
    texts += [f"{line.text} {below.text}" for line, below in pairwise(lines) if not below.gap]
    for text in texts:
        if confirmed(text, email) and (name := name_of(text, words)) is not None:
            return name
    return None
