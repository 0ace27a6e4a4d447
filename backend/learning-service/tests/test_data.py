"""The data keep what the product promises about them."""

from collections import Counter
from datetime import date

import pytest
from learning_service.catalogue.library import library
from learning_service.catalogue.resources import STACKS, Catalogue, CatalogueEntry, Reader, Subject
from learning_service.paths.assessing.models import Practice
from learning_service.paths.writing.pages import ANYONE, PRACTICES
from learning_service.paths.writing.texts import phrases, practices
from pydantic import ValidationError

from shared.professions.library import heads, profession
from shared.resumes.document import HANGUL, Language
from shared.skills.index import skill_index

CATALOGUE = list(library().catalogue.by_id.values())
COMPETENCIES = {f"{head}.{one.id}": one for head in heads() for one in profession(head).competencies}


def test_there_is_a_unit_for_every_skill() -> None:
    assert set(library().units) == set(skill_index().by_id)


def test_the_catalogue_has_at_least_600_entries_and_each_address_once() -> None:
    assert len(CATALOGUE) >= 600
    assert max(Counter(entry.url.rstrip("/") for entry in CATALOGUE).values()) == 1
    assert {entry.kind for entry in CATALOGUE} == {"official_docs", "standard", "book", "course", "guide"}
    assert {entry.language for entry in CATALOGUE} == {"ko", "en"}


def test_the_catalogue_names_known_skills_only_and_has_two_for_each() -> None:
    counts = Counter(skill for entry in CATALOGUE for skill in entry.skills)

    assert set(counts) == set(skill_index().by_id)
    assert min(counts.values()) >= 2


def test_the_catalogue_names_known_competencies_only() -> None:
    named = {one for entry in CATALOGUE for one in entry.competencies}

    assert {one for one in named if not one.startswith("anyone.")} <= set(COMPETENCIES)
    wanted = {one for group in (*PRACTICES.values(), *ANYONE.values()) for one in group}
    assert {one for one in named if one.startswith("anyone.")} <= wanted


@pytest.mark.parametrize("competency", sorted(COMPETENCIES))
def test_every_competency_has_something_official_and_free(competency: str) -> None:
    about = library().catalogue.about(competency, *COMPETENCIES[competency].skills)

    assert any(entry.official and entry.free for entry in about)


def test_the_days_on_which_addresses_were_looked_up_are_past() -> None:
    assert all(entry.seen <= date(2027, 1, 1) for entry in CATALOGUE if entry.seen is not None)
    assert sum(entry.seen is not None for entry in CATALOGUE) > 450


def test_an_entry_teaches_something() -> None:
    with pytest.raises(ValidationError, match="neither a skill nor a competency"):
        CatalogueEntry.model_validate({**CATALOGUE[0].model_dump(), "skills": (), "competencies": ()})


def test_two_resources_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two resources have the id"):
        Catalogue([CATALOGUE[0], CATALOGUE[0]])


@pytest.mark.parametrize("skill", sorted(library().units))
def test_a_unit_is_whole_in_both_languages(skill: str) -> None:
    unit = library().units[skill]

    for step in (unit.mend, unit.deepen):
        assert 4 <= step.hours <= 40
        assert len(step.ko.milestones) == len(step.en.milestones) >= 3
        assert HANGUL.search(step.ko.title)
        assert not HANGUL.search(step.en.title + step.en.description)


@pytest.mark.parametrize("practice", sorted(PRACTICES))
def test_a_practice_is_whole_in_both_languages(practice: Practice) -> None:
    step = practices()[practice]

    assert len(step.ko.milestones) == len(step.en.milestones)
    assert len(step.ko.milestones) in (3, 4)
    assert "{topic" in step.ko.title
    assert "{topic" in step.en.title


def test_the_phrases_are_the_same_in_both_languages() -> None:
    ko, en = phrases("ko").model_dump(), phrases("en").model_dump()

    for name in ("reasons", "states", "gap_titles", "strengths", "deepen"):
        assert set(ko[name]) == set(en[name])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_reader_gets_pages_in_their_language_where_there_are_any(language: Language) -> None:
    chosen = library().catalogue.choose([Subject(skills=("python",))], Reader(language))

    assert chosen[0].language == language


@pytest.mark.parametrize("skill", sorted(library().units))
def test_who_reads_english_gets_pages_in_english(skill: str) -> None:
    chosen = library().catalogue.choose([Subject(skills=(skill,))], Reader("en"))

    assert {resource.language for resource in chosen} == {"en"}
    assert any(resource.official and resource.free for resource in chosen)


@pytest.mark.parametrize("topic", ["concurrency", "testing", "rest-api", "microservices", "authentication"])
def test_who_works_with_kotlin_gets_no_pages_about_other_stacks(topic: str) -> None:
    stack = frozenset({"kotlin", "java"})
    chosen = library().catalogue.choose([Subject(skills=(topic,))], Reader("en", stack))

    for resource in chosen:
        needed = STACKS.intersection(library().catalogue.by_id[resource.id].skills)
        assert not needed or needed & stack
        assert ".NET" not in resource.title


def test_what_a_phrase_names_is_looked_for_within_the_profession() -> None:
    subject = Subject.of_text("HACCP documentation", "cook")
    chosen = library().catalogue.choose([subject, Subject(("cook.food_safety",))], Reader("en"))

    about = [one for resource in chosen for one in library().catalogue.by_id[resource.id].competencies]
    assert about
    assert all(one.startswith("cook.") for one in about[:1])
