"""Words of questions and quotes, normalised for comparison."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from shared.core.data import read_yaml
from shared.language.detecting import QUOTED
from shared.language.texts import comparable
from shared.postings.phrases import HANGUL, WORD, bare

SENTENCE = re.compile(r"(?<=[.?!])\s+")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
UNIT = re.compile(r"\s*([%A-Za-z가-힣]?)")
MARK = "\ufffc"
"""Placeholder of a removed quote."""

MIN_HANGUL, MIN_STEM = 2, 3
ENDINGS = ("ings", "ing", "ed", "es", "s", "ly", "ers", "er", "e", "d")
MIN_QUOTED = 12
REMEMBERED = 8_192
VERB = re.compile(r"(?<=[가-힣]{2})(?:하|한|할|함|했|해|되|된|될|됨|됐|돼|시키|시킨|시켰|들|별|적인|적으)[가-힣]*$")
"""Endings that turn a noun into a verb: 개선하신, 개선된."""


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """Words without meaning of their own."""

    english: frozenset[str]
    korean: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether `word` (without particle if Korean) is one of them."""
        if HANGUL.match(word):
            return word.startswith(self.korean)
        return word in self.english or stem(word) in self.english


def own_words(text: str, quotes: Iterable[str] = ()) -> str:
    """Return a question without its quotes, in quotation marks or verbatim, and without sentences that only attribute
    them.
    """
    marked = QUOTED.sub(MARK, text)
    for quote in quotes:
        if len(quote) >= MIN_QUOTED:
            marked = marked.replace(quote, MARK)
    sentences = [sentence for sentence in SENTENCE.split(marked) if sentence.strip()]
    asking = [sentence for sentence in sentences if MARK not in sentence or sentence.rstrip().endswith("?")]
    return " ".join(asking or sentences).replace(MARK, " ")


def cites(text: str, quotes: Iterable[str]) -> bool:
    """Whether a question contains a whole quote, or words of one in quotation marks."""
    said = comparable(text)
    cited = [words for found in QUOTED.finditer(text) if (words := comparable(found[0][1:-1].strip(" .…")))]
    return any(
        comparable(quote).rstrip(" .") in said or any(words in comparable(quote) for words in cited) for quote in quotes
    )


def content_words(text: str) -> list[str]:
    """Return the content words of a text, each once, without particles and common interview words."""
    return list(dict.fromkeys(_content(text)))


def is_weak(word: str) -> bool:
    """Whether a content word only means something with another one: 개발, `project`."""
    return _words()["weak"].has(word)


def figures(text: str) -> set[str]:
    """Return the figures in a text; one-digit figures with their unit, because any list has a 1 and a 2."""
    found: set[str] = set()
    for match in FIGURE.finditer(text):
        number = match[0].replace(",", "")
        unit = UNIT.match(text, match.end())
        found.add(number if len(number) > 1 else number + (unit[1].casefold() if unit is not None else ""))
    return found


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """Return an English word without its ending, good enough to compare `tested` with `testing`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            rest = word.removesuffix(ending)
            return rest[:-1] if len(rest) > MIN_STEM + 1 and rest[-1] == rest[-2] else rest
    return word


class Bag:
    """The content words of texts, with lookup of any form of a word."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = list(texts)
        self._words = {word for text in whole for word in content_words(text)}
        self._stems = {stem(word) for word in self._words if not HANGUL.match(word)}
        self._hangul = tuple(word for word in self._words if HANGUL.match(word))
        # Compounds are written together or apart: 주문 플랫폼, 주문플랫폼.
        self._joined = " ".join("".join(word for word in text.split()) for text in whole if HANGUL.search(text))

    def has(self, word: str) -> bool:
        """Whether any form of `word` occurs in the texts."""
        if word in self._words:
            return True
        if HANGUL.match(word):
            return word in self._joined or any(word.startswith(known) for known in self._hangul if len(known) > 1)
        return stem(word) in self._stems

    def shared(self, words: Iterable[str]) -> list[str]:
        """Return the words that occur in the texts."""
        return [word for word in words if self.has(word)]


def _content(text: str) -> Iterator[str]:
    found: list[str] = WORD.findall(text)
    for written in found:
        if word := _content_word(written):
            yield word


@lru_cache(REMEMBERED)
def _content_word(written: str) -> str:
    """Return the content word that is written so; a Korean one without its particle and without endings that turn it
    into a verb. Empty if it says nothing.
    """
    word = written.casefold()
    if HANGUL.match(word):
        word = VERB.sub("", bare(word))
        says = len(word) >= MIN_HANGUL
    else:
        says = not word[0].isdigit() and len(word) > 1
    return word if says and not _words()["empty"].has(word) else ""


@cache
def _words() -> Mapping[str, EmptyWords]:
    data: dict[str, dict[str, list[str]]] = read_yaml(files("shared.relevance") / "data" / "words.yaml")
    return {
        kind: EmptyWords(
            frozenset(word for line in lists["en"] for word in line.split()),
            tuple(word for line in lists["ko"] for word in line.split()),
        )
        for kind, lists in data.items()
    }
