"""Romanisation of Korean names: `Kim Minsu`, `Min-soo Gim` and similar spellings of 김민수, and the reverse."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from shared.core.data import read_yaml

FIRST_SYLLABLE = 0xAC00
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
MAX_SYLLABLES = 6


class Romanising(BaseModel):
    """The content of `romanising.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    initials: Mapping[str, Sequence[str]]
    vowels: Mapping[str, Sequence[str]]
    finals: Mapping[str, Sequence[str]]
    surnames: Mapping[str, Sequence[str]]
    also_words: frozenset[str]


@cache
def romanising() -> Romanising:
    """Return the content of the file, which is read once per process."""
    return Romanising.model_validate(read_yaml(files("shared.resumes.masking") / "romanising.yaml"))


@cache
def surnames_by_spelling() -> Mapping[str, tuple[str, ...]]:
    """Return the surnames that a Latin word can stand for, such as 이 and 리 for `lee`."""
    found: dict[str, tuple[str, ...]] = {}
    for surname, spellings in romanising().surnames.items():
        for spelling in spellings:
            found[spelling] = (*found.get(spelling, ()), surname)
    return found


def apart(name: str) -> tuple[str, str] | None:
    """Split a Hangul name without blanks into surname and given name; `None` if it does not begin with a surname."""
    for length in (2, 1):
        if len(name) > length and name[:length] in romanising().surnames:
            return name[:length], name[length:]
    return None


def surname_pattern(surname: str) -> str:
    """Return a pattern of all spellings of a surname with more than one letter."""
    spellings = [spelling for spelling in romanising().surnames[surname] if len(spelling) > 1]
    return f"(?:{'|'.join(sorted(spellings, key=len, reverse=True))})"


def syllable_patterns(given: str) -> list[str]:
    """Return a pattern of all spellings for each syllable."""
    data = romanising()
    patterns: list[str] = []
    for syllable in given:
        initial, vowel, final = _letters(syllable)
        parts = (data.initials.get(initial, ()), data.vowels.get(vowel, ()), data.finals.get(final, ("",)))
        patterns.append("".join(f"(?:{'|'.join(sorted(part, key=len, reverse=True))})" for part in parts))
    return patterns


def initials_of(given: str) -> list[str]:
    """Return a pattern of the possible first Latin letters of each syllable."""
    return [f"[{''.join(sorted({spelling[0] for spelling in spellings(one)}))}]" for one in given]


def consonants_of(name: str) -> str:
    """Return the initial consonants of a Hangul name, such as ㄱㅁㅅ, as NFKC normalises them."""
    return "".join(chr(0x1100 + INITIALS.index(_letters(syllable)[0])) for syllable in name)


def is_spelled(given: str, latin: str) -> bool:
    """Whether `latin` is a spelling of a given name in Hangul: lower case, without separators."""
    places = {0}
    for syllable in given:
        places = {
            place + len(spelling)
            for place in places
            for spelling in spellings(syllable)
            if latin.startswith(spelling, place)
        }
    return len(latin) in places


@lru_cache(4_096)
def spellings(syllable: str) -> tuple[str, ...]:
    """Return all spellings of a syllable."""
    data = romanising()
    initial, vowel, final = _letters(syllable)
    return tuple(
        first + middle + last
        for first in data.initials.get(initial, ())
        for middle in data.vowels.get(vowel, ())
        for last in data.finals.get(final, ("",))
    )


class HangulOf:
    """Finds the Hangul spellings of a name in Latin letters."""

    def __init__(self, surname: str, given: str, after: str) -> None:
        """`surname` and `given` are lower-case letters only; `after` is a pattern of what may follow a name."""
        self._given = given
        choices = "|".join(sorted(surnames_by_spelling()[surname], key=len, reverse=True))
        self._candidate = re.compile(rf"(?<![가-힣])({choices})(?= ?([가-힣]{{1,{MAX_SYLLABLES}}}))")
        self._after = re.compile(after)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the beginning and end of each match."""
        for found in self._candidate.finditer(text):
            begin, word = found.start(2), found[2]
            for length in range(1, len(word) + 1):
                if is_spelled(word[:length], self._given) and self._after.match(text, begin + length):
                    yield found.start(), begin + length
                    break


def _letters(syllable: str) -> tuple[str, str, str]:
    initial, rest = divmod(ord(syllable) - FIRST_SYLLABLE, len(VOWELS) * len(FINALS))
    vowel, final = divmod(rest, len(FINALS))
    return INITIALS[initial], VOWELS[vowel], FINALS[final]
