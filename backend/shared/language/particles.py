"""Korean particles: the choice between the two forms, which depends on whether the spoken word ends in a consonant, and
the particles that may follow a word.
"""

import re

FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = 0xAC00, 0xD7A3, 28
RIEUL = 8
DIGITS_WITH_FINAL = "013678"
LATIN_WITH_FINAL = "lmn"
MEASURED = re.compile(r"\d\s?(%|[A-Za-z]{1,2})[^\w%]*$")
UNITS = {
    "%": "퍼센트",
    "g": "그램",
    "mg": "밀리그램",
    "kg": "킬로그램",
    "l": "리터",
    "ml": "밀리리터",
    "m": "미터",
    "mm": "밀리미터",
    "cm": "센티미터",
    "km": "킬로미터",
    "h": "시간",
    "s": "초",
    "ms": "밀리초",
}
"""Units after a figure with their pronunciation, which their letters do not show."""

NASAL = re.compile(r"ng[^\w]*$", re.IGNORECASE)
PARTICLES = frozenset(
    {
        *("은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로", "으로", "에서", "에게"),
        *("께", "께서", "한테", "부터", "까지", "이나", "나", "랑", "이랑", "및", "보다", "처럼", "마다"),
        *("조차", "마저", "뿐", "등", "입니다", "이다", "인", "이며", "며", "이고", "고", "이자", "라는"),
        *("이라는", "라고", "이라고", "란", "이란", "에서의", "으로의", "로의", "와의", "과의", "에서는"),
        *("에서도", "에는", "에도", "으로는", "로는", "으로서", "로서"),
    }
)
"""Particles that may directly follow a Korean noun, or a foreign noun in a Korean sentence."""

MAX_PARTICLE = max(map(len, PARTICLES))

PLACEHOLDER = re.compile(r"\{(\w+)(?:([:|])([^{}/]+)/([^{}/]+))?\}")


def fill(template: str, values: dict[str, str], readings: dict[str, str] | None = None) -> str:
    """Fill `template` with `values`: `{skill}` becomes the value, `{skill:을/를}` the value with the right particle,
    and `{skill|을/를}` only the particle, for a value in quotation marks.

    `readings` has the pronunciation of values that are not Hangul. Raises `KeyError` for a name without a value.
    """

    def replace(found: re.Match[str]) -> str:
        name, mark, with_final, without = found[1], found[2], found[3], found[4]
        value = values[name]
        if mark is None:
            return value
        chosen = particle((readings or {}).get(name, value), with_final, without)
        return chosen if mark == "|" else value + chosen

    return PLACEHOLDER.sub(replace, template)


def particle(word: str, with_final: str, without: str) -> str:
    """Return the particle after `word`: 을 or 를, 이 or 가, 으로 or 로 (which also follows a final ㄹ)."""
    measured = MEASURED.search(word)
    if measured is not None:
        word = UNITS.get(measured[1].lower(), word)
    last = next((character for character in reversed(word) if character.isalnum()), "")
    # `Spring`, 스프링
    final = 1 if NASAL.search(word) else _final(last)
    if with_final.startswith("으로") and final == RIEUL:
        return without
    return with_final if final else without


def _final(character: str) -> int:
    """Return the number of the final consonant, 0 for none; letters and digits as usually read in Korean."""
    code = ord(character) if character else 0
    if FIRST_SYLLABLE <= code <= LAST_SYLLABLE:
        return (code - FIRST_SYLLABLE) % FINALS
    if character in DIGITS_WITH_FINAL and character:
        return RIEUL if character in "178" else 1
    if character.lower() in LATIN_WITH_FINAL and character:
        return RIEUL if character.lower() == "l" else 1
    return 0
