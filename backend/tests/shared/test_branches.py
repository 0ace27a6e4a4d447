"""People are asked about situations of their own branch of a trade, and of those that the whole trade shares."""

import pytest

from shared.language.lexicon import Lexicon
from shared.professions.library import heads, profession, situation_words
from shared.profiles.branches import Branches

MIN_FOR_ALL = 2
"""Minimum number of situations that may be asked of anybody in the trade."""


def allowed(profession_id: str, *texts: str) -> set[tuple[str, int]]:
    branches = Branches(profession_id, texts)
    return {
        (one.id, number)
        for one in profession(profession_id).competencies
        for number, _ in enumerate(one.situations)
        if branches.allow(one, number)
    }


def test_a_payroll_specialist_is_not_asked_about_recruiting_unless_the_posting_says_so() -> None:
    payroll = "급여대장을 만들고 4대 보험을 신고했습니다"

    assert ("payroll_admin", 0) in allowed("human_resources", payroll)
    assert ("recruiting", 0) not in allowed("human_resources", payroll)
    assert ("recruiting", 0) in allowed("human_resources", payroll, "채용 공고 작성과 지원자 관리")


def test_a_ward_nurse_is_not_asked_about_a_central_line_in_an_emergency() -> None:
    assert ("handover", 0) in allowed("nurse", "내과 병동에서 3교대로 근무")
    assert ("infection_control", 0) not in allowed("nurse", "내과 병동에서 3교대로 근무")
    assert ("infection_control", 0) in allowed("nurse", "Staff nurse, ICU")


@pytest.mark.parametrize("profession_id", sorted(heads()))
def test_some_situations_are_for_everybody_in_the_trade(profession_id: str) -> None:
    name = profession(profession_id).name

    assert len(allowed(profession_id, name.ko, name.en)) >= MIN_FOR_ALL


@pytest.mark.parametrize("profession_id", sorted(heads()))
def test_a_situation_is_allowed_by_each_word_that_it_needs(profession_id: str) -> None:
    for competency in profession(profession_id).competencies:
        for number, situation in enumerate(competency.situations):
            for word in situation.needs.all if situation.needs is not None else ():
                assert Lexicon([(word, True)]).keys(word), word
                assert (competency.id, number) in situation_words(profession_id).keys(word), word
