"""docs/security.md says what `make attack` tries, and names tests that are there."""

import re

from attack.__main__ import ALONE, AMONG_OTHERS
from attack.report import Finding, Row, counted, table
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| `(?P<name>[a-z]+)` \| (?P<tried>[^|]+) \| (?P<must_be>[^|]+) \| `[^|]+` \|$", re.MULTILINE)
TEST = re.compile(r"`((?:[a-z-]+/)?tests/[\w/]+\.py)`")


def test_the_document_lists_every_attack_in_order() -> None:
    shown = [(found["name"], found["tried"], found["must_be"]) for found in LINE.finditer(DOCUMENT)]

    attacks = {**ALONE, **AMONG_OTHERS}
    assert shown == [(name, attack.tried, attack.must_be) for name, attack in attacks.items()]


def test_every_promise_names_tests_that_are_there() -> None:
    promises = DOCUMENT.partition("## What is held")[2].partition("## What is not promised")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ")][2:]

    assert rows
    assert all(TEST.search(row) for row in rows)
    named = set(TEST.findall(DOCUMENT))
    assert {name for name in named if not (REPOSITORY / "backend" / name).is_file()} == set()


def test_what_does_not_hold_is_said_with_what_got_through() -> None:
    held = Row("a", "0 of 2", counted([], 2, "delivered"))
    broken = Row("b", "0 of 2", counted(["this one"], 2, "delivered"))
    unmeasured = Row("c", "0 of 2", Finding("not measured: TimeoutError", held=False))

    shown = table([held, broken, unmeasured]).splitlines()

    assert shown[2:5] == [
        "| a | delivered 0 of 2 | 0 of 2 | yes |",
        "| b | delivered 1 of 2 | 0 of 2 | NO |",
        "| c | not measured: TimeoutError | 0 of 2 | NO |",
    ]
    assert shown[5:] == ["", "b:", "- this one"]
