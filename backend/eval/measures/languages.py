"""Whether it is said in the language that was asked for, and in Korean with the right particles."""

import re
from collections.abc import Iterator, Mapping, Sequence

from eval.answers import Item, Question
from eval.measures.base import Case, Figure, judged
from shared.language.detecting import is_in
from shared.language.particles import particle
from shared.skills.index import skill_index

PAIRS: Mapping[str, tuple[str, str]] = {
    one: pair
    for pair in (
        ("은", "는"),
        ("이", "가"),
        ("을", "를"),
        ("과", "와"),
        ("으로", "로"),
        ("이라는", "라는"),
        ("이란", "란"),
    )
    for one in pair
}
QUOTATIVE = ("이라고", "라고")
"""라고 is right behind any quotation."""

END = r"(?=[\s,.?!)\]…]|$)"
BEHIND_QUOTE = re.compile(rf"[\"“]([^\"”\n]*)[\"”](이라고|이라는|라는|으로|이란|란|은|는|이|가|을|를|과|와|로){END}")
BEHIND_FIGURE = re.compile(rf"(?<![\w.])(\d[\d,.]*)\s?(%|[A-Za-z]{{1,3}})?(으로|은|는|을|를|과|와|로){END}")
BEHIND_NAME = re.compile(rf"(?<![\w.])([A-Za-z][\w.+#/-]*)(으로|은|는|을|를|과|와|로){END}")
BEHIND_WORD = re.compile(rf"([가-힣]+)(을|를|와|으로){END}")
UNITS: Mapping[str, str] = {
    "%": "퍼센트",
    "ms": "밀리초",
    "s": "초",
    "h": "시간",
    "g": "그램",
    "kg": "킬로그램",
    "mm": "밀리미터",
    "cm": "센티미터",
    "m": "미터",
    "km": "킬로미터",
    "ml": "밀리리터",
    "mL": "밀리리터",
    "L": "리터",
    "kB": "킬로바이트",
    "KB": "킬로바이트",
    "MB": "메가바이트",
    "GB": "기가바이트",
    "TB": "테라바이트",
    "V": "볼트",
    "kV": "킬로볼트",
    "W": "와트",
    "kW": "킬로와트",
}
"""How units are said; kept here by hand, so that a mistake of the product's own table shows."""

NO_PARTICLE = frozenset({"가을", "마을", "노을", "고을", "서로", "앞으로", "도와", "나와", "와와", "다와", "들와"})
"""Words that end as if a particle stood there."""


def language_purity(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions and items that are in the language that was asked for, with all that belongs to them:
    follow-ups, intent, what good answers cover; title, description, milestones.

    Quotes and names may be in another. Cannot see clumsy or translated language.
    """
    return [judged("questions in the language", _questions(cases)), judged("path items in the language", _items(cases))]


def particles(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of Korean texts in which every particle fits what it follows: behind quotation marks, figures with their
    units, names of known technologies, and 을, 를, 와, 으로 behind Korean words.

    Names in Latin letters whose reading nobody has written down are not judged, nor pairs such as 은 and 는 behind
    Korean words, where endings of verbs look the same.
    """
    return [judged("Korean particles right", _particles(cases))]


def wrong_particle(text: str) -> str | None:
    """The first wrong particle of a text with what it follows."""
    for what, spoken, given in _pairs(text):
        right = particle(spoken, *PAIRS[given]) if given in PAIRS else _quotative(spoken, given)
        if given != right:
            return f"{what}{given}, not {right}"
    return None


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    """What stands in front of a particle, how it is spoken, and the particle."""
    for found in BEHIND_QUOTE.finditer(text):
        if (spoken := _spoken(found[1])) is not None:
            yield f"…{found[1][-12:]}", spoken, found[2]
    for found in BEHIND_FIGURE.finditer(text):
        unit = found[2] or ""
        spoken = UNITS.get(unit) if unit else found[1].rstrip(".,")
        if spoken is not None:
            yield found[1] + unit, spoken, found[3]
    for found in BEHIND_NAME.finditer(text):
        skill = skill_index().named(found[1])
        if skill is not None:
            yield found[1], skill.reading_of(found[1]), found[2]
    for found in BEHIND_WORD.finditer(text):
        if found[0] not in NO_PARTICLE:
            yield found[1], found[1], found[2]


def _spoken(quote: str) -> str | None:
    """How the end of a quotation is said, where anybody can tell."""
    end = quote.rstrip(" .)]'’")
    last = end.rsplit(" ", 1)[-1]
    unit = re.search(r"\d\s?(%|[A-Za-z]{1,3})$", end)
    if unit is not None:
        return UNITS.get(unit[1])
    if end and ("가" <= end[-1] <= "힣" or end[-1].isdigit()):
        return end
    skill = skill_index().named(last)
    return skill.reading_of(last) if skill is not None else None


def _quotative(spoken: str, given: str) -> str:
    return given if given == "라고" else particle(spoken, *QUOTATIVE)


def _questions(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for made in case.sets:
            for question in made.questions:
                other = next((text for text in _texts(question) if not is_in(made.language, text, terms=True)), None)
                yield case.person.id, question.question, f"not {made.language}: {other}" if other is not None else None


def _items(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for _, path in case.paths:
            for item in path.items:
                other = next((text for text in texts_of(item) if not is_in(path.language, text, terms=True)), None)
                yield case.person.id, item.title, f"not {path.language}: {other}" if other is not None else None


def _particles(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        texts = [
            text
            for made in case.sets
            if made.language == "ko"
            for question in made.questions
            for text in (question.question, *question.follow_ups)
        ]
        texts += [
            text
            for _, path in case.paths
            if path.language == "ko"
            for item in path.items
            for text in (item.title, item.reason)
        ]
        for text in texts:
            yield case.person.id, text, wrong_particle(text)


def _texts(question: Question) -> tuple[str, ...]:
    return tuple(
        text
        for text in (question.question, *question.follow_ups, question.intent, *question.what_good_answers_cover)
        if text
    )


def texts_of(item: Item) -> tuple[str, ...]:
    """What an item says by itself; a milestone is a text, or an object with one."""
    milestones = (
        one if isinstance(one, str) else str(one.get("text") or one.get("title") or "") for one in item.milestones
    )
    return tuple(text for text in (item.title, item.description, *milestones) if text)
