"""The two taggers: weights that were fitted on made documents, and the labels that they give with how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pycrfsuite

from resume_service.imports.structuring.labels.heads import Token, head_features, tokens_of_head
from resume_service.imports.structuring.labels.lines import line_features
from resume_service.imports.structuring.labels.told import kinds_by_rules
from resume_service.imports.structuring.layout.sections import Parts
from resume_service.imports.structuring.lines import Line

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Tag:
    """A label, and the share of all readings of the document that have it there."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Field:
    """Words of a head that are one thing."""

    label: str
    text: str
    confidence: float
    line: int


def tag_lines(lines: Sequence[Line], parts: Parts) -> list[Tag]:
    """The label of each line; `parts` are those that the rules see."""
    return _tagged("lines", line_features(lines, kinds_by_rules(parts)))


def tag_heads(part: str, heads: Sequence[Sequence[Line]]) -> list[list[Field]]:
    """The fields of each head; `heads` are all those of a part of a document, each with its lines."""
    found: list[list[Field]] = []
    for lines, features in zip(heads, head_features(part, heads), strict=True):
        found.append(_fields(lines, tokens_of_head(lines), _tagged("heads", features)))
    return found


def _tagged(name: str, features: list[list[str]]) -> list[Tag]:
    if not features:
        return []
    tagger = tagger_of(name)
    tagger.set(features)
    labels = tagger.tag()
    return [Tag(label, tagger.marginal(label, at)) for at, label in enumerate(labels)]


@cache
def tagger_of(name: str) -> pycrfsuite.Tagger:
    """The tagger for `lines` or for `heads`, read once a process."""
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(_weights(name))
    return tagger


@cache
def _weights(name: str) -> bytes:
    """The weights of a tagger, which reads them where they are for as long as it lives."""
    return (files("resume_service.imports.structuring.labels") / "weights" / f"{name}.crfsuite").read_bytes()


def _fields(lines: Sequence[Line], tokens: Sequence[Token], tags: Sequence[Tag]) -> list[Field]:
    """Neighbouring tokens of one label together; a sign between words of a label belongs to them."""
    found: list[Field] = []
    at = 0
    while at < len(tokens):
        label, line = tags[at].label, tokens[at].line
        end = at + 1
        while end < len(tokens) and tags[end].label == label and tokens[end].line == line:
            end += 1
        if label != OUTSIDE:
            text = lines[line].text
            begin, finish = _whole(text, tokens[at].begin, tokens[end - 1].end)
            sure = min(tag.confidence for tag in tags[at:end])
            found.append(Field(label, text[begin:finish], sure, line))
        at = end
    return found


def _whole(text: str, begin: int, end: int) -> tuple[int, int]:
    """The place of words with the brackets and the dot that belong to them: `(주)미르`, `Acme Inc.`."""
    inner = text[begin:end]
    if inner.count(")") > inner.count("(") and text[:begin].endswith("("):
        begin -= 1
    elif inner.count("(") > inner.count(")") and text[end : end + 1] == ")":
        end += 1
    if text[end : end + 1] == "." and inner[-1:].isalpha() and inner.rpartition(" ")[2].lower() in ABBREVIATED:
        end += 1
    return begin, end


ABBREVIATED = frozenset(
    {
        "inc",
        "ltd",
        "co",
        "corp",
        "llc",
        "st",
        "jr",
        "sr",
        "dept",
        "univ",
        "b.s",
        "b.a",
        "m.s",
        "m.a",
        "ph.d",
        "a.a.s",
        "m.ed",
        "ll.b",
        "b.sc",
        "m.sc",
        "b.v",
        "e.v",
    }
)
"""Words whose dot belongs to them."""
