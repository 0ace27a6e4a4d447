"""Finders of a person's name in any case, order and spacing, with initials, in Hangul and Latin letters."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from shared.core.data import read_yaml
from shared.language.particles import PARTICLES
from shared.resumes.masking import romanising
from shared.resumes.masking.folding import Folded, fold
from shared.resumes.masking.spots import Spot
from shared.skills.technologies import technology_index

HANGUL = re.compile(r"[가-힣]")
_LETTER = r"[^\W\d_가-힣\u3040-\u30ff\u3400-\u9fff]"
LATIN_WORD = re.compile(rf"{_LETTER}+(?:['\-]{_LETTER}+)*")
WORDS_APART = re.compile(r"[^\W\d_]+")
TITLES = ("님", "씨", "군", "양")
DEGREES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "phd", "md", "mba", "jr", "sr", "ii", "iii", "iv"])
PREPOSITIONS = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "y",
        "dos",
        "das",
        "du",
        "ter",
        "ten",
    ]
)

_PARTICLES = "|".join(sorted(PARTICLES, key=len, reverse=True))
AFTER_HANGUL = rf"(?=(?:{'|'.join(TITLES)})?(?:{_PARTICLES})?(?![가-힣]))"
"""A name may be followed by a title, particles, or both: 김민수 님, 김민수는, 김민수님의."""

BEFORE_HANGUL = "(?<![가-힣])"
BEFORE_LATIN, AFTER_LATIN = r"(?<![^\W가-힣])", r"(?![^\W가-힣])"
GAP = r"[\s.\-·_']{0,2}"
GAP_OR_COMMA = r"[\s.\-·_,]{0,2}"
WIDE_GAP = r"[\s,.\-·_]{0,3}"
HANJA = "[\u3400-\u9fff]{2,4}"
MIN_ALONE, MIN_ALONE_SMALL = 3, 6
"""Minimum letters of a part of a name that identifies the person alone; more without a capital."""

Accept = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A spelling of a name in folded text; `accept` checks the original spelling."""

    pattern: re.Pattern[str]
    accept: Accept | None = None

    def find(self, text: Folded) -> Iterator[Spot]:
        """Yield the places of the name."""
        for found in self.pattern.finditer(text.text):
            if self.accept is None or self.accept(text.written(found.start(), found.end())):
                yield text.spot("NAME", found.start(), found.end())


@dataclass(frozen=True, slots=True)
class HangulName:
    """The Hangul spelling of a name that is known in Latin letters."""

    of: romanising.HangulOf

    def find(self, text: Folded) -> Iterator[Spot]:
        """Yield the places of the name."""
        for begin, end in self.of.find(text.text):
            yield text.spot("NAME", begin, end)


NameFinder = NamePattern | HangulName


@lru_cache(256)
def name_finders(name: str) -> Sequence[NameFinder]:
    """Return finders of other spellings of a person's name; `Redaction` finds the name as written."""
    folded = fold(name)
    hangul = "".join(HANGUL.findall(folded))
    latin = [word for word in LATIN_WORD.findall(folded) if word not in DEGREES]
    found: list[NameFinder] = []
    if 1 < len(hangul) <= romanising.MAX_SYLLABLES:
        found += _korean(hangul)
    if len(latin) > 1:
        found += _western(latin)
    for hanja in re.findall(HANJA, folded):
        found.append(NamePattern(re.compile(hanja)))
    return found


def _korean(name: str) -> Iterator[NameFinder]:
    yield NamePattern(re.compile(f"{BEFORE_HANGUL}{name} ?[(\\[] ?{HANJA}"))
    if len(name) > 2:
        yield NamePattern(re.compile(f"{BEFORE_HANGUL}{GAP_OR_COMMA.join(name)}{AFTER_HANGUL}"))
    parts = romanising.apart(name)
    if parts is None:
        return
    surname, given = parts
    if len(given) > 1:
        spaced = GAP.join(given)
        yield NamePattern(re.compile(f"{BEFORE_HANGUL}{spaced}(?= ?[님씨](?:{_PARTICLES})?(?![가-힣]))"))
        goes_on = "(?! ?[가-힣])" if surname in romanising.romanising().also_words else ""
        yield NamePattern(re.compile(f"{BEFORE_HANGUL}{spaced}[ ,]{{1,2}}{surname}{AFTER_HANGUL}{goes_on}"))
        if surname not in romanising.romanising().also_words:
            # `민수김`, as web pages of other countries turn names around.
            yield NamePattern(re.compile(f"{BEFORE_HANGUL}{given}{surname}{AFTER_HANGUL}"))
    if len(name) > 2:
        consonants = romanising.consonants_of(name)
        yield NamePattern(re.compile(f"(?<![\u1100-\u1112]){consonants}(?![\u1100-\u1112])"))
    syllables, initials = romanising.syllable_patterns(given), romanising.initials_of(given)
    yield from _latin(romanising.surname_pattern(surname), GAP.join(syllables), initials)
    if len(given) > 1:
        yield _word(GAP.join(syllables), _is_own_name)


def _western(words: Sequence[str]) -> Iterator[NameFinder]:
    surnames = romanising.surnames_by_spelling()
    first_is_surname = words[0] in surnames and words[-1] not in surnames
    last, given = (words[0], words[1:]) if first_is_surname else (words[-1], words[:-1])
    yield from _latin(re.escape(last), GAP.join(map(_loose, given)), [re.escape(word[0]) for word in given])
    if len(given) > 1:
        yield from _latin(re.escape(last), _loose(given[0]), [re.escape(given[0][0])])
    for word in dict.fromkeys((GAP.join(map(_loose, given)), _loose(given[0]), *map(_loose, words))):
        if word not in PREPOSITIONS and word not in surnames:
            yield _word(word, _is_own_name)
    if last in surnames:
        letters = "".join(WORDS_APART.findall("".join(given)))
        yield HangulName(romanising.HangulOf(last, letters, AFTER_HANGUL))


def _latin(surname: str, given: str, initials: Sequence[str]) -> Iterator[NameFinder]:
    """Yield finders of both orders, in full and with initials; all arguments are patterns."""
    yield _word(f"{surname}{WIDE_GAP}{given}|{given}{WIDE_GAP}{surname}", _is_no_sentence)
    dotted = r"\.?[ \-]?".join(initials)
    first = initials[0]
    short = f"(?:{dotted}|{first})" if len(initials) > 1 else first
    yield _word(
        rf"{short}\.? ?{surname}|{surname},? {short}\.?|{given} (?:{_first_letters(surname)})\.?", _is_initialled
    )
    if len(initials) > 1:
        begins = _first_letters(surname)
        all_dotted = r"\. ?".join(initials)
        yield _word(rf"(?:{begins})\. ?{all_dotted}\.|{all_dotted}\. ?(?:{begins})\.", str.isupper)


def _first_letters(pattern: str) -> str:
    return "|".join(dict.fromkeys(word[0] for word in WORDS_APART.findall(pattern)))


def _word(pattern: str, accept: Accept) -> NamePattern:
    return NamePattern(re.compile(f"{BEFORE_LATIN}(?:{pattern}){AFTER_LATIN}"), accept)


def _loose(word: str) -> str:
    return GAP.join(map(re.escape, WORDS_APART.findall(word)))


def _is_no_sentence(written: str) -> bool:
    """Whether short words are a name and not part of a sentence such as `so young`: capitalised or joined."""
    words = written.split()
    return len(words) < 2 or min(map(len, words)) > 3 or len(written) > 8 or all(word[0].isupper() for word in words)


def _is_initialled(written: str) -> bool:
    """Whether every part is capitalised, or none is and it is not a sentence: not `is Lee`, but `i.lee`, `lee i.`"""
    words = WORDS_APART.findall(written)
    if len(words) < 2 or all(word[0].isupper() for word in words):
        return len(words) > 1
    return written.islower() and (written.endswith(".") or (" " not in written and "." in written))


def _is_own_name(written: str) -> bool:
    """Whether a part of a name identifies the person alone: long enough, capitalised, and not another word."""
    words = WORDS_APART.findall(written)
    plain = "".join(words).casefold()
    return (
        len(plain) >= (MIN_ALONE if words[0][0].isupper() else MIN_ALONE_SMALL)
        and (len(words) == 1 or " " not in written or all(word[0].isupper() for word in words))
        and plain not in _other_words()
        and technology_index().find(plain) is None
    )


@cache
def _other_words() -> frozenset[str]:
    """Return the words in `names_that_are_words.yaml`, which is read once per process."""
    lines: list[str] = read_yaml(files("shared.resumes.masking") / "names_that_are_words.yaml")
    return frozenset(word for line in lines for word in line.split())
