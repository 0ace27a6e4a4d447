"""What an interviewer must not ask is refused, and what only sounds like it is let through."""

import json
import re
from pathlib import Path

import pytest

from shared.protected.checking import protected_in
from shared.protected.models import context, topics

HERE = Path(__file__).parent


def texts(name: str) -> list[str]:
    """A set of texts; those of other hands say with each text what it is about."""
    rows = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return [row if isinstance(row, str) else row["text"] for row in rows]


@pytest.mark.parametrize("name", ["own", "blind"])
def test_what_must_not_be_asked_is_refused(name: str) -> None:
    missed = [text for text in texts(f"{name}_forbidden") if protected_in(text) is None]

    assert missed == []


@pytest.mark.parametrize("name", ["own", "blind"])
def test_what_may_be_asked_is_let_through(name: str) -> None:
    refused = [(text, topic) for text in texts(f"{name}_allowed") if (topic := protected_in(text)) is not None]

    assert refused == []


def test_the_sets_of_other_hands_are_large_enough() -> None:
    assert min(len(texts("blind_forbidden")), len(texts("blind_allowed"))) >= 60


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("'출산휴가 대체 인력 3명 채용'이라고 쓰셨습니다. 인수인계는 어떻게 하셨나요?", "출산휴가 대체 인력 3명 채용"),
        ("노동조합 홈페이지를 왜 그 구조로 바꾸셨나요?", "노동조합 홈페이지 개편"),
        ("You wrote 'marriage registry migration'. What broke first?", "marriage registry migration"),
        ("병역 사이트의 응답 시간은 어떻게 재셨나요?", "병역 사이트 응답 시간 40% 단축"),
    ],
)
def test_words_of_the_person_are_free(text: str, quote: str) -> None:
    assert protected_in(text, [quote]) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("'노동조합 홈페이지 개편'을 하셨군요. 조합원이신가요?", "노동조합 홈페이지 개편"),
        ("출산휴가 제도를 다루셨는데, 출산 계획이 있으신가요?", "출산휴가 제도 개편"),
        ("You built a marriage registry. Are you married?", "marriage registry migration"),
    ],
)
def test_a_quote_frees_no_question_about_the_person(text: str, quote: str) -> None:
    assert protected_in(text, [quote]) is not None


@pytest.mark.parametrize(
    "text",
    ["ARE YOU MARRIED?", "Are You Pregnant?", "Have you had IVF?", "Are you marrİed?", "Any medical hiſtory?"],
)
def test_case_hides_nothing(text: str) -> None:
    assert protected_in(text) is not None


def test_english_patterns_are_in_lower_case() -> None:
    """They are searched in lower case, so a capital would never be found; `\\S` and the like are no capitals."""
    english = [
        one
        for topic in topics()
        for each in (topic.asks, topic.nouns, topic.words, topic.work)
        for one in each.get("en", [])
    ]
    english += [one for lists in (context().others, context().work, context().ban) for one in lists["en"]]

    assert len(english) > 500
    assert [one for one in english if re.search(r"(?<!\\)[A-Z]", one)] == []


@pytest.mark.parametrize(
    "text",
    [
        "종\u200b교가 있으신가요?",
        "결혼은\u202e 하셨나요?",
        "Are you mar\u00adried?",
        "자녀는 몇 명인가요?\n감사합니다.",
    ],
)
def test_characters_that_show_nothing_hide_nothing(text: str) -> None:
    assert protected_in(text) is not None


def test_every_topic_rests_on_a_law_of_korea_and_one_from_elsewhere() -> None:
    for topic in topics():
        korean = [law for law in topic.law if any("가" <= letter <= "힣" for letter in law)]
        assert korean, topic.id
        assert len(korean) < len(topic.law) or topic.id == "region", topic.id


def test_the_topics_are_those_of_the_issue() -> None:
    wanted = {
        *(
            "age",
            "birth",
            "family",
            "children",
            "marriage",
            "pregnancy",
            "health",
            "disability",
            "religion",
            "politics",
        ),
        *("union", "origin", "region", "military", "looks", "property", "family_pay"),
    }

    assert wanted <= {topic.id for topic in topics()}


@pytest.mark.parametrize("text", ["", " ", "?", "가", "a" * 20_000, "건강 " * 4_000, "do you " * 4_000, "\n" * 9_000])
def test_odd_texts_are_no_questions(text: str) -> None:
    assert protected_in(text) is None
