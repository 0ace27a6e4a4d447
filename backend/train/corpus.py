"""The generated corpus: documents written, read again as the service reads them, with the labels of their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from resume_service.imports.extraction.formats import detect
from resume_service.imports.extraction.reading import read
from resume_service.imports.extraction.workers.limits import Limits
from resume_service.imports.structuring.layout.forms import unfolded
from resume_service.imports.structuring.layout.tidying import tidied
from resume_service.imports.structuring.lines import cleaned, read_lines

from train.aligning import Labelled, aligned
from train.documents import document
from train.writing import WRITERS

LIMITS = Limits(30, 20, 512)
SHARES = ("text", "text", "text", "markdown", "docx", "pdf", "pdf")


@dataclass(frozen=True, slots=True)
class Sample:
    """A document as it was read, its lines labelled."""

    lines: Sequence[Labelled]
    kind: str


def samples(count: int, seed: int, *, held_out: bool = False) -> Iterator[Sample]:
    """Documents; the same for the same seed. Those whose lines were not all found again are left out."""
    for number in range(count):
        found = sample(Random(f"{seed}-{number}"), held_out=held_out)
        if found is not None:
            yield found


def sample(random: Random, *, held_out: bool) -> Sample | None:
    """One document, or none if it cannot be labelled."""
    rows, language = document(random, held_out=held_out)
    kind = random.choice(SHARES)
    data = WRITERS[kind](rows, random, language)
    found, _ = read(str(detect(data)), data, LIMITS)
    text = cleaned(found.text)
    same = text.count("\n") == found.text.count("\n")
    looks = {number: block.look for number, block in found.rows()} if same else {}
    lines = aligned(rows, unfolded(tidied(read_lines(text, looks))))
    return Sample(lines, kind) if lines and all(line.tag for line in lines) else None
