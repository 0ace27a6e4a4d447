"""What a Korean clause measures: the figure that changed, or that says how well it went."""

import re
from collections.abc import Iterator, Sequence

from shared.claims.figures import Figure
from shared.claims.found import Measured, Span
from shared.claims.hangul import Word, phrase_before
from shared.claims.models import Direction, Measure
from shared.claims.pairs import Pair
from shared.claims.vocabulary import english, korean

TAIL = re.compile(
    r"(?:\s?(?:이상|이하|미만|가량|정도|넘게|내외|수준|포인트|이내))?\s?(으로|로|까지|에|를|을)?\s*(?:이상 |가량 |까지 |크게 )?([가-힣↑↓▲▼]*)"
)
NONE_OF = re.compile(
    r"(무사고|무재해|무결점|무장애|무결근|무지각|무단결근 없음)|(?<=[가-힣])(?:(?:이|가)?|(?P<one> 한 (?:건|번|명|차례|개)(?:의|도)?)) (없이|없음|전무|제로)(?![가-힣])"
)
PURPOSE = re.compile(r"[^.,;]{0,10}?(?:기 위|고자 |려고 |도록 |기로 )")
LATIN = re.compile(r"[A-Za-z]{3,}")
SUBJECTS = ("noun", "object", "subject", "topic", "of", "and", "at")
CHANGES = ("times", "fraction")
SPEEDS = ("속도", "성능", "응답")
"""What is told in seconds, so that less is better."""
LEVELS = ("percent", "score", "time", "money", "rate", "amount")


def measures_in(text: str, words: Sequence[Word], figures: Sequence[Figure], pairs: Sequence[Pair]) -> list[Measured]:
    """The measures of a clause in their order; versions are none."""
    found = [
        _of_pair(text, words, figures, pair)
        for pair in pairs
        if not pair.version and PURPOSE.match(text, pair.end) is None
    ]
    taken = {id(figure) for pair in pairs for figure in (pair.first, pair.last)}
    for figure in figures:
        if figure.plain and id(figure) not in taken:
            single = _of_one(text, words, figures, figure)
            if single is not None:
                found.append(single)
    found.extend(_of_nothing(text, words, figures))
    return sorted(found, key=lambda measured: measured.begin)


def _of_pair(text: str, words: Sequence[Word], figures: Sequence[Figure], pair: Pair) -> Measured:
    subject = pair.subject or _subject(text, words, figures, pair.begin, pair.end)
    direction = pair.direction
    measure = Measure(
        subject=_said(text, subject),
        start=pair.first.of(text),
        end=pair.last.of(text),
        direction=direction,
        better=_better(text, subject, direction, text[pair.end :], pair.first.family or pair.last.family),
    )
    return Measured(measure, pair.begin, pair.end, subject, (pair.first, pair.last))


def _of_one(text: str, words: Sequence[Word], figures: Sequence[Figure], figure: Figure) -> Measured | None:
    """A single figure that tells a change (`40% 단축`), where it came to (`280ms로 단축`), or none of something (`0건`)."""
    known = korean()
    tail = TAIL.match(text, figure.end)
    particle, verb = (tail[1], tail[2]) if tail is not None else (None, "")
    direction = _direction(verb)
    told = direction is not None or _begins(verb, known.better) or _begins(verb, known.worse)
    if PURPOSE.match(text, figure.end):
        return None
    subject = _subject(text, words, figures, figure.start, figure.end)
    written = figure.of(text)
    if figure.sign:
        direction = "up" if figure.sign == "+" else "down"
        measure = Measure(
            _said(text, subject), change=written, direction=direction, better=_better(text, subject, direction, "")
        )
        return _made(figure, measure, subject) if subject is not None else None
    if figure.value == 0 and figure.family in ("people", "count", "percent", "money", ""):
        return _made(figure, Measure(_said(text, subject), end=written, better=True), subject)
    reached = _begins(verb, known.reached) and figure.family in LEVELS
    told = told and not (_begins(verb, known.reached) and not reached)
    if not told and not reached and not _stands_alone(text, figure, subject):
        return None
    is_change = figure.family in CHANGES or (told and particle in (None, "을", "를") and not reached)
    if figure.family in CHANGES and direction is None:
        direction = "down" if figure.value < 1 else "up"
        if not told and not _begins(verb, known.better):
            return None
    after = text[figure.end :]
    better = _better(text, subject, direction, after)
    if told and is_change and direction is None and better and subject is not None:
        # `응답 시간 30% 개선`
        direction = {"bad": "down", "good": "up"}.get(_polarity(text[subject[0] : subject[1]]) or "")  # pyright: ignore
    if is_change:
        measure = Measure(_said(text, subject), change=written, direction=direction, better=better)
    elif figure.family in ("percent", "score", "time", "times", "money", "rate", "amount") or told:
        measure = Measure(_said(text, subject), end=written, direction=direction, better=better)
    else:
        return None
    if subject is None and not told:
        return None
    return _made(figure, measure, subject)


def _of_nothing(text: str, words: Sequence[Word], figures: Sequence[Figure]) -> Iterator[Measured]:
    """`무사고 3년`, `지연 없이`."""
    for match in NONE_OF.finditer(text):
        if match[1] is not None:
            years = next((figure for figure in figures if figure.family == "time" and figure.plain), None)
            end = years.of(text) if years is not None else None
            measure = Measure(match[1], end=end, better=True)
            yield Measured(measure, match.start(), match.end(), match.span(1), (years,) if years else ())
        else:
            begin = match.start("one") if match["one"] is not None else match.start(3)
            subject = _subject(text, words, figures, begin + 1, match.end())
            if subject is not None and _polarity(text[subject[0] : subject[1]]) == "bad":
                measure = Measure(_said(text, subject), end=match[3], better=True)
                yield Measured(measure, begin, match.end(3), subject)


def _made(figure: Figure, measure: Measure, subject: Span | None) -> Measured:
    return Measured(measure, figure.start, figure.end, subject, (figure,))


def _stands_alone(text: str, figure: Figure, subject: Span | None) -> bool:
    """Whether a percentage or a score ends a clause that names what it is of: `승소율 73%`."""
    if figure.family not in ("percent", "score") or subject is None:
        return False
    rest = text[figure.end :].strip(" .)")
    return rest == "" and _polarity(text[subject[0] : subject[1]]) is not None


def _subject(text: str, words: Sequence[Word], figures: Sequence[Figure], begin: int, end: int) -> Span | None:
    """What is measured: the noun phrase before the figure, else the object behind it."""
    index = next((place for place in range(len(words) - 1, -1, -1) if words[place].end <= begin), None)
    while index is not None and index >= 0 and _skipped(text, words[index], figures):
        # `목표 대비`
        index -= 2 if text.startswith("대비", words[index].start) else 1
    if index is not None and index >= 0:
        word = words[index]
        if word.role in SUBJECTS and word.base > word.start and (not word.closes or _colon(text, word)):
            return _trimmed(text, words, phrase_before(words, index), index)
    for place, word in enumerate(words):
        if word.start >= end and word.role == "object" and word.base > word.start:
            return _trimmed(text, words, phrase_before(words[: place + 1], place), place)
    return None


def _skipped(text: str, word: Word, figures: Sequence[Figure]) -> bool:
    """Whether a word between the subject and the figure says nothing of it: `평균`, `2년간`, `기존`."""
    if word.role == "break" and not word.closes:
        return text[word.start : word.base] in SKIPPED
    return any(figure.start <= word.start < figure.end and figure.family == "time" for figure in figures)


SKIPPED = frozenset(
    {"평균", "약", "총", "기존", "최대", "무려", "각각", "하루", "월", "연", "주", "전년", "대비", "각", "전월"}
)


def _colon(text: str, word: Word) -> bool:
    return text[word.end : word.end + 1] in (":", ")", "(")


def _trimmed(text: str, words: Sequence[Word], first: int, last: int) -> Span | None:
    """The phrase without words that lead into it."""
    leading = korean().leading
    while first < last and text[words[first].start : words[first].base] in leading:
        first += 1
    span = words[first].start, words[last].base
    return span if span[1] > span[0] else None


def _said(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span is not None else None


def _begins(verb: str, stems: frozenset[str]) -> bool:
    return any(verb[:length] in stems for length in (4, 3, 2, 1)) if verb else False


def _direction(verb: str) -> Direction | None:
    known = korean()
    if _begins(verb, known.down):
        return "down"
    return "up" if _begins(verb, known.up) else None


def _polarity(subject: str) -> str | None:
    """Whether less or more of it is better: the last word of it that is known."""
    known, latin = korean(), english()
    for word in reversed(LATIN.findall(subject)):
        if word.lower() in latin.bad:
            return "bad"
        if word.lower() in latin.good:
            return "good"
    for end in range(len(subject), 0, -1):
        for length in (5, 4, 3, 2):
            part = subject[max(0, end - length) : end]
            if part in known.good:
                return "good"
            if part in known.bad:
                return "bad"
    return None


def _better(text: str, subject: Span | None, direction: Direction | None, after: str, family: str = "") -> bool | None:
    known = korean()
    words = after.split(maxsplit=4)[:4]
    stems = [word.lstrip("로으까지에를을 ") for word in words]
    if any(_begins(stem, known.worse) for stem in stems):
        return False
    polarity = _polarity(text[subject[0] : subject[1]]) if subject is not None else None
    if family == "time" and subject is not None and text[subject[0] : subject[1]].endswith(SPEEDS):
        polarity = "bad"
    if polarity is not None and direction is not None:
        return (polarity == "bad") == (direction == "down")
    if any(_begins(stem, known.better) for stem in stems):
        return True
    return True if polarity == "good" else None
