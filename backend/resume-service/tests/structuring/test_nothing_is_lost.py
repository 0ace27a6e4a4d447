"""All that stands in a document is placed, listed, or known furniture: its characters are counted."""

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

import pytest
from resume_service.imports.structuring.layout.chats import without_speakers
from resume_service.imports.structuring.layout.forms import unfolded
from resume_service.imports.structuring.layout.leftovers import scalars
from resume_service.imports.structuring.layout.sections import split
from resume_service.imports.structuring.layout.tidying import tidied
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
    headings = split(unfolded(tidied(read_lines(without_speakers(text))))).headings
    # Who said it and when is what the messenger printed, and no part of the résumé.
    said = without_speakers(text).split("\n")
    for number, row in enumerate(text.split("\n")):
        if row.strip() in structured.unparsed or number in headings or is_furniture(row.strip()):
            continue
        rest = SPACED.sub(lambda found: found[0].replace(" ", ""), BAR_LIKE.sub("|", said[number].strip()))
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


@pytest.mark.unmeasured
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


LIFE = """이 력 서

성 명 : 표승재

기 간 | 학 력 및 경 력 사 항 | 비 고
2002. 3. ~ 2009. 2. | 중원과학대학교 산업공학과 졸업 | 청주
2003. 9. ~ 2005. 9. | 육군 병장 만기전역 | 보급병
2009. 4. ~ 2013. 1. | ㈜동림정밀 생산관리팀 사원 | 자동차 부품
2013. 2. ~ 현재 | ㈜세화포장 생산관리팀 대리
"""
CHAT = """[표승재] [오후 2:10] 표승재 / 울산 북구
[정비소] [오후 2:11] 경력 남겨주세요
[표승재] [오후 2:12] 경력
2020.02~2024.03 (주)바른정비 정비반장
- 엔진 교체
[표승재] [오후 2:15] 학력: 울산바다공고 기계과 졸업(2008)
"""
SIDEBAR = """Nora Lindgren
nora@example.com

경력
기술
Python
Kotlin
Airflow
Docker
한빛소프트 2022.03 – 재직 중
백엔드 개발자
- 정산 서버 개발

ㅡ | Go and quarterly budgets
Skills | by the hour
"""


@pytest.mark.parametrize("text", [LIFE, CHAT, SIDEBAR], ids=["a table of a life", "a chat", "a sidebar"])
def test_nothing_is_lost_that_was_put_in_another_order(text: str) -> None:
    lost = [word for word in unaccounted(text) if word != "ᅳ"]

    assert (sum(map(len, lost)), lost) == (0, [])
