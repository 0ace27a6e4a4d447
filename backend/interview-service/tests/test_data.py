"""The question bank keeps what the product promises about it."""

from collections import Counter

import pytest
from interview_service.questions.models import DIFFICULTIES, QUESTION_TYPES
from interview_service.questions.packs import GENERAL, Pack, question_bank

from shared.resumes.document import HANGUL
from shared.skills.index import skill_index

PACKS = [pack for skill, pack in sorted(question_bank().packs.items()) if skill != GENERAL]


def test_there_are_packs_of_known_skills_for_at_least_sixty_and_for_every_area() -> None:
    assert {pack.skill for pack in PACKS} <= set(skill_index().by_id)
    assert len(PACKS) >= 60
    areas = Counter(skill_index().by_id[pack.skill].area for pack in PACKS)
    assert set(areas) == {"backend", "frontend", "data", "mobile", "devops", "practice"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.skill)
def test_a_pack_has_every_type_and_every_difficulty(pack: Pack) -> None:
    assert {question.type for question in pack.questions} == set(QUESTION_TYPES)
    assert {question.difficulty for question in pack.questions} == set(DIFFICULTIES)


def test_the_general_pack_fills_every_cell_twice() -> None:
    cells = Counter((question.type, question.difficulty) for question in question_bank().packs[GENERAL].questions)

    assert cells == {(kind, difficulty): 2 for kind in QUESTION_TYPES for difficulty in DIFFICULTIES}


def test_no_question_stands_twice_in_the_whole_bank() -> None:
    for language in ("ko", "en"):
        questions = Counter(
            question.wording(language).question
            for pack in question_bank().packs.values()
            for question in pack.questions
        )
        assert [question for question, count in questions.items() if count > 1] == []


@pytest.mark.parametrize("pack", [*PACKS, question_bank().packs[GENERAL]], ids=lambda pack: pack.skill)
def test_both_languages_are_what_they_say_and_say_as_much(pack: Pack) -> None:
    for question in pack.questions:
        assert HANGUL.search(question.ko.question)
        assert not HANGUL.search(question.en.question + question.en.intent)
        assert len(question.ko.covers) == len(question.en.covers)
        assert len(question.ko.follow_ups) == len(question.en.follow_ups)
