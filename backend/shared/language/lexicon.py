"""Search for many words in a text at once: Korean ones at the beginning of a word, English ones as whole words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        self._lengths = _lengths(self._by_first)

    def find(self, text: str) -> list[Found[K]]:
        """Return all entries in `text`, in its order; entries with the same words are adjacent."""
        tokens = [(found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]
        return list(self._found(tokens))

    def keys(self, text: str) -> list[K]:
        """Return the keys of the entries in `text`, each once, in its order."""
        return list(dict.fromkeys(found.key for found in self.find(text)))

    def _found(self, tokens: list[tuple[str, int, int]]) -> Iterator[Found[K]]:
        for index, (token, start, _) in enumerate(tokens):
            for first in self._beginnings(token):
                for entry in self._by_first.get(first, ()):
                    end = _end(entry, tokens, index)
                    if end is not None:
                        yield Found(entry.key, start, end)

    def _beginnings(self, token: str) -> Sequence[str]:
        """What an entry may begin with at this token: of a Korean one each beginning, since particles follow."""
        if "\uac00" <= token[0] <= "\ud7a3":
            return [token[:length] for length in self._lengths.get(token[0], ()) if length <= len(token)]
        folded = token.casefold()
        if folded[-1] != "s":
            return (folded,)
        bare = (folded.removesuffix(end) for end in ("s", "es") if folded.endswith(end) and len(folded) > len(end) + 2)
        return (folded, *bare)


def _indexed(entries: Iterable[tuple[str, K]]) -> Mapping[str, list[_Entry[K]]]:
    by_first: defaultdict[str, list[_Entry[K]]] = defaultdict(list)
    # Lists repeat each other's words: each is read once.
    read: dict[str, tuple[tuple[str, ...], bool]] = {}
    for text, key in entries:
        if text not in read:
            read[text] = _words(text)
        words, capitals = read[text]
        if words:
            by_first[words[0].casefold()].append(_Entry(words, key, capitals))
    return by_first


def _words(text: str) -> tuple[tuple[str, ...], bool]:
    """The words of an entry, and whether it is looked for in capitals only."""
    whole = normalize("NFC", text)
    capitals = whole.isupper() and whole.isascii() and len(whole) <= SHORT
    return tuple(found[0] if capitals else found[0].casefold() for found in TOKEN.finditer(whole)), capitals


def _lengths(words: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Return the lengths of the words that begin with each letter."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word[0]].add(len(word))
    return {letter: sorted(lengths) for letter, lengths in found.items()}


def _end(entry: _Entry[K], tokens: list[tuple[str, int, int]], index: int) -> int | None:
    """Return the end of the entry if it begins at the token `index`, otherwise `None`."""
    if len(entry.words) == 1 and not entry.capitals:
        # The lookup has matched its only word.
        token, start, end = tokens[index]
        return start + len(entry.words[0]) if "\uac00" <= token[0] <= "\ud7a3" else end
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
