"""All that stands in a document is placed, listed, or known furniture: its characters are counted."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from resume_service.imports.structuring.leftovers import scalars
from resume_service.imports.structuring.lines import cleaned, is_furniture, read_lines
from resume_service.imports.structuring.rules import structure_by_rules
from resume_service.imports.structuring.sections import split
from resume_service.imports.structuring.vocabulary import skill_groups, vocabulary

from shared.testing.scoring import Example

WORD = re.compile(r"[^\W\d_]+")


def letters(text: str) -> str:
    return "".join(WORD.findall(normalize("NFKC", text).casefold()))


def unaccounted(text: str) -> Iterator[str]:
    """The words of a document that are in no value, in no line that came back, and nothing that rules know."""
    structured = structure_by_rules(text)
    values = "\0".join(letters(str(value)) for value in scalars(structured.content))
    words = vocabulary()
    known = {letters(phrase) for phrase in (*words.phrases, *skill_groups().names, *words.headings)}
    known |= {part for phrase in (*words.phrases, *skill_groups().names) for part in WORD.findall(phrase.casefold())}
    headings = split(read_lines(cleaned(text))).headings
    for number, row in enumerate(cleaned(text).split("\n")):
        if row.strip() in structured.unparsed or number in headings or is_furniture(row.strip()):
            continue
        for word in map(letters, WORD.findall(row)):
            if len(word) > 3 and word not in values and word not in known:
                yield word


def test_every_character_of_a_document_is_accounted_for(corpus: list[Example], holdout: list[Example]) -> None:
    for example in [*corpus, *holdout]:
        total = len(letters(example.text))
        lost = list(unaccounted(example.text))
        # Months by their names and open ends are dates, which are kept as numbers.
        dated = [word for word in lost if not MONTH.fullmatch(word)]

        assert (sum(map(len, dated)), total > 0) == (0, True), (example.name, dated)


MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|present|current|now|ongoing|현재|재직중|years?|months?|개월"
)
