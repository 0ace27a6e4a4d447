"""Splits a line into phrases, and finds their content words."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from shared.core.data import read_yaml
from shared.language.particles import MAX_PARTICLE, PARTICLES

COMMA = re.compile(r"\s*[,;]\s+(?![^()]*\))|\s+·\s+(?![^()]*\))")
MAX_WORDS = 7
"""Maximum number of words of a phrase; a longer one is a sentence and is not split at commas."""

ALTERNATIVES = re.compile(r"\bor\b|또는|혹은|이나\s|\betc\b|등(?=\s|[)을의]|$)|\bsimilar\b|/", re.IGNORECASE)
WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z0-9]*(?:[.+#&/-][A-Za-z0-9+#]+)*[+#]*|\d+(?:\.\d+)*")
YEARS = re.compile(r"(\d{1,2})\s*(?:\+|~\s*\d+)?\s*(?:년|years?|yrs?)", re.IGNORECASE)
HANGUL = re.compile("[가-힣]")
MIN_LETTERS = 2
GOES_ON = frozenset({"including", "such", "like", "and", "or", "ideally", "preferably", "e.g", "with", "for", "in"})


def phrases(line: str) -> list[str]:
    """Return the phrases of a line with one requirement each: `eCRF 입력, SAE 보고` has two."""
    parts = [part.strip(" .,;·") for part in COMMA.split(line)]
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all(map(_stands_alone, parts)):
        return [line.strip()]
    # `3+ years of experience in X, Y`: splitting would attach the years only to X, so the line is kept whole.
    return [line.strip()] if YEARS.search(parts[0]) else parts


def _stands_alone(part: str) -> bool:
    """Return whether a phrase is understandable by itself: `SAE 보고`, not `including hooks` or `productions`."""
    words = part.split()
    if len(words) > MAX_WORDS:
        return False
    return bool(HANGUL.search(part)) or (len(words) > 1 and words[0].casefold() not in GOES_ON)


def years_in(phrase: str) -> int | None:
    """Return the years of experience that a phrase requires, if any."""
    found = YEARS.search(phrase)
    return int(found[1]) if found is not None else None


def content_words(text: str) -> list[str]:
    """Return the content words of a text, without particles and words common to all postings."""
    return list(dict.fromkeys(_content(text)))


def _content(text: str) -> Iterator[str]:
    empty = _empty()
    for found in WORD.finditer(text):
        word = found[0].casefold()
        if HANGUL.match(word):
            word = bare(word, empty)
        if len(word) < MIN_LETTERS or word.isdigit() or word in empty:
            continue
        yield word


def bare(word: str, empty: frozenset[str] = frozenset()) -> str:
    """Return a Korean word without its particle; empty if the rest is one of the `empty` words."""
    if word in empty:
        return ""
    for length in range(min(MAX_PARTICLE, len(word) - MIN_LETTERS), 0, -1):
        if word[-length:] in PARTICLES:
            rest = word[:-length]
            return "" if rest in empty else rest
    return word


@cache
def _empty() -> frozenset[str]:
    data: dict[str, list[str]] = read_yaml(files("shared.postings") / "data" / "words.yaml")
    return frozenset(word for words in data["empty"] for word in words.split())


@cache
def _marks() -> dict[str, re.Pattern[str]]:
    data: dict[str, dict[str, list[str]]] = read_yaml(files("shared.postings") / "data" / "words.yaml")
    return {name: re.compile("|".join(map(_marked, words)), re.IGNORECASE) for name, words in data["marks"].items()}


def _marked(word: str) -> str:
    """Return the pattern of a mark: an English one is a whole word, so that `steps` is no TEPS certificate."""
    return re.escape(word) if HANGUL.search(word) else rf"(?<![a-z]){re.escape(word)}(?:['’]?s)?(?![a-z])"


def has_mark(text: str, mark: str) -> bool:
    """Return whether a phrase is about a `paper` (licence, certificate), a `degree`, or a soft skill (`soft`)."""
    return _marks()[mark].search(text) is not None


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    data: dict[str, dict[str, str]] = read_yaml(files("shared.postings") / "data" / "words.yaml")
    return {word: tuple(others.split()) for group, others in data["shown_by"].items() for word in group.split()}


def shown_by(word: str) -> tuple[str, ...]:
    """Return the words of a résumé that show what a posting calls by this word: `insurer` for `insurance`."""
    return _meanings().get(word, ())
