"""How much words look like a position, or like an employer: scores, to be compared with each other.

One word of a list decides nothing here. Endings by which languages make the names of those who do something count,
too, less than words that are known.
"""

import re
from functools import lru_cache

from resume_service.imports.structuring.layout.items import is_prose
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.dates import find_dates
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, WORD, Vocabulary, vocabulary

DOER = re.compile(r"[a-z]{2,}(?:er|or|ist|ian|ant|man|woman|person|smith|wright|hand|keeper|master|eer|ician|tech)$")
"""How English names those who do something."""
AT_HEAD = re.compile(
    r"^(?:head|chief|director|vp|vice president|dean|member|master|lead) (?:of|for)\b|^chief \w", re.IGNORECASE
)
KOREAN_DOER = re.compile(
    r"(?:[가-힣](?:사|원|공|가|관|직|수|장|자|부|역)|담당|관리|영업|경리|총무|비서|보전|기획|마케팅|인사|구매|개발|운영|데스크|홍보|보조|지원|PD)$"
)
"""How Korean names them, or what they do."""
NO_DOER = re.compile(r"(?:회사|상사|공사|본사|지사|학원|의원|병원|공원|법원|국가|전자|투자|공장|시장|매장|본부|학부)$")
"""The same endings in names of places and bodies."""
PART_OF_NAME = re.compile(r"[&+]| of | and |^The |^(?:City|Town|County|Borough) of ")
MAX_WORDS = 7
MANY = 4_096


@lru_cache(MANY)
def position_likeness(text: str) -> float:
    """How much `text` looks like what somebody is at work."""
    words = vocabulary()
    said = WORD.findall(text)
    if not said or find_dates(text) is not None:
        return -2.0
    score = _role(text, said, words)
    if len(said) > MAX_WORDS or is_prose(text):
        score -= 2.0
    if is_place(text, words):
        score -= 1.5
    return score


@lru_cache(MANY)
def employer_likeness(text: str) -> float:
    """How much `text` looks like where somebody works."""
    words = vocabulary()
    said = WORD.findall(text)
    if not said or find_dates(text) is not None:
        return -2.0
    if is_company(text, words):
        score = 2.2
    elif words.employers.within(text) or words.institutions.within(text):
        score = 1.3
    else:
        score = 0.6 if PART_OF_NAME.search(text) else 0.2
    if is_place(text, words) or text[0].islower():
        score -= 1.5
    if words.departments.is_word(said[-1]) and HANGUL.search(text) and not is_company(text, words):
        score -= 1.0
    return score - (2.0 if len(said) > MAX_WORDS or is_prose(text) else 0.0)


def pair_likeness(employer: str | None, position: str | None) -> float:
    """How well two texts go as employer and position; what is missing neither speaks for nor against it."""
    score = 0.0
    if employer:
        score += employer_likeness(employer) - 0.8 * position_likeness(employer)
    if position:
        score += position_likeness(position) - 0.8 * employer_likeness(position)
    return score


def _role(text: str, said: list[str], words: Vocabulary) -> float:
    if words.employment_types.has(text) and not words.roles.within(text):
        # What stands beside a position, and is taken for one where there is no other.
        return 0.5
    if words.roles.is_word(said[-1]) or words.employment_types.is_word(said[-1]):
        return 2.0
    if words.roles.within(text) or AT_HEAD.match(text):
        return 1.5
    last = said[-1]
    if HANGUL.search(last):
        return 0.9 if KOREAN_DOER.search(last) and not NO_DOER.search(last) else 0.0
    return 0.9 if DOER.search(last) else 0.0
