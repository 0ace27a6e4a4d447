"""Search for many words in a text at once: Korean ones at the beginning of a word, English ones as whole words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import normalize

K = TypeVar("K")

TOKEN = re.compile(r"[\uAC00-\uD7A3]+|[A-Za-z\u00C0-\u024F0-9]+(?:[+#]+|(?:[.'’&/-][A-Za-z0-9]+)*)")
HANGUL = re.compile(r"[\uAC00-\uD7A3]")
SHORT = 4
"""Maximum letters of a word in capitals (`RN`, `SRE`) that only matches in capitals."""

ENDINGS = frozenset({"", "s", "es"})


@dataclass(frozen=True, slots=True)
class Found(Generic[K]):
    """An entry found in a text: its key and the range of its words."""

    key: K
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry(Generic[K]):
    words: tuple[str, ...]
    key: K
    capitals: bool


class Lexicon(Generic[K]):
    """Words mapped to keys. The time of `find` depends on the text and not on the number of words."""

    def __init__(self, entries: Iterable[tuple[str, K]]) -> None:
        self._by_first: Mapping[str, list[_Entry[K]]] = _indexed(entries)
        self._longest = max(map(len, self._by_first), default=0)

    def find(self, text: str) -> list[Found[K]]:
        """Return all entries in `text`, in its order; entries with the same words are adjacent."""
        tokens = [(found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]
        return list(self._found(tokens))

    def keys(self, text: str) -> list[K]:
        """Return the keys of the entries in `text`, each once, in its order."""
        return list(dict.fromkeys(found.key for found in self.find(text)))

    def _found(self, tokens: list[tuple[str, int, int]]) -> Iterator[Found[K]]:
        for index, (token, start, _) in enumerate(tokens):
            for first in _beginnings(token, self._longest):
                for entry in self._by_first.get(first, ()):
                    end = _end(entry, tokens, index)
                    if end is not None:
                        yield Found(entry.key, start, end)


def _indexed(entries: Iterable[tuple[str, K]]) -> Mapping[str, list[_Entry[K]]]:
    by_first: defaultdict[str, list[_Entry[K]]] = defaultdict(list)
    for text, key in entries:
        whole = normalize("NFC", text)
        capitals = whole.isupper() and whole.isascii() and len(whole) <= SHORT
        words = tuple(found[0] if capitals else found[0].casefold() for found in TOKEN.finditer(whole))
        if words:
            by_first[words[0].casefold()].append(_Entry(words, key, capitals))
    return by_first


def _beginnings(token: str, longest: int) -> Iterator[str]:
    """Yield possible first words of an entry at this token: for Korean every prefix, because particles may follow."""
    if HANGUL.match(token):
        yield from (token[:length] for length in range(1, min(len(token), longest) + 1))
        return
    folded = token.casefold()
    yield folded
    for ending in ("s", "es"):
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            yield folded.removesuffix(ending)


def _end(entry: _Entry[K], tokens: list[tuple[str, int, int]], index: int) -> int | None:
    """Return the end of the entry if it begins at the token `index`, otherwise `None`."""
    if index + len(entry.words) > len(tokens):
        return None
    for offset, word in enumerate(entry.words):
        token, start, end = tokens[index + offset]
        last = offset == len(entry.words) - 1
        if not _matches(token, word, last=last, capitals=entry.capitals):
            return None
        if last:
            return start + len(word) if HANGUL.match(token) else end
    return None


def _matches(token: str, word: str, *, last: bool, capitals: bool) -> bool:
    if HANGUL.match(word):
        return token.startswith(word) if last else token == word
    if capitals:
        return token in (word, f"{word}s")
    folded = token.casefold()
    return folded == word or (last and folded.startswith(word) and folded[len(word) :] in ENDINGS)
