"""Postings that are written as a letter: each requirement and duty becomes a phrase of its own."""

from shared.postings.lines import lines_of
from shared.postings.prose import is_prose, pieces

LETTER = (
    "We are a bakery of twelve people in Leith. You'll plan the night shift, order the flour, and then train whoever "
    "joins us. We need someone who has run a deck oven, and who can lift a sack of flour. A driving licence would be a "
    "big help. The salary is £29,000 with 28 days of holiday."
)
KOREAN = (
    "저희는 열두 명이 일하는 동네 빵집입니다. 야간 생산 일정을 짜고 원재료 발주를 맡게 됩니다. "
    "데크 오븐을 다뤄 본 경험이 있으신 분을 찾습니다. 제과기능사가 있으면 더 좋겠습니다. "
    "연봉은 3,400만 원이고 4대보험과 주 5일 휴가 제도가 있습니다. "
    "함께 일하는 사람들은 대부분 이 동네에서 오래 살아온 분들이고, 가게는 역에서 걸어서 오 분 거리에 있습니다."
)


def test_a_letter_is_split_by_what_it_asks_for() -> None:
    assert list(pieces(LETTER)) == [
        ("We are a bakery of twelve people in Leith", None),
        ("plan the night shift, order the flour", "duty"),
        ("train whoever joins us", "duty"),
        ("has run a deck oven", "required"),
        ("can lift a sack of flour", "required"),
        ("A driving licence would be a big help", "preferred"),
        ("The salary is £29,000 with 28 days of holiday", "condition"),
    ]


def test_duties_after_a_colon_are_told_one_by_one() -> None:
    told = "You'll look after the shop: opening it at six, counting the till, and cleaning the ovens every night."
    assert list(pieces(told)) == [
        ("opening it at six", "duty"),
        ("counting the till", "duty"),
        ("cleaning the ovens every night", "duty"),
    ]


def test_a_korean_letter_too() -> None:
    assert [kind for _, kind in pieces(KOREAN)] == [None, "duty", "required", "preferred", "condition", None]


def test_only_paragraphs_of_several_sentences_are_letters() -> None:
    assert is_prose(LETTER)
    assert is_prose(KOREAN)
    assert not is_prose("Plan the night shift. Order the flour.")
    assert not is_prose("Plan the night shift " * 20)


def test_the_phrases_become_lines_of_the_posting() -> None:
    assert [(line.kind, line.text) for line in lines_of(LETTER)][1:4] == [
        ("duty", "plan the night shift, order the flour"),
        ("duty", "train whoever joins us"),
        ("required", "has run a deck oven"),
    ]
