"""Reads a Korean clause into the parts of a claim."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from shared.claims.figures import Figure
from shared.claims.found import Found, Measured, Span
from shared.claims.korean.hangul import Word, phrase_before
from shared.claims.korean.means import find_means
from shared.claims.korean.sentence import KoreanSentence
from shared.claims.models import Change, Count, Kind, Part
from shared.claims.pairs import technology_before
from shared.claims.vocabulary import figures, korean
from shared.language.particles import FINALS, FIRST_SYLLABLE

COUNTED = frozenset({"people", "count", "money", "area", "data", "amount", "length", "rate"})
TAUGHT = ("교육", "교육과정", "수업", "강의", "멘토링", "강좌", "교실", "학급", "실습")
RECORDED = frozenset({"operated", "wrote", "researched", "improved", "cared"})
MOVED = frozenset({"migrated", "wrote"})
AFTER_CONSONANT, AFTER_VOWEL = frozenset("을이과으"), frozenset("를가와는")
TRAILING = frozenset({"누적", "총", "평균", "합계", "약", "최대", "각각"})
COUNTABLE = frozenset({"noun", "object", "subject", "of", "and", "topic", "at", "by"})
OFTEN = frozenset({"회", "번"})
TOGETHER = "함께"
FROM = "에서"
ADVERBIAL = frozenset({"없이"})
SCALED_HOURS = 100
"""Hours from which a duration is a figure of scale: `누적 비행 4,200시간`."""
MAX_TERMS = 5
MAX_TARGET = 4
REMEMBERED = 8_192


def read_korean(sentence: KoreanSentence) -> Found:
    """Return what the clause `sentence` says."""
    found = Found(own=_own(sentence), measured=_main(sentence.measured))
    found.kind = _kind(sentence, sentence.body)
    found.change = _change(sentence, found.kind)
    if found.change is not None and found.kind != "wrote":
        found.kind = "migrated"
    if found.measured is not None and _improves(sentence, found.measured):
        found.kind = "improved"
    find_means(sentence, found)
    found.count = _count(sentence)
    found.terms = _terms(sentence, found)
    return found


def _main(measured: Sequence[Measured]) -> Measured | None:
    """Return the last measure with before and after if the sentence ends with it, or else the first."""
    ends = [one for one in measured if one.measure.start is not None]
    return ends[-1] if ends else measured[0] if measured else None


def _improves(sentence: KoreanSentence, measured: Measured) -> bool:
    """Return whether the clause is about the measure, unlike `없이 2년 운영`, which qualifies something else."""
    if measured.measure.start is not None or measured.measure.change is not None:
        return True
    if measured.measure.end in ADVERBIAL or (sentence.note is not None and measured.begin > sentence.note.start()):
        return False
    begin = measured.subject[1] if measured.subject is not None else measured.begin
    return _kind(sentence, [word for word in sentence.body if word.start >= begin]) in ("other", "improved")


def _kind(sentence: KoreanSentence, words: Sequence[Word]) -> Kind:
    """Return the kind by the last word for an activity. Words such as 담당 and 수행 count only if there is no other."""
    fallback: Kind | None = None
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if word.role in ("of", "by"):
            continue
        kind, weak = _doing(sentence.text[word.start : word.end], word.base - word.start)
        if kind is None:
            continue
        if not weak:
            return _settled(sentence, words, index, kind)
        fallback = fallback or kind
    if fallback is not None:
        return _settled(sentence, words, len(words) - 1, fallback)
    for word in words:
        doing = korean().doing.get(sentence.base(word)) if word.role == "by" else None
        if doing is not None:
            return doing
    return "other"


@lru_cache(REMEMBERED)
def _doing(written: str, base: int) -> tuple[Kind | None, bool]:
    """Return the kind of activity of a word, and whether the word is vague; `base` is the length of its noun."""
    known = korean()
    for length in (4, 3, 2):
        if written[:length] in known.verbs:
            return known.verbs[written[:length]], written in known.weak
    noun = written[:base]
    # `재고관리` ends with the activity.
    for first in (0, *range(2, max(2, len(noun) - 1))):
        doing = known.doing.get(noun[first:])
        if doing is not None:
            return doing, noun in known.weak
    for length in (4, 3, 2):
        doing = known.doing.get(written[:length])
        if doing is not None and _may_follow(written, length):
            return doing, written[:length] in known.weak
    return None, noun in known.weak


def _may_follow(written: str, length: int) -> bool:
    """Return whether an activity noun ends at `length`: 분석이 and 분석을 are forms of 분석, 분석가 is another word."""
    following = written[length : length + 1]
    if following not in korean().endings:
        return False
    closed = (ord(written[length - 1]) - FIRST_SYLLABLE) % FINALS != 0
    return not (following in AFTER_CONSONANT and not closed) and not (following in AFTER_VOWEL and closed)


def _settled(sentence: KoreanSentence, words: Sequence[Word], index: int, kind: Kind) -> Kind:
    """Return the kind refined by the object: 운영 of a class is teaching, 대응 to an outage resolves it."""
    known = korean()
    if kind in ("studied", "taught", "wrote"):
        things = known.code if kind == "wrote" else known.models
        bases = [sentence.base(word) for word in words[: index + 1]]
        return "built" if any(base in things for base in bases) else _recorded(sentence, words, index, kind)
    return _recorded(sentence, words, index, kind)


def _recorded(sentence: KoreanSentence, words: Sequence[Word], index: int, kind: Kind) -> Kind:
    known = korean()
    if kind in ("operated", "planned"):
        near = (sentence.base(word) for word in words[max(0, index - 3) : index])
        return "taught" if any(base.endswith(TAUGHT) for base in near) else kind
    if kind in RECORDED:
        bases = [sentence.text[word.start : word.base if word.base > word.start else word.end] for word in words]
        incident = any(base.endswith(tuple(known.incidents)) for base in bases)
        if incident and any(base.startswith(tuple(known.incident_work)) for base in bases[max(0, index - 1) :]):
            return "resolved"
    return kind


def _own(sentence: KoreanSentence) -> Part | None:
    known = korean()
    written = {sentence.text[word.start : word.end] for word in sentence.words}
    if not written.isdisjoint(known.team):
        return "team"
    # `동료와 함께`, but not `접근성과 성능을 함께`.
    if TOGETHER in written and any(
        before.role == "and" and sentence.text.startswith(TOGETHER, word.start)
        for before, word in pairwise(sentence.words)
    ):
        return "team"
    return None if written.isdisjoint(known.own) else "own"


def _change(sentence: KoreanSentence, kind: Kind) -> Change | None:
    """`Java 8 → 17`, `온프레미스에서 AWS로 이전`."""
    text = sentence.text
    version = next((pair for pair in sentence.pairs if pair.version), None)
    if version is not None:
        name = technology_before(text, version.first.start)
        return Change(sentence.written(name), version.first.of(text), version.last.of(text))
    if FROM not in text:
        return None
    words = sentence.body
    for index, word in enumerate(words):
        if word.role != "at" or not text.startswith(FROM, word.base) or sentence.in_figure(word):
            continue
        target = _target(words, index + 1)
        if target is None or sentence.in_figure(words[target]):
            continue
        after = words[target + 1] if target + 1 < len(words) else None
        doing = _doing(text[after.start : after.end], after.base - after.start)[0] if after is not None else None
        if doing in MOVED or kind in MOVED:
            start = text[words[phrase_before(words, index)].start : word.base]
            return Change(None, start, text[words[index + 1].start : words[target].base])
    return None


def _target(words: Sequence[Word], index: int) -> int | None:
    """Return the word with 로 at the end of the phrase that begins at `index`."""
    for place in range(index, min(index + MAX_TARGET, len(words))):
        if words[place].role == "by":
            return place
        if words[place].role not in ("noun", "of", "and"):
            return None
    return None


def _count(sentence: KoreanSentence) -> Count | None:
    text = sentence.text
    taken = {figure for measured in sentence.measured for figure in measured.figures}
    taken.update(figure for pair in sentence.pairs for figure in (pair.first, pair.last))
    hours: Count | None = None
    for figure in sentence.figures:
        if figure in taken or not figure.plain or figure.value == 0:
            continue
        if figure.value == 1 and text.startswith((" 없", "도 없"), figure.end):
            continue
        if figure.unit == "시간" and figure.value >= SCALED_HOURS:
            hours = hours or Count(figure.of(text), None)
        elif (counted := _counted(sentence, figure)) is not None:
            return counted
    return hours


def _counted(sentence: KoreanSentence, figure: Figure) -> Count | None:
    text, known = sentence.text, korean()
    index = sentence.before(figure.start, sentence.words)
    of = _counted_before(sentence, index) if index is not None else None
    if figure.family not in COUNTED:
        patients = figure.unit == "분" and of is not None and of.endswith(tuple(known.patients))
        return Count(figure.of(text), of) if patients else None
    if of is None or of in known.places:
        of = _counted_after(sentence, figure) or of
    if of is None and figure.unit in OFTEN and figure.number > figure.start:
        return None  # `주 1회`
    return Count(figure.of(text), of)


def _counted_before(sentence: KoreanSentence, index: int) -> str | None:
    """`신규 약사` of `신규 약사 9명`."""
    words = sentence.words
    if words[index].role != "noun" or words[index].closes or sentence.in_figure(words[index]):
        return None
    first, last = phrase_before(words, index, one=True), index
    while last > first and sentence.base(words[last]) in TRAILING:
        last -= 1
    return sentence.written(sentence.trimmed(first, last))


def _counted_after(sentence: KoreanSentence, figure: Figure) -> str | None:
    """`행동 로그` of `20억 건의 행동 로그를`."""
    words = sentence.words
    first = next((index for index, word in enumerate(words) if word.start >= figure.end), None)
    if first is None or not sentence.text.startswith(("의 ", " "), figure.end) or words[first].role not in COUNTABLE:
        return None
    if sentence.base(words[first]) in figures().after:
        first += 1  # `25명 규모의 조직`
    if first >= len(words):
        return None
    last = first
    while (
        words[last].role in ("noun", "and")
        and words[last].base > words[last].start
        and last + 1 < len(words)
        and not words[last].closes
    ):
        if words[last + 1].role in ("verb", "break", "before", "figure"):
            break
        last += 1
    while words[last].base == words[last].start or (words[last].role == "noun" and _is_doing(sentence, words[last])):
        last -= 1
        if last < first:
            return None
    return sentence.text[words[first].start : words[last].base] or None


def _is_doing(sentence: KoreanSentence, word: Word) -> bool:
    base = sentence.base(word)
    return base in korean().doing or base in korean().weak


def _terms(sentence: KoreanSentence, found: Found) -> list[Span]:
    """Return the spans of the noun phrases, best first."""
    words = sentence.words
    chunks: list[tuple[float, Span]] = []
    first: int | None = None
    for index, word in enumerate(words):
        if (
            word.base == word.start
            or word.role in ("verb", "before", "break", "figure")
            or (word.role != "noun" and sentence.in_figure(word))
        ):
            if first is not None:
                _close(sentence, first, index - 1, chunks)
                first = None
            continue
        first = index if first is None else first
        ends = word.closes or word.role not in ("noun", "of", "and")
        if ends or (index + 1 < len(words) and words[index + 1].opens):
            _close(sentence, first, index, chunks)
            first = None
    if first is not None:
        _close(sentence, first, len(words) - 1, chunks)
    return _ranked(sentence.text, chunks, found)


def _close(sentence: KoreanSentence, first: int, last: int, chunks: list[tuple[float, Span]]) -> None:
    """Add the phrase without a trailing activity and without empty words."""
    known, words = korean(), sentence.words
    strong = 0
    while last > first and words[last].role == "noun" and _is_doing(sentence, words[last]):
        strong += sentence.base(words[last]) not in known.weak
        if strong > 1:
            break
        last -= 1
    while first < last and (
        sentence.base(words[first]) in known.leading or sentence.base(words[first]) in known.generic
    ):
        first += 1
    start, end = words[first].start, words[last].base
    phrase = sentence.text[start:end]
    if first == last and (phrase in known.generic or len(phrase) < 2 or _is_doing(sentence, words[last])):
        return
    named = phrase.isascii() or not phrase.replace(" ", "").isalpha()
    chunks.append((0.4 * min(last - first + 1, 3) + 0.05 * min(len(phrase), 12) + 0.3 * named, (start, end)))


def _ranked(text: str, chunks: Sequence[tuple[float, Span]], found: Found) -> list[Span]:
    measured, means = found.measured, found.means
    subject = measured.subject if measured is not None else None
    told = measured is not None and (measured.measure.start is not None or measured.measure.change is not None)
    of = found.count.of if found.count is not None else None

    def score(chunk: tuple[float, Span]) -> float:
        worth, (start, end) = chunk
        if means is not None and start < means[1] and means[0] < end:
            worth += 1.2
        if subject is not None and start < subject[1] and subject[0] < end:
            worth += 1 if told else 0.3
        if of is not None and text[start:end] == of:
            worth += 0.4
        return -worth

    return [span for _, span in sorted(chunks, key=score)][:MAX_TERMS]
