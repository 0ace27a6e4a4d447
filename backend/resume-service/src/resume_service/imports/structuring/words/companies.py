"""Telling employers from other words, and from what stands behind their names."""

import re

from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.places import is_place, is_town, strip_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary

COMMA = re.compile(r", +(?![^()]*\))")
LONGEST_SHORT = 4
TOWN = re.compile(r"(?:St\. |San |New |Fort |El |Los |Las )?[A-Z][a-zà-ÿ]{2,}(?:[ -][A-Z][a-zà-ÿ]+)?")
TRADE = re.compile(r"(.{2,}?) +\(([^()]*?(?: / |, |[Ss]eries [A-F]\b|시리즈 [A-F]\b)[^()]*|[a-z][a-z -]{2,30})\)")
"""`오늘식탁 (커머스 / 시리즈 B)`, `Kite & Lantern (agency)`: an employer, and what it does."""


@remembered
def is_company(text: str, words: Vocabulary) -> bool:
    """Whether `text` says by its form that it is a company."""
    stripped = text.strip()
    if stripped.startswith(words.words.company_prefixes) or words.company_words.has(stripped):
        return True
    folded = stripped.casefold()
    if not folded.endswith(words.suffixes):
        return False
    return any(
        folded.endswith(suffix.casefold()) and (HANGUL.search(suffix) or folded[: -len(suffix)].endswith((" ", ",")))
        for suffix in words.words.company_suffixes
        if len(folded) > len(suffix)
    )


def without_place(text: str, words: Vocabulary) -> tuple[str, str | None]:
    """`text` without the place at its end, which behind a company that says it is one may be any town."""
    name, stop, town = text.partition(". ")
    if stop and len(name) > LONGEST_SHORT and is_place(town, words):
        # `Brightex. Dayton, Ohio`
        return name, town
    rest, place = strip_place(text, words)
    if place is not None:
        return rest, place
    parts = comma_parts(text, words)
    town = text[len(parts[1]) :].lstrip(" ,") if parts else ""
    named = parts is not None and is_company(parts[1], words) and is_town(town, words)
    return (parts[1], town) if parts and named else (text, None)


def comma_parts(piece: str, words: Vocabulary) -> tuple[str, str] | None:
    """A piece with a comma and what stands before it; the comma of `Acme, Inc.` is none."""
    commas = [
        comma for comma in COMMA.finditer(piece) if not words.company_suffixes.has(COMMA.split(piece[comma.end() :])[0])
    ]
    return (piece, piece[: commas[0].start()]) if commas else None


def company_within(whole: str, words: Vocabulary) -> tuple[str, str, str | None] | None:
    """Department, company and town of `Quality Assurance, Helvetia Pharma AG, Basel`."""
    parts = COMMA.split(whole)
    if len(parts) == 2 and " & " in parts[1] and " " not in parts[0] and is_company(parts[1], words):
        # `Pratt, Osei & Lundahl LLP`
        return None
    for position, part in enumerate(parts[1:3], 1):
        town = ", ".join(parts[position + 1 :])
        if is_company(part, words) and (not town or is_town(parts[-1], words)):
            return ", ".join(parts[:position]), part, town or None
    return None


def without_trade(company: str) -> tuple[str, str | None]:
    """An employer, and what is said of its trade in brackets behind its name."""
    found = TRADE.fullmatch(company)
    return (company, None) if found is None else (found[1], f"({found[2]})")
