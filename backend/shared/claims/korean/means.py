"""Finds how something was done in a Korean clause."""

import re

from shared.claims.found import Found, Measured, Span
from shared.claims.korean.hangul import Word, phrase_before
from shared.claims.korean.sentence import KoreanSentence
from shared.claims.models import Kind
from shared.claims.vocabulary import korean

NO_MEANS = re.compile(r"\d|기준|대비|전년|예정|현재|포함|출처|참고")
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
"""Endings of a verb that is parallel to the next one instead of preceding it."""
SERIAL = tuple("해여서어아켜워쳐춰꿔눠겨려내혀와써개둬봐라떼빼펴져")
"""Last syllables of a verb that tells the means of the next one."""
MAX_TAIL = 2
MIN_MEANS = 2
REPLACING = ("전환", "변경", "대체", "교체", "바꾸", "바꿔", "바꿨")
MOVED = frozenset({"migrated", "wrote"})


def find_means(sentence: KoreanSentence, found: Found) -> None:
    """Set `means` and `deed` of `found`."""
    measured, note = found.measured, sentence.note
    if measured is not None and note is not None and NO_MEANS.search(note[1]) is None:
        found.means = note.span(1)
        return
    words = sentence.body
    for index in range(_limit(sentence, measured) - 1, -1, -1):
        word = words[index]
        if word.role == "by" and not sentence.in_figure(word) and _is_means(sentence, index, found):
            found.means = words[phrase_before(words, index)].start, word.base
            return
        if word.role in ("verb", "break") and (measured is not None or _uses(sentence, word)):
            if _find_deed(sentence, index, found):
                return
            if word.role == "verb" and not _coordinates(sentence, word):
                return


def _limit(sentence: KoreanSentence, measured: Measured | None) -> int:
    """Return the index of the word before which a means is searched."""
    words = sentence.body
    if measured is None:
        return len(words)
    begin = min(measured.begin, measured.subject[0]) if measured.subject is not None else measured.begin
    return next((index for index, word in enumerate(words) if word.start >= begin), len(words))


def _is_means(sentence: KoreanSentence, index: int, found: Found) -> bool:
    """Return whether a word with 로 tells a means, rather than a role, a manner or a result."""
    word = sentence.body[index]
    base, first = sentence.base(word), sentence.body[phrase_before(sentence.body, index)].start
    if base in korean().manners or base.endswith(PEOPLE) or base.endswith("적") or word.base - first < MIN_MEANS:
        return False
    following = sentence.body[index + 1] if index + 1 < len(sentence.body) else None
    if found.measured is None:
        # `웹 예약으로 전환` tells the target, `Storybook으로 문서화` the means.
        if found.kind in MOVED or following is None or doing_of(sentence, following) in MOVED:
            return False
        # `매장으로 창업` tells the initial form.
        direct = following.role == "verb" or sentence.base(following) in korean().doing
        return not direct or any(word.role == "object" for word in sentence.body[:index])
    # The following verb makes it part of a deed: `CI로 옮겨`.
    return following is None or following.role != "verb"


def doing_of(sentence: KoreanSentence, word: Word) -> Kind | None:
    """Return the kind of activity that a word begins with, if any."""
    known = korean()
    written = sentence.text[word.start : word.end]
    for length in (4, 3, 2):
        kind = known.verbs.get(written[:length]) or known.doing.get(written[:length])
        if kind is not None:
            return kind
    return None


def _uses(sentence: KoreanSentence, word: Word) -> bool:
    return sentence.text.startswith(USING, word.start)


def _coordinates(sentence: KoreanSentence, word: Word) -> bool:
    return sentence.text[word.start : word.end].endswith(COORDINATING)


def _find_deed(sentence: KoreanSentence, index: int, found: Found) -> bool:
    """Return whether the word at `index` ends a means (`절차를 고쳐`, `수업을 통해`, `도입 후`), and set it."""
    words = sentence.body
    word = words[index]
    written = sentence.text[word.start : word.end]
    if word.role == "break" or (_uses(sentence, word) and index and words[index - 1].role == "noun"):
        return _find_named(sentence, index, written, found)
    if _coordinates(sentence, word) or not (written.endswith(SERIAL) or _uses(sentence, word)):
        return False
    if _find_object(sentence, index, found):
        return True
    if word.base > word.start and index > 0 and words[index - 1].role == "noun":
        found.means = words[phrase_before(words, index - 1)].start, word.base
        return True
    return False


def _find_named(sentence: KoreanSentence, index: int, written: str, found: Found) -> bool:
    """`라벨 검사 도입 후`, `쿼리 개선 덕분에`, `기준을 강화한 결과`."""
    words = sentence.body
    if index == 0 or not (_uses(sentence, words[index]) or written in korean().after):
        return False
    before = words[index - 1]
    if before.role in ("before", "verb") and written in korean().after:
        return _find_object(sentence, index - 1, found)
    if before.role not in ("noun", "object") or before.closes or before.base == before.start:
        return False
    found.means = words[phrase_before(words, index - 1)].start, before.base
    return True


def _find_object(sentence: KoreanSentence, index: int, found: Found) -> bool:
    """Set the deed if the verb at `index` has an object: `절차를 고쳐`. Return whether it has."""
    words = sentence.body
    place = next((one for one in range(index - 1, -1, -1) if words[one].role in ("object", "verb")), None)
    if place is None or words[place].role != "object":
        return False
    first = phrase_before(words, place)
    span = _without_figure(sentence, first, place)
    if span is None:
        return False
    if _replaces(sentence, place, index):
        # `관행을 분기 캡으로 전환해`: the object is what was replaced.
        found.deed = words[first].start, words[index].end
        return True
    found.means = span
    if not _uses(sentence, words[index]):
        found.deed = words[first].start, words[index].end
    return True


def _replaces(sentence: KoreanSentence, place: int, index: int) -> bool:
    """Return whether the verb at `index` turns the object at `place` into something else."""
    words = sentence.body
    return any(word.role == "by" for word in words[place + 1 : index]) and sentence.text.startswith(
        REPLACING, words[index].start
    )


def _without_figure(sentence: KoreanSentence, first: int, last: int) -> Span | None:
    """Return the span without its figure: `SVG 아이콘` of `SVG 아이콘 38개`."""
    start, end = sentence.body[first].start, sentence.body[last].base
    for figure in sentence.figures:
        if figure.family and start < figure.start < end <= figure.end + MAX_TAIL:
            end = figure.start
            break
    while end > start and sentence.text[end - 1] == " ":
        end -= 1
    return (start, end) if end > start else None
