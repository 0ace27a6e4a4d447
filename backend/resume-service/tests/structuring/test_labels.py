"""Labels of lines and heads, the corpus that they are learnt from, and what they change in a reading."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from resume_service.imports.structuring.labels.reading import Head, heads_of
from resume_service.imports.structuring.labels.tagger import tag_heads, tag_lines, tagger_of
from resume_service.imports.structuring.labels.told import parts_by_rules
from resume_service.imports.structuring.labels.words import tokens_of
from resume_service.imports.structuring.lines import Line, read_lines
from resume_service.imports.structuring.rules import structure_by_rules

from train.corpus import sample, samples
from train.documents import document
from train.fitting import accuracy, confusion, head_sequences, line_sequences
from train.heads import EACH, forms, lines_of

BACKEND = Path(__file__).parents[3]
BUILD = """
import sys
from pathlib import Path
from train.fitting import SETS, build
for name in SETS:
    build(name, Path(sys.argv[1]), 12)
"""
NEVER_HEARD = """
Wilhelmina Strand
w.strand@example.org

Vessels

Sous Chef at Vaxholm Harbour Kitchen   March 2019 – Present
- Managed three kitchen sections in a busy environment

Line Cook at Gruney Bay Inn   May 2014 – February 2019
- Prepared two hundred covers a day
"""

UNDATED = """
Bramwell Tate
bramwell@example.org

EXPERIENCE

Larkspur Opera Company
Production Intern
- Prepared the weekly rota for three stages

Fenland Arts Nonprofit Inc
Community Outreach Coordinator
- Ran workshops in twelve schools

Harbor Music Store LLC
Retail Sales Associate
- Handled cash and stock levels
"""


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- documents are made up, and the same for the same seed


def labels_of(text: str) -> dict[str, str]:
    lines = read_lines(text)
    tags = tag_lines(lines, parts_by_rules(lines))
    return {line.text: tag.label for line, tag in zip(lines, tags, strict=True)}


def test_each_line_has_a_label() -> None:
    labels = labels_of(NEVER_HEARD)

    assert labels["Wilhelmina Strand"] == "name"
    assert labels["w.strand@example.org"] == "contact"
    assert labels["Line Cook at Gruney Bay Inn   May 2014 – February 2019"] == "work:head"
    assert labels["Prepared two hundred covers a day"] == "work:body"


def test_words_of_a_head_have_labels_and_keep_their_brackets_and_dots() -> None:
    heads = [
        [Line(0, "Overnight Baker, Copperfield Foods Inc.   March 2020 – Present")],
        [Line(2, "Counter Clerk, Orchard Row Books   May 2016 – February 2020")],
    ]

    first, second = tag_heads("work", heads)

    assert [(one.label, one.text) for one in first[:2]] == [
        ("position", "Overnight Baker"),
        ("company", "Copperfield Foods Inc."),
    ]
    assert [(one.label, one.text) for one in second[:2]] == [
        ("position", "Counter Clerk"),
        ("company", "Orchard Row Books"),
    ]
    assert all(0 < one.confidence <= 1 for one in (*first, *second))


def test_the_lines_of_a_part_are_heads_and_what_is_below_them() -> None:
    tags = ["name", "work:head", "work:more", "work:body", "work:role", "work:body", "edu:head"]

    assert heads_of(tags, "work") == [Head((1, 2), (3,)), Head((4,), (5,), role=True)]
    assert heads_of(tags, "edu") == [Head((6,), ())]


def test_a_document_is_made_the_same_for_the_same_seed() -> None:
    assert document(seeded(7)) == document(seeded(7))
    assert document(seeded(7)) != document(seeded(8))


def test_at_least_forty_families_are_made_and_held_out_ones_are_never_trained_on() -> None:
    assert sum(map(len, forms().values())) >= 40
    for kind, listed in forms().items():
        held_out = {form for at, form in enumerate(listed) if at % EACH == EACH - 1}
        assert len(held_out) >= 3, kind
        assert len(set(listed)) == len(listed), kind


def test_what_a_head_does_not_say_goes_with_its_sign() -> None:
    assert lines_of("{c}[, {l}] | {p}\n{d}", {"c": "Acme", "p": "Baker", "l": "Leeds", "d": ""}, options=True) == [
        [("Acme", "company"), (", ", "O"), ("Leeds", "place"), (" | ", "O"), ("Baker", "position")],
    ]
    assert lines_of("{c}[, {l}]", {"c": "Acme", "l": "Leeds"}, options=False) == [[("Acme", "company")]]


@pytest.mark.parametrize("seed", range(6))
def test_labels_are_found_again_after_a_document_was_written_and_read(seed: int) -> None:
    made = sample(seeded(seed), held_out=False)

    assert made is not None
    assert all(len(one.tokens) == len(tokens_of(one.line.text)) for one in made.lines)
    assert Counter(one.tag for one in made.lines)["name"] == 1


def test_the_weights_are_built_bit_for_bit_whatever_the_order_of_sets(tmp_path: Path) -> None:
    folders = [tmp_path / "1", tmp_path / "2"]
    for folder in folders:
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": folder.name}
        subprocess.run([sys.executable, "-c", BUILD, str(folder)], check=True, env=environment, cwd=BACKEND)

    for name in ("lines", "heads"):
        first, second = ((folder / f"{name}.crfsuite").read_bytes() for folder in folders)
        assert first == second
        assert len(first) > 1_000


@pytest.mark.parametrize(("make", "name", "least"), [(line_sequences, "lines", 0.93), (head_sequences, "heads", 0.93)])
def test_the_weights_know_forms_of_heads_that_they_were_not_trained_on(make: Any, name: str, least: float) -> None:
    counts = confusion(tagger_of(name), make(samples(20, seed=99, held_out=True), seeded(1)))

    assert accuracy(counts) >= least, counts.most_common(20)


def test_jobs_without_dates_are_jobs_of_their_own() -> None:
    def companies(*, labelled: bool) -> list[str]:
        content: Any = structure_by_rules(UNDATED, labelled=labelled).content
        return [job["company"] for job in content["work_experiences"]]

    assert companies(labelled=False) == ["Larkspur Opera Company"] * 3
    assert companies(labelled=True) == [
        "Larkspur Opera Company",
        "Fenland Arts Nonprofit Inc",
        "Harbor Music Store LLC",
    ]


def test_a_document_that_the_rules_read_as_a_whole_is_not_read_anew(corpus: Any) -> None:
    for example in corpus[:6]:
        rules, both = structure_by_rules(example.text, labelled=False), structure_by_rules(example.text)

        assert (both.content, both.unparsed) == (rules.content, rules.unparsed)
