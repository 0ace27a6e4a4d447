"""Telling places from other words."""

import re

from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary

STATE = re.compile(r"[A-Z]{2}(?: \d{5})?")
STREET = re.compile(
    r"\d{1,5}[A-Za-z]? [A-Z].{0,60}?(?:,| )\s*(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2},? \d{5}(?:-\d{4})?)"
    r"|\d{1,5}[A-Za-z]? (?:[A-Z][\w.'’-]* ){1,4}"
    r"(?:St|Street|Ave|Avenue|Rd|Road|Ln|Lane|Dr|Drive|Blvd|Row|Way|Court|Ct)\b.{0,60}"
)
"""A house number, a street, and a post code or the word for a street."""
KOREAN_STREET = re.compile(r".{2,60}(?:로|길|동|읍|면|리) ?\d.{0,40}")
LONGEST_ADDRESS = 120
WORD_OF_PLACE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-]){1,30}")
FROM_WHERE = re.compile(
    r" *[(/·,-] *(?:open to )?(?:remote|hybrid|on-?site|relocation|원격|재택)(?: ?근무)?(?: ok| possible| ?가능)?\)?$",
    re.IGNORECASE,
)
"""How somebody works from there, behind the place."""
POST_CODE = re.compile(r"^[(\[]?\d{5}[)\]]? +(?=[가-힣])|^\d{5}[)\]] *(?=[가-힣])")
SENTENCES = re.compile(r"[^\W\d_]{4,}\. ")
COMMA = re.compile(r" *, *")


@remembered
def is_place(text: str, words: Vocabulary) -> bool:
    """Whether `text` names a place: `Seoul, South Korea`, `Austin, TX`, `서울 강남구`."""
    text = text.strip(" ()")
    if len(text) > 80:
        return False
    text = FROM_WHERE.sub("", text)
    if not text or len(text) > 60:
        return False
    if words.places.has(text):
        return True
    parts = COMMA.split(text)
    if len(parts) == 2 and words.places.has(parts[0]):
        return words.places.has(parts[1]) or STATE.fullmatch(parts[1]) is not None
    if len(parts) == 2 and (words.countries.has(parts[1]) or STATE.fullmatch(parts[1])):
        return is_town(parts[0], words)
    if len(parts) == 3:
        region, country = parts[1:]
        if words.countries.has(region) and words.countries.has(country):
            return is_town(parts[0], words)
        return all(words.places.has(part) or STATE.fullmatch(part) for part in parts[1:]) and words.places.has(parts[0])
    if HANGUL.search(text):
        first, *rest = text.split()
        endings = words.words.region_endings
        within = all(part.endswith(endings) or words.places.has(part) for part in rest)
        return words.places.has(first) and bool(rest) and within
    return False


def is_address(text: str, words: Vocabulary) -> bool:
    """Whether `text` is a postal address: `14 Larkspur Row, Bristol BS3 4QX`, `서울시 마포구 월드컵북로 21, 302호`."""
    text = text.strip(" ()")
    if len(text) > LONGEST_ADDRESS:
        return False
    text = POST_CODE.sub("", text)
    if HANGUL.search(text):
        first = text.split()[0]
        known = words.places.has(first) or first.endswith(("특별시", "광역시", "특별자치시", "특별자치도"))
        return (known or words.places.has(first.removesuffix("시"))) and KOREAN_STREET.fullmatch(text) is not None
    return STREET.fullmatch(text) is not None


def is_town(text: str, words: Vocabulary) -> bool:
    """Whether `text` can be the name of a town: up to three words with a capital, none of which says something else."""
    named = (
        WORD_OF_PLACE.fullmatch(text) is not None
        and text[0].isupper()
        and SENTENCES.search(text) is None
        and len(text.split()) <= 3
    )
    return named and not any(kind.within(text) for kind in (words.roles, words.institutions, words.company_suffixes))


def strip_place(text: str, words: Vocabulary) -> tuple[str, str | None]:
    """`text` without the place at its end, and the place: `Cobalt Bank, Porto, Portugal`."""
    parts = COMMA.split(text)
    for count in (2, 1):
        if len(parts) > count:
            place = ", ".join(parts[-count:])
            if is_place(place, words):
                begin = text.rfind(parts[-count])
                return text[:begin].rstrip(" ,"), text[begin:].strip()
    return text, None
