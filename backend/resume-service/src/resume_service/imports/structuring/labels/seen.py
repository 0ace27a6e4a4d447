"""What the tagger takes the words of heads for: a second reading, with which that of the rules is compared."""

from collections.abc import Sequence

from resume_service.imports.structuring.labels.reading import Head, heads_of
from resume_service.imports.structuring.labels.tagger import Field, Tag, tag_heads
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.models import Seen
from resume_service.imports.structuring.words.vocabulary import key

ReadHead = tuple[Head, list[Field]]


def read_heads(lines: Sequence[Line], tags: Sequence[Tag], part: str) -> list[ReadHead]:
    """The heads of a part, each with its fields."""
    heads = heads_of([tag.label for tag in tags], part)
    return list(zip(heads, tag_heads(part, [[lines[at] for at in head.lines] for head in heads]), strict=True))


def seen_in(heads: Sequence[ReadHead]) -> Seen:
    """By the words, without case and signs, the surest label that they have in a head, and how sure it is."""
    found: dict[str, tuple[str, float]] = {}
    for _, fields in heads:
        for field in fields:
            word = key(field.text)
            if word and field.confidence > found.get(word, ("", 0.0))[1]:
                found[word] = field.label, field.confidence
    return found
