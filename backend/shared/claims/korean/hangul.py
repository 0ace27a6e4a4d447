"""Splits Korean words into noun and particle, or stem and ending.

Words are separated by spaces. No dictionary is needed: there are few particles and endings, and nouns that end like
them are listed in `data/korean.yaml`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from shared.claims.figures import Figure
from shared.claims.vocabulary import korean

Role = Literal["noun", "of", "and", "object", "subject", "topic", "by", "at", "verb", "before", "break", "figure"]
"""The role of a word: `before` modifies a noun (`늦은`), `verb` is connective or final (`고쳐`, `낮췄습니다`)."""

REMEMBERED = 16_384
WORD = re.compile(r"[^\s(]+|\([^\s(]*")
OPENING, CLOSING = "([{'\"‘“「『<《【〈", ")]}'\"’”」』>》】〉.,;:!?…·→"
PARTICLES: tuple[tuple[str, Role], ...] = (
    *(("에서의", "of"), ("으로의", "of"), ("로의", "of"), ("에의", "of"), ("으로써", "by"), ("로써", "by")),
    *(("으로서", "break"), ("로서", "break"), ("으로는", "by"), ("에서는", "at"), ("에서도", "at"), ("에게서", "at")),
    *(
        ("으로", "by"),
        ("에서", "at"),
        ("에게", "at"),
        ("께서", "subject"),
        ("부터", "at"),
        ("까지", "at"),
        ("보다", "at"),
    ),
    *(("에는", "at"), ("에도", "at"), ("이나", "and"), ("마다", "at"), ("처럼", "at"), ("별로", "at")),
    *(("을", "object"), ("를", "object"), ("은", "topic"), ("는", "topic"), ("이", "subject"), ("가", "subject")),
    *(("의", "of"), ("와", "and"), ("과", "and"), ("로", "by"), ("에", "at"), ("도", "topic")),
)
ENDINGS: tuple[tuple[str, Role], ...] = (
    *(("함으로써", "verb"), ("음으로써", "verb"), ("임으로써", "verb"), ("춤으로써", "verb"), ("으로서", "break")),
    *(("하였고", "verb"), ("하였으며", "verb"), ("하여", "verb"), ("해서", "verb"), ("하고", "verb"), ("하며", "verb")),
    *(
        ("하면서", "verb"),
        ("하도록", "verb"),
        ("했고", "verb"),
        ("했으며", "verb"),
        ("되어", "verb"),
        ("되도록", "verb"),
    ),
    *(("시켜", "verb"), ("시키고", "verb"), ("시킴", "verb"), ("니다", "verb"), ("했음", "verb"), ("였음", "verb")),
    *(("였고", "verb"), ("였으며", "verb"), ("았고", "verb"), ("었고", "verb"), ("았으며", "verb"), ("었으며", "verb")),
    *(("으며", "verb"), ("면서", "verb"), ("도록", "verb"), ("려고", "verb"), ("아서", "verb"), ("어서", "verb")),
    *(("지만", "verb"), ("이며", "verb"), ("이고", "verb"), ("했다", "verb"), ("였다", "verb"), ("았다", "verb")),
    *(("었다", "verb"), ("한다", "verb"), ("하지", "verb"), ("되지", "verb"), ("하기", "verb"), ("되고", "verb")),
    *(("하는", "before"), ("하던", "before"), ("되는", "before"), ("되던", "before"), ("있는", "before")),
    *(("없는", "before"), ("시킨", "before"), ("된", "before"), ("할", "before"), ("될", "before"), ("한", "before")),
    *(("함", "verb"), ("됨", "verb"), ("해", "verb"), ("며", "verb"), ("고", "verb"), ("던", "before")),
)
MAX_NOUN = 4
MAX_TAIL = 24
RESULT = "결과"
BEFORE_TOO = ("률", "율", "량", "비", "수", "시간", "건", "명", "개", "액", "에", "로", "까지", "지")


class Word(NamedTuple):
    """A word: `start` to `base` is the word without punctuation and particle, `end` is the end of its letters.

    `opens` and `closes` mean that there is punctuation before and after it.
    """

    start: int
    base: int
    end: int
    role: Role
    opens: bool
    closes: bool


def words_in(text: str, figures: Sequence[Figure] = ()) -> list[Word]:
    """Return the words of `text`; a figure with its unit is not part of a noun phrase."""
    found: list[Word] = []
    # Not part of a name, such as `2` in `Vue 2` or `13회차`.
    units = [figure for figure in figures if figure.family]
    for match in WORD.finditer(text):
        begin = match.start()
        left, base, end, role, closes = _shape(match[0])
        if role == "noun" and units and any(one.start < begin + end and begin < one.end for one in units):
            role = "figure"
        elif match[0] == RESULT and found and found[-1].role == "before":
            # `검사 결과` is a thing, `강화한 결과` introduces an outcome.
            role = "break"
        found.append(Word(begin + left, begin + base, begin + end, role, left > 0, closes))
    return found


@lru_cache(REMEMBERED)
def _shape(written: str) -> tuple[int, int, int, Role, bool]:
    """Return where the word, its particle and trailing punctuation begin in the written form, and its role."""
    core = written.lstrip(OPENING)
    left = len(written) - len(core)
    stripped = core.rstrip(CLOSING)
    if not any(map(str.isalnum, stripped)):
        return 0, 0, len(written), "break", True
    base, role = analysed(stripped)
    return left, left + base, left + len(stripped), role, len(stripped) < len(core)


def analysed(word: str) -> tuple[int, Role]:
    """Return the length of the noun of `word`, and its role."""
    known = korean()
    if word in known.breaks:
        return len(word), "break"
    if word in known.joining:
        return 0, "and"
    if word in known.before_nouns:
        return 0, "before"
    if word in known.connecting or word in known.uses:
        return 0, "verb"
    run = _tail(word)
    counted = word[: -len(run)][-1:].isdigit()
    if not run or (not counted and _is_noun(run)):
        return len(word), "noun"
    if _is_verb(run):
        return 0, "verb"
    return _cut(word, run)


def _cut(word: str, run: str) -> tuple[int, Role]:
    particle = next((one for one in PARTICLES if run.endswith(one[0])), None)
    ending = next((one for one in ENDINGS if run.endswith(one[0])), None)
    if ending is not None and (particle is None or len(ending[0]) >= len(particle[0])):
        return max(0, len(word) - len(ending[0])), ending[1]
    if particle is None or len(word) == len(particle[0]):
        return len(word), "noun"
    base = len(word) - len(particle[0])
    if particle[0] in ("은", "는") and _is_stem(word[:base]):
        return 0, "before"  # `겪은`, `느끼는`
    if particle[0] == "도" and not word[:base].endswith(BEFORE_TOO):
        return len(word), "noun"  # `혼잡도`
    # A single syllable before a particle is rarely a word: 회의 is a meeting.
    if len(run) == len(word) and base == 1 and len(particle[0]) == 1 and particle[0] not in "을를":
        return len(word), "noun"
    return base, particle[1]


def _is_stem(base: str) -> bool:
    stems = korean().stems
    return len(base) == 1 or any(base[-length:] in stems for length in (3, 2) if len(base) >= length)


def _tail(word: str) -> str:
    """Return the relevant part of the Hangul at the end of `word`."""
    begin = len(word)
    while begin and len(word) - begin < MAX_TAIL and "가" <= word[begin - 1] <= "힣":
        begin -= 1
    return word[begin:]


def _is_noun(run: str) -> bool:
    nouns = korean().nouns
    if run in nouns:
        return True
    # A compound has at least two syllables before its last noun: 규모의 does not end with 모의.
    return any(run[-length:] in nouns for length in range(2, min(MAX_NOUN, len(run) - 2) + 1))


def _is_verb(run: str) -> bool:
    verbs = korean().verbs
    return any(run[:length] in verbs for length in (4, 3, 2) if len(run) >= length)


def phrase_before(words: Sequence[Word], index: int, *, one: bool = False) -> int:
    """Return the first word of the noun phrase that ends with `words[index]`; with `one`, of its last conjunct."""
    joins = ("noun", "of") if one else ("noun", "of", "and")
    first = index
    while first > 0:
        previous = words[first - 1]
        if previous.closes or words[first].opens or previous.role not in joins:
            break
        first -= 1
    while first < index and words[first].role == "and" and words[first].base == words[first].start:
        first += 1
    return first
