"""Finds the labels of a document's lines after it was written and read again: by the words that both have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from resume_service.imports.structuring.labels.words import tokens_of
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.vocabulary import key

from train.documents import Row

MIN_SHARE = 0.6
"""Of a line's words, how many have to be found for it to have a label."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line as it was read: its label, none if its words were not found, and those of its tokens."""

    line: Line
    tag: str | None
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A word as it was written."""

    word: str
    label: str
    row: int


def aligned(rows: Sequence[Row], lines: Sequence[Line]) -> list[Labelled]:
    """The lines with the labels of the rows that they came from."""
    sources = list(_sources(rows))
    places: dict[str, list[int]] = defaultdict(list)
    for at, source in enumerate(sources):
        places[source.word].append(at)
    used = [False] * len(sources)
    return [_aligned(line, rows, sources, places, used) for line in lines]


def _sources(rows: Sequence[Row]) -> list[Source]:
    return [
        Source(word, label, number)
        for number, row in enumerate(rows)
        for text, label in row.pieces
        for word in tokens_of(text)
        if word[0].isalnum()
    ]


def _aligned(
    line: Line, rows: Sequence[Row], sources: Sequence[Source], places: dict[str, list[int]], used: list[bool]
) -> Labelled:
    tokens = tokens_of(line.text)
    found: list[Source | None] = [None] * len(tokens)
    at, last = 0, -1
    while at < len(tokens):
        if not tokens[at][0].isalnum():
            at += 1
            continue
        begin, run = _longest(tokens, at, sources, places, used, last)
        if not run:
            at += 1
            continue
        matched = 0
        while matched < run:
            if tokens[at][0].isalnum():
                found[at] = sources[begin + matched]
                used[begin + matched] = True
                last = begin + matched
                matched += 1
            at += 1
    words = sum(token[0].isalnum() for token in tokens)
    known = [one for one in found if one is not None]
    if not words or len(known) < MIN_SHARE * words:
        # Letters that were set apart are read as words.
        same = next((row.tag for row in rows if key(row.text) == key(line.text)), None)
        return Labelled(line, same, ("O",) * len(tokens))
    labels = [None if one is None else one.label for one in found]
    return Labelled(line, rows[known[0].row].tag, tuple(_between(labels, at) for at in range(len(labels))))


def _longest(
    tokens: Sequence[str], at: int, sources: Sequence[Source], places: dict[str, list[int]], used: list[bool], last: int
) -> tuple[int, int]:
    """Where the longest run of words begins that stands at `at`, and how long it is; the one right behind is first."""
    words = [token for token in tokens[at:] if token[0].isalnum()]
    best, length = 0, 0
    for begin in places.get(words[0], ()):
        run = 0
        while run < len(words) and begin + run < len(sources) and not used[begin + run]:
            if sources[begin + run].word != words[run]:
                break
            run += 1
        if run > length or (run and run == length and begin == last + 1):
            best, length = begin, run
    return best, length


def _between(labels: Sequence[str | None], at: int) -> str:
    """The label of a token; a sign has that of the words around it if they are one field."""
    label = labels[at]
    if label is not None:
        return label
    before = next((one for one in reversed(labels[:at]) if one is not None), None)
    behind = next((one for one in labels[at + 1 :] if one is not None), None)
    return before if before is not None and before == behind else "O"
