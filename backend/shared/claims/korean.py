"""What a Korean clause says."""

import re
from collections.abc import Sequence

from shared.claims.figures import Figure
from shared.claims.found import Found, Measured, Span
from shared.claims.hangul import Word, phrase_before, words_in
from shared.claims.korean_measures import measures_in
from shared.claims.models import Change, Count, Kind, Part
from shared.claims.pairs import Pair, technology_before
from shared.claims.vocabulary import korean
from shared.language.particles import FINALS, FIRST_SYLLABLE

NOTE = re.compile(r"\(([^()]{2,40})\)\s*[.。]?\s*\Z")
NO_MEANS = re.compile(r"\d|기준|대비|전년|예정|현재|포함|출처|참고")
COUNTED = frozenset({"people", "count", "money", "area", "data", "amount", "length", "rate"})
TAUGHT = ("교육", "교육과정", "수업", "강의", "멘토링", "강좌", "교실", "학급", "실습")
PEOPLE = (
    *("팀장", "반장", "조장", "과장", "부장", "점장", "실장", "저자", "담당자", "책임자", "관리자", "지도자", "진행자"),
    *(
        "강사",
        "간호사",
        "교사",
        "기사",
        "의사",
        "약사",
        "사원",
        "직원",
        "회원",
        "팀원",
        "연구원",
        "요원",
        "임원",
        "위원",
    ),
    *("학생", "인턴", "대표", "리더", "매니저", "셰프", "엔지니어", "디자이너", "개발자", "마케터", "주임", "회장"),
)
USING = ("통해", "통하여", "이용", "활용", "사용", "토대로", "바탕으로", "기반으로", "덕분")
COORDINATING = ("고", "며", "면서")
MOVED = frozenset({"migrated", "wrote"})
AFTER_CONSONANT, AFTER_VOWEL = frozenset("을이과으"), frozenset("를가와는")
TRAILING = frozenset({"누적", "총", "평균", "합계", "약", "최대", "각각"})
MAX_TERMS = 5
SCALED_HOURS = 100
"""So many hours are a scale: `누적 비행 4,200시간`."""


def read_korean(text: str, figures: Sequence[Figure], pairs: Sequence[Pair]) -> Found:
    """What the clause `text` says."""
    words = words_in(text, figures)
    note = NOTE.search(text)
    body = [word for word in words if word.end <= note.start()] if note is not None else words
    found = Found(own=_own(text, words))
    measured = measures_in(text, body, figures, pairs)
    found.measured = _best(measured)
    found.kind = _kind(text, body)
    found.change = _change(text, body, figures, pairs, found.kind)
    if found.change is not None and found.kind != "wrote":
        found.kind = "migrated"
    if found.measured is not None and _improves(text, body, found.measured):
        found.kind = "improved"
    _find_means(text, body, figures, found, note)
    used = [*_used(found.measured), *(figure for pair in pairs for figure in (pair.first, pair.last))]
    found.count = _count(text, body, figures, used)
    found.terms = _terms(text, words, figures, found)
    return found


def korean_measures(text: str, figures: Sequence[Figure], pairs: Sequence[Pair]) -> list[Measured]:
    """The measures of a sentence that may be cut into clauses."""
    return measures_in(text, words_in(text, figures), figures, pairs)


def _best(measured: Sequence[Measured]) -> Measured | None:
    """The last that tells before and after, which the sentence ends with; else the first."""
    ends = [one for one in measured if one.measure.start is not None]
    return ends[-1] if ends else measured[0] if measured else None


def _used(measured: Measured | None) -> Sequence[Figure]:
    return measured.figures if measured is not None else ()


def _improves(text: str, words: Sequence[Word], measured: Measured) -> bool:
    """Whether the measure is what the clause is about; `없이 2년 운영` says how well something else went."""
    if measured.measure.start is not None or measured.measure.change is not None:
        return True
    if measured.measure.end == "없이":
        return False
    begin = measured.subject[1] if measured.subject is not None else measured.begin
    return _kind(text, [word for word in words if word.start >= begin]) in ("other", "improved")


def _kind(text: str, words: Sequence[Word]) -> Kind:
    known = korean()
    fallback: Kind | None = None
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.role in ("of", "by"):
            continue
        kind, weak = _kind_of(text, word)
        if kind is None:
            continue
        if weak:
            fallback = fallback or kind
            continue
        return _settled(text, words, index, kind)
    if fallback is not None:
        return _settled(text, words, len(words) - 1, fallback)
    doers = [known.doing.get(text[word.start : word.base]) for word in words if word.role == "by"]
    return next((kind for kind in doers if kind is not None), "other")


def _kind_of(text: str, word: Word) -> tuple[Kind | None, bool]:
    known = korean()
    written = text[word.start : word.end]
    for length in (4, 3, 2):
        if written[:length] in known.verbs:
            return known.verbs[written[:length]], written in known.weak
    base = text[word.start : word.base]
    for first in (0, *range(2, max(2, len(base) - 1))):
        doing = known.doing.get(base[first:])
        if doing is not None:
            return doing, base in known.weak
    for length in (4, 3, 2):
        doing = known.doing.get(written[:length])
        if doing is not None and _may_follow(written, length):
            return doing, written[:length] in known.weak
    return None, base in known.weak


def _may_follow(written: str, length: int) -> bool:
    """Whether a noun of doing ends at `length`: 분석이 and 분석을 are forms of 분석, 분석가 is another word."""
    following = written[length : length + 1]
    if following not in korean().endings:
        return False
    closed = (ord(written[length - 1]) - FIRST_SYLLABLE) % FINALS != 0
    return not (following in AFTER_CONSONANT and not closed) and not (following in AFTER_VOWEL and closed)


def _settled(text: str, words: Sequence[Word], index: int, kind: Kind) -> Kind:
    known = korean()
    if kind in ("operated", "planned", "wrote", "researched", "built", "other") and index > 0:
        before = next(
            (word for word in reversed(words[:index]) if not text[word.base - 1 : word.base].isdigit()), words[0]
        )
        named = [text[word.start : word.base] for word in words[max(0, index - 3) : index]]
        if kind in ("operated", "planned") and any(name.endswith(TAUGHT) for name in (named[-1], *named[:-1])):
            return "taught"
    if kind in ("operated", "wrote", "researched", "improved", "cared"):
        bases = [text[word.start : word.base or word.end] for word in words]
        incident = any(base.endswith(tuple(known.incidents)) for base in bases)
        if incident and any(base.startswith(tuple(known.incident_work)) for base in bases[index - 1 :]):
            return "resolved"
    return kind


def _own(text: str, words: Sequence[Word]) -> Part | None:
    known = korean()
    written = [text[word.start : word.end] for word in words]
    if any(word in known.team for word in written):
        return "team"
    return "own" if any(word in known.own for word in written) else None


def _change(
    text: str, words: Sequence[Word], figures: Sequence[Figure], pairs: Sequence[Pair], kind: Kind
) -> Change | None:
    version = next((pair for pair in pairs if pair.version), None)
    if version is not None:
        name = technology_before(text, version.first.start)
        subject = text[name[0] : name[1]] if name is not None else None
        return Change(subject, version.first.of(text), version.last.of(text))
    for index, word in enumerate(words):
        if word.role != "at" or not text.startswith("에서", word.base) or _is_figure(word, figures):
            continue
        target = next((place for place in range(index + 1, min(index + 5, len(words)))), None)
        while target is not None and target < len(words) and words[target].role in ("noun", "of", "and"):
            target += 1
        if target is None or target >= len(words) or words[target].role != "by" or _is_figure(words[target], figures):
            continue
        after, _ = _kind_of(text, words[target + 1]) if target + 1 < len(words) else (None, False)
        if after in MOVED or kind in MOVED:
            first = phrase_before(words, index)
            start = text[words[first].start : word.base]
            subject = None
            return Change(subject, start, text[words[index + 1].start : words[target].base])
    return None


def _is_figure(word: Word, figures: Sequence[Figure]) -> bool:
    return any(figure.start < word.end and word.start < figure.end for figure in figures)


def _find_means(
    text: str, words: Sequence[Word], figures: Sequence[Figure], found: Found, note: re.Match[str] | None
) -> None:
    """Sets `means` and `deed`."""
    measured = found.measured
    if measured is not None and note is not None and NO_MEANS.search(note[1]) is None:
        found.means = note.span(1)
        return
    limit = _limit(words, measured)
    index = limit - 1
    while index >= 0:
        word = words[index]
        if word.role == "by" and not _is_figure(word, figures) and _is_means(text, words, index, found):
            first = phrase_before(words, index)
            found.means = words[first].start, word.base
            return
        if word.role in ("verb", "break") and (measured is not None or _uses(text, word)):
            if _deed(text, words, index, found):
                return
            if word.role == "verb" and not _coordinates(text, word):
                return
        index -= 1


def _limit(words: Sequence[Word], measured: Measured | None) -> int:
    """Before which word the means is looked for."""
    if measured is None:
        return len(words)
    begin = min(measured.begin, measured.subject[0]) if measured.subject is not None else measured.begin
    return next((index for index, word in enumerate(words) if word.start >= begin), len(words))


def _is_means(text: str, words: Sequence[Word], index: int, found: Found) -> bool:
    base = text[words[index].start : words[index].base]
    if base in korean().manners or base.endswith(PEOPLE) or base.endswith("적") or len(base) < 2:
        return False
    if found.measured is None:
        # `웹 예약으로 전환` says into what, `Storybook으로 문서화` with what.
        return found.kind not in MOVED and index + 1 < len(words)
    following = words[index + 1] if index + 1 < len(words) else None
    # The verb behind it makes it a part of a deed: `CI로 옮겨`.
    return following is None or following.role != "verb"


def _uses(text: str, word: Word) -> bool:
    return text.startswith(USING, word.start)


def _coordinates(text: str, word: Word) -> bool:
    return text[word.start : word.end].endswith(COORDINATING)


def _deed(text: str, words: Sequence[Word], index: int, found: Found) -> bool:
    """Whether the verb or the word `words[index]` tells a means: `절차를 고쳐`, `수업을 통해`, `도입 후`."""
    word = words[index]
    written = text[word.start : word.end]
    if word.role == "break":
        if not (_uses(text, word) or written in korean().after) or index == 0:
            return False
        if words[index - 1].role == "before":
            return _object_deed(text, words, index - 1, found)
        before = words[index - 1]
        if before.role not in ("noun", "object") or before.closes or before.base == before.start:
            return False
        found.means = words[phrase_before(words, index - 1)].start, before.base
        return True
    if _coordinates(text, word) or not written.endswith(
        (
            "해",
            "여",
            "서",
            "어",
            "아",
            "켜",
            "워",
            "쳐",
            "춰",
            "꿔",
            "눠",
            "겨",
            "려",
            "내",
            "혀",
            "와",
            "써",
            "개",
            "둬",
            "봐",
            "내어",
            "화해",
            "라",
            "떼",
            "빼",
            "펴",
            "져",
        )
    ):
        return False
    if _object_deed(text, words, index, found):
        return True
    if word.base > word.start and index > 0 and words[index - 1].role == "noun":
        found.means = words[phrase_before(words, index - 1)].start, word.base
        return True
    return False


def _object_deed(text: str, words: Sequence[Word], index: int, found: Found) -> bool:
    """Whether the verb `words[index]` has an object: `절차를 고쳐`."""
    place = next((one for one in range(index - 1, -1, -1) if words[one].role in ("object", "verb")), None)
    if place is None or words[place].role != "object":
        return False
    first = phrase_before(words, place)
    span = _without_figure(text, words, first, place)
    if span is None:
        return False
    found.means = span
    if not _uses(text, words[index]):
        found.deed = words[first].start, words[index].end
    return True


FIGURE = re.compile(r"\s?\d[\d,.]*\s?(?:여\s?)?[가-힣]{0,3}\Z")


def _without_figure(text: str, words: Sequence[Word], first: int, last: int) -> Span | None:
    """`SVG 아이콘` of `SVG 아이콘 38개`."""
    start, end = words[first].start, words[last].base
    figure = FIGURE.search(text[start:end][-16:])
    if figure is not None:
        end -= len(figure[0])
    return (start, end) if end > start else None


def _count(text: str, words: Sequence[Word], figures: Sequence[Figure], used: Sequence[Figure]) -> Count | None:
    taken = {id(figure) for figure in used}
    for figure in figures:
        if id(figure) in taken or not figure.plain or figure.value == 0:
            continue
        if text.startswith((" 없", "도 없", "의 "), figure.end) and figure.value == 1:
            continue
        counted = _counted(text, words, figures, figure)
        if counted is not None:
            return counted
    hours = (figure for figure in figures if figure.unit == "시간" and figure.value >= SCALED_HOURS)
    return next((Count(figure.of(text), None) for figure in hours if id(figure) not in taken), None)


def _counted(text: str, words: Sequence[Word], figures: Sequence[Figure], figure: Figure) -> Count | None:
    before = next((index for index in range(len(words) - 1, -1, -1) if words[index].end <= figure.start), None)
    of: str | None = None
    if before is not None and words[before].role == "noun" and not words[before].closes:
        if not _is_figure(words[before], figures):
            first = phrase_before(words, before, one=True)
            while first < before and text[words[first].start : words[first].base] in korean().leading:
                first += 1
            last = before
            while last > first and text[words[last].start : words[last].base] in TRAILING:
                last -= 1
            of = text[words[first].start : words[last].base]
    if figure.family not in COUNTED:
        patients = figure.unit == "분" and of is not None and of.endswith(tuple(korean().patients))
        return Count(figure.of(text), of) if patients else None
    if of is None or of in korean().places:
        of = _counted_after(text, words, figure) or of
    return Count(figure.of(text), of)


def _counted_after(text: str, words: Sequence[Word], figure: Figure) -> str | None:
    """`행동 로그` of `20억 건의 행동 로그를`."""
    if not text.startswith(("의 ", " "), figure.end):
        return None
    after = [index for index, word in enumerate(words) if word.start >= figure.end]
    if not after or words[after[0]].role not in ("noun", "object", "subject", "of", "and", "topic", "at", "by"):
        return None
    last = after[0]
    while words[last].role in ("noun", "of", "and") and last + 1 < len(words) and not words[last].closes:
        if words[last + 1].role in ("verb", "break", "before"):
            break
        last += 1
    while last > after[0] and words[last].role == "noun" and _kind_of(text, words[last])[0] is not None:
        last -= 1
    if last == after[0] and words[last].role == "noun" and _kind_of(text, words[last])[0] is not None:
        return None
    return text[words[after[0]].start : words[last].base] or None


def _terms(text: str, words: Sequence[Word], figures: Sequence[Figure], found: Found) -> list[Span]:
    chunks: list[tuple[float, Span]] = []
    first: int | None = None
    for index, word in enumerate(words):
        noun = word.base > word.start and word.role not in ("verb", "before", "break") and not _is_figure(word, figures)
        if not noun:
            _close(text, words, first, index - 1, chunks)
            first = None
            continue
        if first is None:
            first = index
        if word.closes or word.role not in ("noun", "of", "and") or (index + 1 < len(words) and words[index + 1].opens):
            _close(text, words, first, index, chunks)
            first = None
    _close(text, words, first, len(words) - 1, chunks)
    return _ranked(text, chunks, found)


def _close(text: str, words: Sequence[Word], first: int | None, last: int, chunks: list[tuple[float, Span]]) -> None:
    """Adds the phrase, without what was done at its end and without words that say nothing."""
    if first is None:
        return
    known = korean()
    generic, leading = known.generic, known.leading
    strong = 0
    while last > first and words[last].role == "noun" and _is_doing(text, words[last]):
        strong += text[words[last].start : words[last].base] not in known.weak
        if strong > 1:
            break
        last -= 1
    while first < last and text[words[first].start : words[first].base] in leading | generic:
        first += 1
    start, end = words[first].start, words[last].base
    phrase = text[start:end]
    if first == last and (phrase in generic or phrase in known.weak or len(phrase) < 2 or _is_doing(text, words[last])):
        return
    score = (
        0.4 * min(last - first + 1, 3) + 0.05 * min(len(phrase), 12) + 0.3 * (not phrase.isalpha() or phrase.isascii())
    )
    chunks.append((score, (start, end)))


def _is_doing(text: str, word: Word) -> bool:
    base = text[word.start : word.base]
    return base in korean().doing or base in korean().weak


def _ranked(text: str, chunks: Sequence[tuple[float, Span]], found: Found) -> list[Span]:
    subject = found.measured.subject if found.measured is not None else None
    said = found.measured.measure if found.measured is not None else None

    def score(chunk: tuple[float, Span]) -> float:
        worth, span = chunk
        if found.means is not None and span[0] < found.means[1] and found.means[0] < span[1]:
            worth += 1.2
        if subject is not None and span[0] < subject[1] and subject[0] < span[1]:
            worth += 1 if said is None or said.start is not None or said.change is not None else 0.3
        if found.count is not None and found.count.of is not None and found.count.of == text[span[0] : span[1]]:
            worth += 0.4
        return -worth

    return [span for _, span in sorted(chunks, key=score)][:MAX_TERMS]
