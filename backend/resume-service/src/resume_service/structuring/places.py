"""Telling places from other words."""

import re

from resume_service.structuring.vocabulary import HANGUL, Vocabulary

STATE = re.compile(r"[A-Z]{2}(?: \d{5})?")
WORD_OF_PLACE = re.compile(r"[^\W\d_][^\d]{1,30}")
COMMA = re.compile(r" *, *")


def is_place(text: str, words: Vocabulary) -> bool:
    """Whether `text` names a place: `Seoul, South Korea`, `Austin, TX`, `서울 강남구`."""
    text = text.strip(" ()")
    if not text or len(text) > 60:
        return False
    if words.places.has(text):
        return True
    parts = COMMA.split(text)
    if len(parts) in (2, 3) and (words.places.has(parts[-1]) or STATE.fullmatch(parts[-1])):
        first = parts[0]
        named = WORD_OF_PLACE.fullmatch(first) is not None and first[0].isupper()
        return words.places.has(first) or (named and not words.roles.within(first) and len(first.split()) <= 3)
    if HANGUL.search(text):
        first, *rest = text.split()
        endings = words.words.region_endings
        return words.places.has(first) and bool(rest) and all(part.endswith(endings) for part in rest)
    return False


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
