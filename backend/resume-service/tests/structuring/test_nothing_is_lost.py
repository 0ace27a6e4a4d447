"""All that stands in a document is placed, listed, or known furniture: its characters are counted."""

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

import pytest
from resume_service.imports.structuring.layout.forms import unfolded
from resume_service.imports.structuring.layout.leftovers import scalars
from resume_service.imports.structuring.layout.sections import split
from resume_service.imports.structuring.lines import BAR_LIKE, cleaned, is_furniture, read_lines
from resume_service.imports.structuring.rules import structure_by_rules
from resume_service.imports.structuring.words.dates import MONTHS_LONG, find_months
from resume_service.imports.structuring.words.vocabulary import skill_groups, vocabulary
from resume_service.resumes.periods import OPEN_END

from shared.testing.scoring import Example

WORD = re.compile(r"[^\W_]+")
AMOUNT = re.compile(r"^(\d{1,6})(?:명|인)$")
"""How many people, which is kept as a number."""
SPACED = re.compile(r"^(?:[가-힣] +){1,3}[가-힣](?= *[:：])")
"""`성    명 :`, a label that was made as wide as the others."""
LENGTH = re.compile(r"\d{1,2} ?(?:years?|yrs?|months?|mos?|년|개월)", re.IGNORECASE)
"""How long something took, which the dates beside it say as well."""


def words_of(text: str) -> list[str]:
    return [AMOUNT.sub(r"\1", word) for word in WORD.findall(normalize("NFKC", text).casefold())]


def known() -> set[str]:
    """Words that say nothing by themselves: headings, labels, names of groups, open ends of dates."""
    words = vocabulary()
    phrases = (*words.phrases, *skill_groups().names, *words.headings, *OPEN_END)
    return {word for phrase in phrases for word in (*words_of(phrase), "".join(words_of(phrase)))}


def unaccounted(text: str) -> Iterator[str]:
    """The words of a document in no value and in no row that came back; a word in a value accounts for one like it."""
    structured = structure_by_rules(text)
    held = Counter(word for value in scalars(structured.content) for word in words_of(str(value)))
    furniture = known()
    text = cleaned(text)
    headings = split(unfolded(read_lines(text))).headings
    for number, row in enumerate(text.split("\n")):
        if row.strip() in structured.unparsed or number in headings or is_furniture(row.strip()):
            continue
        rest = SPACED.sub(lambda found: found[0].replace(" ", ""), BAR_LIKE.sub("|", row.strip()))
        rest = LENGTH.sub(" ", MONTHS_LONG.sub(" ", rest))
        for begin, finish, _ in reversed(list(find_months(rest))):
            # Dates are kept as numbers.
            rest = f"{rest[:begin]} {rest[finish:]}"
        for word in words_of(rest):
            if held[word] > 0:
                held[word] -= 1
            elif word not in furniture and not any(word in value for value in held):
                yield word


def letters(text: str) -> int:
    return sum(map(len, words_of(text)))


def test_every_character_of_a_document_is_accounted_for(corpus: list[Example], holdout: list[Example]) -> None:
    for example in [*corpus, *holdout]:
        lost = list(unaccounted(example.text))

        assert (sum(map(len, lost)), letters(example.text) > 0) == (0, True), (example.name, lost)


UNTOLD = (
    "The quick brown fox | 1234 | jumps",
    "혼자 서 있는 문장 하나",
    "Zyx: Wvu Tsr",
    "* Qpo nml 77 *",
    "기타사항: 해당 없음 42",
    "x" * 5_000,
)


@pytest.mark.parametrize("row", UNTOLD, ids=range(len(UNTOLD)))
@pytest.mark.parametrize("place", ["top", "bottom", "within a job", "below the schools"])
def test_a_row_is_never_lost_wherever_it_stands(row: str, place: str) -> None:
    rows = [
        *("Nora Lindgren", "nora@example.com", ""),
        *("Experience", "", "Harbour Clinic | Registered Nurse | May 2018 - Jun 2020", "- Cut falls by 12%", ""),
        *("Education", "", "BSc Nursing, Uppsala University, 2014 - 2018"),
    ]
    rows.insert({"top": 0, "bottom": len(rows), "within a job": 6, "below the schools": len(rows) - 1}[place], row)

    lost = list(unaccounted("\n".join(rows)))

    assert (sum(map(len, lost)), lost) == (0, [])
