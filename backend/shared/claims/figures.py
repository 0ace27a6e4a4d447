"""Finds figures in a text: numbers with units, in digits and in words."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from shared.claims.vocabulary import Unit, figures, korean

REMEMBERED = 4_096
DIGITS = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
UNIT_TEXT = r"%p|[%％℃㎡㎞㎜]|°[CF]|[A-Za-zµμ]+[²2]?(?:/[hs])?(?![A-Za-z0-9])|-fold|[가-힣]+"
NUMBER = re.compile(
    rf"([$€£₩¥]\s?)?({DIGITS})(?:\s?[~∼〜–-]\s?(?=\d)({DIGITS}))?(?:\+|여(?=\s?[가-힣]))?(?:\s?({UNIT_TEXT}))?"
)
UNIT = re.compile(rf"\s?({UNIT_TEXT})")
SMALLER = re.compile(r"\s?(\d[\d,]*)\s?([가-힣]+|[A-Za-z]+)")
PER = re.compile(r"\s?(?:/\s?|(?:a|an|per|each|every)\s)([A-Za-z]+|[가-힣])(?![A-Za-z])")
OUT_OF = re.compile(r"\s?/\s?(?:5(?:\.0)?|10(?:\.0)?|100|4\.5|4\.3|4\.0)(?![\d/])")
YEAR = re.compile(r"(?:19|20)\d\d(?:\.\d\d?)?\Z")
NO_FIGURE_AFTER = re.compile(r":\d\d|\.\d")
EACH = re.compile(r"(?:인|명|건|개|회|대|평|주|일|시간|분|초)당")
"""Prefixes of a single figure such as `1인당 110g`."""
COMPOUND = re.compile(r"-(?!fold)[A-Za-z]")
DIGIT = re.compile(r"\d")
HANGUL = re.compile("[가-힣]")
SIGNS = "+-−–±"
DEGREES = ("℃", "°C", "°F")
TOLERANCE = "±"
"""The sign of a tolerance, not of a change."""
MAX_UNIT = 5
WORDS_BEFORE = 12
YEARS = "년"
TREES, MANY_TREES = "주", 200
"""A unit of both trees and weeks, and the number from which it means trees."""
PARTICLES = frozenset(
    {
        *(
            "은",
            "는",
            "이",
            "가",
            "을",
            "를",
            "의",
            "에",
            "와",
            "과",
            "도",
            "로",
            "으로",
            "에서",
            "에게",
            "부터",
            "까지",
        ),
        *(
            "이나",
            "나",
            "및",
            "보다",
            "마다",
            "에서의",
            "으로의",
            "로의",
            "인",
            "이며",
            "며",
            "이고",
            "고",
            "이던",
            "던",
        ),
        *("에서는", "에는", "으로는", "로는", "였던", "이었던", "하던", "이다", "입니다", "뿐", "중", "내", "이내"),
        *("라는", "이라는", "에도", "만에", "만", "꼴", "꼴로", "에서도", "조차", "만큼", "안에"),
    }
)
"""Particles that may follow a unit; there are more than after a noun."""


class Figure(NamedTuple):
    """A figure and its position.

    `family` is what its unit measures, empty without a unit. `plain` means that it counts or measures something, unlike
    a date, a rank, or part of a name. `number` is the start of the number itself, after words such as `월`. `sign` is
    the sign of a change: `-11 %`.
    """

    start: int
    number: int
    end: int
    value: float
    family: str = ""
    unit: str = ""
    plain: bool = True
    sign: str = ""

    def of(self, text: str) -> str:
        """Return the figure verbatim."""
        return text[self.start : self.end]

    @property
    def size(self) -> float:
        """The value in the base unit of the family, for comparing figures of a family."""
        unit = figures().units.get(self.unit)
        return self.value * (unit.factor if unit is not None else 1)


def is_korean(text: str) -> bool:
    """Return whether `text` contains Hangul."""
    return not text.isascii() and HANGUL.search(text) is not None


def figures_in(text: str) -> list[Figure]:
    """Return the figures of `text` in order."""
    found = list(_digits(text)) if DIGIT.search(text) is not None else []
    if is_korean(text):
        words = [word for word in _korean_words(text) if not _overlaps(word, found)]
    elif _numbers_in_words().isdisjoint(text.lower().split()):
        return found
    else:
        words = list(_english_words(text))
    return sorted([*found, *words]) if words else found


def _overlaps(word: Figure, found: list[Figure]) -> bool:
    return any(word.start < one.end and one.start < word.end for one in found)


def _digits(text: str) -> Iterator[Figure]:
    reached = 0
    for match in NUMBER.finditer(text):
        if match.start() >= reached:
            figure = _figure(text, match)
            if figure is not None:
                reached = figure.end
                yield figure


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    known = figures()
    currency, number, last, _ = match.groups()
    start = match.start()
    end = match.start(4) if match[4] is not None else match.end()
    while end > start and text[end - 1] == " ":
        end -= 1
    if currency is None and ((start and _glued(text, start)) or COMPOUND.match(text, end) or EACH.match(text, end)):
        return None
    value, end, unit, name = _measured(text, _value(last or number), end)
    family = unit.family if unit is not None else "money" if currency else ""
    if not family and not name:
        if "억" in text[start:end]:
            family = "money"  # `연매출 12억`
        if end == match.end(2) and end < len(text) and text[end].isascii() and text[end].isalpha():
            return None  # `3D`, `7th`
        if "." in number and (score := OUT_OF.match(text, end)) is not None:
            end, family = score.end(), "score"
    elif name == TREES and value >= MANY_TREES:
        family = "count"
    plain = not (name in known.ordinals or _is_date(number, name) or NO_FIGURE_AFTER.match(text, end))
    if plain:
        end = _with_period(text, end)
    # A temperature below zero is a level, not a change.
    sign = _sign(text, start) if family and not text[start:end].endswith(DEGREES) else ""
    first = start - len(sign)
    if plain and start > 1 and text[start - 1] == " " and "가" <= text[start - 2] <= "힣":
        first = _with_words_before(text, start)
    return Figure(first, start, end, value, family, name, plain, sign)


def _sign(text: str, start: int) -> str:
    """Return the sign of a change: `+2.4%p`, `-11 %`."""
    if not start or text[start - 1] not in SIGNS:
        return ""
    return text[start - 1] if start == 1 or text[start - 2] in " (,:" else ""


def _glued(text: str, start: int) -> bool:
    """Return whether the number is part of a name: `p99`, `HTTP/2`, `B2B`, `1.2.3`."""
    before = text[start - 1]
    if before.isalnum() and (before.isascii() or before.isdigit()):
        return True
    return before in "/.-_#:+*" and start > 1 and text[start - 2].isalnum()


def _with_period(text: str, end: int) -> int:
    """`6 a week`, `40 /h`, `2M+`."""
    if end < len(text) and text[end] == "+":
        end += 1
    per = PER.match(text, end) if end < len(text) and text[end] in " /" else None
    return per.end() if per is not None and (per[1] in figures().periods or "/" in per[0]) else end


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _is_date(number: str, name: str) -> bool:
    return name in ("", YEARS) and YEAR.match(number) is not None


def _measured(text: str, value: float, end: int) -> tuple[float, int, Unit | None, str]:
    """Return the scaled value, the end of the figure, its unit and the unit's name, if any."""
    known = figures()
    total = 0.0
    while (found := UNIT.match(text, end)) is not None:
        begin = found.start(1)
        scale, unit, length = _hangul(found[1]) if "가" <= text[begin] <= "힣" else _latin(text, begin, found[1])
        if unit:
            scaled = total + value * known.scales[scale] if scale else total + value
            value, end = _with_smaller(text, scaled, begin + length, unit)
            return value, end, known.units.get(unit), unit
        if not scale:
            break
        total, value, end = total + value * known.scales[scale], 0.0, begin + len(scale)
        if (more := SMALLER.match(text, end)) is None or not _continues(more, scale):
            unit_after = UNIT.match(text, end)
            if unit_after is None or _is_scale(text, unit_after):
                break
        else:
            value, end = _value(more[1]), more.end(1)
    return total + value, end, None, ""


def _is_scale(text: str, found: re.Match[str]) -> bool:
    begin = found.start(1)
    part = _hangul(found[1]) if "가" <= text[begin] <= "힣" else _latin(text, begin, found[1])
    return part[0] != "" or part[1] == ""


def _continues(more: re.Match[str], scale: str) -> bool:
    """Return whether a smaller number continues after a scale: `1억 5천만 원`, `1만 2천 명`."""
    if not "가" <= more[2][0] <= "힣":
        return False
    smaller, unit, _ = _hangul(more[2])
    if smaller:
        return figures().scales[smaller] < figures().scales[scale]
    return unit != ""


def _with_smaller(text: str, value: float, end: int, unit: str) -> tuple[float, int]:
    """Add a smaller unit of time: `6분 20초`, `1 h 20 min`."""
    known = figures().units
    first = known.get(unit)
    while first is not None and first.family == "time" and (more := SMALLER.match(text, end)) is not None:
        name = _hangul(more[2])[1] if "가" <= more[2][0] <= "힣" else more[2]
        # `6h 20m`: elsewhere `m` means metres.
        smaller = known.get("min" if name == "m" else name)
        if smaller is None or smaller.family != "time" or smaller.factor >= first.factor:
            break
        value, end = value + _value(more[1].rstrip(",")) * smaller.factor / first.factor, more.start(2) + len(name)
    return value, end


@lru_cache(REMEMBERED)
def _hangul(run: str) -> tuple[str, str, int]:
    """Return the scale and unit at the start of a run of Hangul, and their length; empty for other words."""
    known = figures()
    scale = next((run[:length] for length in (2, 1) if run[:length] in known.scales), "")
    for begin in (len(scale), 0) if scale else (0,):
        rest = run[begin:]
        for length in range(min(MAX_UNIT, len(rest)), 0, -1):
            unit = rest[:length]
            if (unit in known.units or unit in known.ordinals) and _ends(rest[length:]):
                return run[:begin], unit, begin + length
    return (scale, "", len(scale)) if scale and _ends(run[len(scale) :]) else ("", "", 0)


def _ends(rest: str) -> bool:
    """Return whether a unit may end before `rest`: nothing, a particle, or a word such as 간 or 이상."""
    if not rest or rest in PARTICLES or rest in korean().doing:
        return True
    return any(rest.startswith(word) and _ends(rest[len(word) :]) for word in figures().after)


def _latin(text: str, start: int, name: str) -> tuple[str, str, int]:
    """Return the scale and unit at `start`, and their length; a unit may have two words."""
    known = figures()
    two = _two_words().match(text, start)
    if two is not None:
        return "", two[0], len(two[0])
    # `4.2m` is money or people, `4.2 m` is a length.
    if name in known.scales and not (name in known.units and text[start - 1] == " "):
        return name, "", len(name)
    for unit in (name, name.lower()):
        if unit in known.units or unit in known.ordinals:
            return "", unit, len(name)
    return "", "", 0


@cache
def _two_words() -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in figures().units if " " in unit)
    return re.compile(rf"(?:{units})(?![A-Za-z])")


def _with_words_before(text: str, start: int) -> int:
    """Return the start of the figure including words before its number: `월 7건`, `하루 평균 12명`."""
    found = _before().search(text, max(0, start - WORDS_BEFORE), start)
    return found.start(1) if found is not None else start


@cache
def _before() -> re.Pattern[str]:
    words = "|".join(sorted(figures().before, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s(,·]))((?:(?:{words})\s?)+)\Z")


def _korean_words(text: str) -> Iterator[Figure]:
    """`두 배`, `한 시간`, `이틀`, `절반`."""
    known = figures()
    for match in _korean_pattern().finditer(text):
        begin, number, unit_text, whole, rest = match.start(), *match.groups()
        if begin and text[begin - 1].isalnum():
            continue  # `제한 시간`
        if number is not None:
            _, name, length = _hangul(unit_text)
            if name in known.units:
                yield Figure(begin, begin, match.start(2) + length, known.words[number], known.units[name].family, name)
        elif _ends(rest):
            value, name = known.whole.get(whole, (known.fractions.get(whole, 1), ""))
            yield Figure(begin, begin, match.end(3), value, known.units[name].family if name else "fraction", name)


@cache
def _korean_pattern() -> re.Pattern[str]:
    known = figures()
    numbers = "|".join(sorted(known.words, key=len, reverse=True))
    whole = "|".join(word for word in (*known.whole, *known.fractions) if HANGUL.match(word))
    # No lookbehind, because it would be tried at every position of a text.
    return re.compile(rf"({numbers})\s?([가-힣]+)|({whole})([가-힣]*)")


@cache
def _numbers_in_words() -> frozenset[str]:
    return frozenset(figures().english) | {"dozen", "hundred"}


def _english_words(text: str) -> Iterator[Figure]:
    """Yield figures in English words: `nine days`, `four`, `a dozen`."""
    known = figures()
    for match in _english_pattern().finditer(text):
        value, end, unit, name = _measured(text, known.english[match[0].lower()], match.end())
        family = unit.family if unit is not None else ""
        yield Figure(match.start(), match.start(), end, value, family, name, name not in known.ordinals)


@cache
def _english_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(figures().english, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
