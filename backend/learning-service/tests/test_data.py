"""The library keeps what the product promises about it."""

from collections import Counter

import pytest
from learning_service.catalogue.library import library

from shared.resumes.document import HANGUL
from shared.skills.index import skill_index

CATALOGUE = list(library().catalogue.by_id.values())


def test_there_is_a_unit_for_every_skill() -> None:
    assert set(library().units) == set(skill_index().by_id)


def test_the_catalogue_has_at_least_150_entries_and_each_once() -> None:
    assert len(CATALOGUE) >= 150
    assert max(Counter(entry.url for entry in CATALOGUE).values()) == 1
    assert {entry.kind for entry in CATALOGUE} == {"official_docs", "standard", "book", "course", "guide"}
    assert {entry.language for entry in CATALOGUE} == {"ko", "en"}


def test_the_catalogue_names_known_skills_only_and_has_two_for_each() -> None:
    counts = Counter(skill for entry in CATALOGUE for skill in entry.skills)

    assert set(counts) == set(skill_index().by_id)
    assert min(counts.values()) >= 2


def test_roles_expect_known_skills_only() -> None:
    for role in library().roles:
        assert set(role.expects) <= set(skill_index().by_id)


@pytest.mark.parametrize("skill", sorted(library().units))
def test_a_unit_is_whole_in_both_languages(skill: str) -> None:
    unit = library().units[skill]

    for step in (unit.mend, unit.deepen):
        assert 4 <= step.hours <= 40
        assert len(step.ko.milestones) == len(step.en.milestones) >= 3
        assert HANGUL.search(step.ko.title)
        assert not HANGUL.search(step.en.title + step.en.description)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_reader_gets_pages_in_their_language_where_there_are_any(language: str) -> None:
    chosen = library().catalogue.choose("python", ("beginner", "intermediate"), "ko" if language == "ko" else "en")

    assert chosen[0].language == language


@pytest.mark.parametrize("skill", sorted(library().units))
def test_who_reads_english_gets_pages_in_english(skill: str) -> None:
    chosen = library().catalogue.choose(skill, ("beginner", "intermediate"), "en")

    assert {resource.language for resource in chosen} == {"en"}


@pytest.mark.parametrize("title", ["QA Engineer", "품질관리 매니저", "SDET"])
def test_who_tests_has_a_role(title: str) -> None:
    assert next(role.role for role in library().roles if any(word in title.casefold() for word in role.words)) == "qa"
