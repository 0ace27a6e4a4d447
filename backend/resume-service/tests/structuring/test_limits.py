"""Hostile documents cost no more than others: what is read is bounded, and the rest comes back."""

from time import process_time

import pytest
from resume_service.imports.structuring.lines import (
    MAX_CHARACTERS,
    MAX_LINE_LENGTH,
    MAX_LINES,
    cleaned,
    read_lines,
)
from resume_service.imports.structuring.rules import structure_by_rules

pytestmark = pytest.mark.unmeasured

SECONDS = 2.0
LENGTH = 500_000

HOSTILE = {
    "one line": "a" * LENGTH,
    "one line of words": "word " * (LENGTH // 5),
    "short lines": "abcd\n" * (LENGTH // 5),
    "bullets": "- x\n" * (LENGTH // 4),
    "bare bullets": "-\n" * (LENGTH // 2),
    "digits and dots": "1." * (LENGTH // 2),
    "lines of digits and dots": ("1." * 1_900 + "\n") * 130,
    "lines of dates": ("2020.01~2021.02 " * 240 + "\n") * 130,
    "lines of brackets": ("(a) " * 960 + "\n") * 130,
    "lines of addresses": ("a@b.c " * 640 + "\n") * 130,
    "lines of columns": ("a | b " * 640 + "\n") * 130,
    "lines of colons": ("a: " * 1_300 + "\n") * 130,
    "headings": "경력\n학력\n" * (LENGTH // 6),
    "jobs": "경력\n" + "Acme | Engineer | 2020.01 ~ 2021.01\n- did it\n" * 10_000,
    "jobs told again and again": ("경력\n" + "".join(f"A{n} 2020.01 ~ 현재\n- x\n" for n in range(990))) * 12,
    "places below a job": "Experience\nAcme 2020.01 ~ 2021.01\n" + "Berlin, Germany\n" * 30_000,
    "projects": "프로젝트\n" + "".join(f"P{n} 2020.01 ~ 2021.01\n- x{n} y{n}\n" for n in range(15_000)),
    "skills": "기술\n" + "".join(f"- {n}a, {n}b, {n}c\n" for n in range(20_000)),
    "schools": "학력\n" + "한국대학교 2020.01 ~ 2021.01\n" * 20_000,
    "a broken item": "경력\n- " + ("word " * 15 + "\n  ") * 6_000,
}


@pytest.mark.usefixtures("full_speed")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_takes_no_time(name: str) -> None:
    started = process_time()
    structure_by_rules(HOSTILE[name])

    assert process_time() - started < SECONDS


def test_what_is_not_read_comes_back() -> None:
    lines = [f"문장 {number} 번입니다" for number in range(MAX_LINES + 50)]

    assert structure_by_rules("\n".join(lines)).unparsed[-50:] == tuple(lines[-50:])


def test_a_line_that_is_too_long_comes_back_and_the_others_are_read() -> None:
    long = "가" * (MAX_LINE_LENGTH + 1)

    structured = structure_by_rules(f"김민수\n{long}\nminsu@example.com\n")

    assert structured.content["name"] == "김민수"
    assert structured.unparsed == (long,)


def test_a_line_that_the_limit_cuts_is_not_read() -> None:
    text = "a" * 3_000 + "\n"
    lines = read_lines(cleaned(text * (MAX_CHARACTERS // len(text) + 2)))

    assert {len(line.text) for line in lines} == {3_000}
