"""The lines of a document that no field holds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from unicodedata import normalize

from resume_service.imports.structuring.lines import LENGTH, Line, is_furniture
from resume_service.imports.structuring.words.dates import LONG_BEHIND, MONTHS_LONG, find_months, months_of
from resume_service.imports.structuring.words.vocabulary import HANGUL, key, skill_groups, vocabulary
from resume_service.resumes.models import JsonObject
from resume_service.resumes.periods import OPEN_END

TOKEN = re.compile(r"[^\W_]+")
LABEL = re.compile(r"([^:：]{1,30})[:：]")
AMOUNT = re.compile(r"(\d{1,6})(?:명|인)?")
MIN_PART = 8
"""This many letters and digits of a line in the middle of a value are no accident."""


@dataclass(slots=True)
class Node:
    """A place in a trie: what may follow, and whether a phrase ends here."""

    following: "dict[str, Node]" = field(default_factory=dict[str, "Node"])
    ends: bool = False


class Trie:
    """Phrases by their words, to find the longest one that begins at some word."""

    def __init__(self) -> None:
        self._root = Node()

    def add(self, tokens: Iterable[str]) -> None:
        """Take a phrase."""
        node = self._root
        for token in tokens:
            node = node.following.setdefault(token, Node())
        node.ends = node is not self._root

    def longest(self, tokens: list[str], start: int) -> int:
        """How many words the longest phrase has that stands at `start`; 0 for none."""
        node, found = self._root, 0
        for count in range(1, len(tokens) - start + 1):
            following = node.following.get(tokens[start + count - 1])
            if following is None:
                break
            node = following
            if node.ends:
                found = count
        return found


class Held:
    """What the fields of a résumé hold."""

    def __init__(self, content: JsonObject) -> None:
        self._trie = Trie()
        self._numbers: set[int] = set()
        self._months: set[str] = set()
        keys: list[str] = []
        for value in scalars(content):
            if isinstance(value, str):
                keys += [key(piece) for piece in value.split("\n")]
                self._take(value)
            elif isinstance(value, int) and not isinstance(value, bool):
                self._numbers.add(value)
        self._whole = "\0".join(keys)
        if "present" in self._months:
            for open_end in OPEN_END:
                self._trie.add(tokens_of(open_end))

    def holds(self, text: str) -> bool:
        """Whether every word of the line `text` stands in a field, or says nothing by itself."""
        if LENGTH.fullmatch(text):
            # How long something took, which its dates say as well.
            return True
        whole = key(text)
        if len(whole) >= MIN_PART and whole in self._whole:
            return True
        found = LABEL.match(text)
        labels = vocabulary()
        if found is not None and (key(found[1]) in labels.any_label or labels.heading(found[1]) is not None):
            # `성    명 : 김민수`
            text = text[found.end() :]
        text = LONG_BEHIND.sub(" ", MONTHS_LONG.sub(" ", text))
        for begin, finish, month in reversed(list(find_months(text))):
            if month in self._months:
                text = f"{text[:begin]} {text[finish:]}"
        words = tokens_of(text)
        position = 0
        while position < len(words):
            step = max(self._trie.longest(words, position), _known_phrases().longest(words, position))
            if step == 0 and not self._is_number(words[position]):
                return False
            position += step or 1
        return True

    def _take(self, value: str) -> None:
        self._months |= months_of(value)
        for piece in value.split("\n"):
            words = tokens_of(piece)
            self._trie.add(words)
            if piece.startswith(("http://", "https://")):
                self._trie.add(words[1:])
                self._trie.add(tokens_of(piece.rstrip("/").rpartition("/")[2]))
            elif len(piece) <= 5 and HANGUL.match(piece):
                # A name may be spaced out.
                self._trie.add(piece)

    def _is_number(self, word: str) -> bool:
        found = AMOUNT.fullmatch(word)
        return found is not None and int(found[1]) in self._numbers


def leftovers(text: str, lines: list[Line], headings: frozenset[int], content: JsonObject) -> Iterator[str]:
    """The rows of `text` with something in them that no field holds, in their order.

    `lines` are those that were read of `text`, `headings` the numbers of those which are nothing else.
    """
    held = Held(content)
    rows = text.split("\n")
    known: set[int] = set()
    lost: set[int] = set()
    for line in lines:
        found = line.number in headings or held.holds(line.text)
        # Of a row with two tables beside each other both have to be held.
        (known if found else lost).update(range(line.number, line.number + line.rows))
    known -= lost
    return (
        row.strip()
        for number, row in enumerate(rows)
        if number not in known and TOKEN.search(row) and not is_furniture(row.strip())
    )


def scalars(value: object) -> Iterator[object]:
    """All values in `value` that are neither an object nor a list."""
    if isinstance(value, dict):
        for member in value.values():  # pyright: ignore[reportUnknownVariableType]  any JSON
            yield from scalars(member)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for member in value:  # pyright: ignore[reportUnknownVariableType]  any JSON
            yield from scalars(member)  # pyright: ignore[reportUnknownArgumentType]
    elif value is not None:
        yield value


def tokens_of(text: str) -> list[str]:
    """The words of `text` without case, width and punctuation."""
    return TOKEN.findall(normalize("NFKC", text).casefold())


@cache
def _known_phrases() -> Trie:
    """Labels, names of groups, levels and the like, which say nothing without what stands beside them."""
    words = vocabulary()
    trie = Trie()
    for phrase in (*words.phrases, *skill_groups().names):
        trie.add(tokens_of(phrase))
        trie.add(["".join(tokens_of(phrase))])
    return trie
