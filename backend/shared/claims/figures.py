"""Figures in a text: numbers with their units, in digits and in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from shared.claims.vocabulary import Unit, figures, korean

REMEMBERED = 4_096
NUMBER = re.compile(
    r"([$€£₩¥]\s?)?(\d+(?:,\d{3}(?!\d))*(?:\.\d+)?)(?:\s?[~∼〜–-]\s?(?=\d)(\d+(?:,\d{3}(?!\d))*(?:\.\d+)?))?(?:\+|여(?=\s?[가-힣]))?"
)
UNIT = re.compile(r"\s?(%p|[%％℃㎡㎞㎜]|°[CF]|[A-Za-zµμ]+[²2]?(?:/[hs])?(?![A-Za-z0-9])|-fold|[가-힣]+)")
SMALLER = re.compile(r"\s?(\d[\d,]*)(\s?)([가-힣]+|[A-Za-z]+)")
PER = re.compile(r"\s?(?:/\s?|(?:a|an|per|each|every)\s)([A-Za-z]+|[가-힣])(?![A-Za-z])")
SHORT_YEAR = re.compile(r"(?:19|20)\d\d(?:\.\d\d?)?\Z")
NO_FIGURE_AFTER = re.compile(r":\d\d|\.\d")
OUT_OF = re.compile(r"\s?/\s?(?:5(?:\.0)?|10(?:\.0)?|100|4\.5|4\.3|4\.0)(?![\d/])")
SIGNS = "+-−–±"
COMPOUND = re.compile(r"-(?!fold)[A-Za-z]")
MAX_UNIT = 5
WORDS_BEFORE = 12
YEARS = "년"
TREES, MANY_TREES = "주", 200
"""A unit of trees and of weeks: nobody works 1,500 weeks."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its place.

    `family` is what its unit measures, empty when it has none. `plain` says that it counts or measures something: it
    is no date, no rank, no part of a name. `number` is where the number itself begins, behind words such as `월`.
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
        """The figure as it is written."""
        return text[self.start : self.end]

    @property
    def size(self) -> float:
        """The value in the unit of the family, to compare figures of one family."""
        unit = figures().units.get(self.unit)
        return self.value * (unit.factor if unit is not None else 1)


def figures_in(text: str) -> list[Figure]:
    """The figures of `text` in their order."""
    found = list(_digits(text))
    if _HANGUL.search(text):
        words = [
            word for word in _hangul_words(text) if all(word.start >= one.end or word.end <= one.start for one in found)
        ]
        if words:
            found.extend(words)
            found.sort(key=lambda figure: figure.start)
    elif not _english_numbers().isdisjoint(text.lower().split()):
        found.extend(_english_words(text))
        found.sort(key=lambda figure: figure.start)
    return found


_HANGUL = re.compile("[가-힣]")


def _digits(text: str) -> Iterator[Figure]:
    reached = 0
    for match in NUMBER.finditer(text):
        if match.start() >= reached:
            figure = _figure(text, match)
            if figure is not None:
                reached = figure.end
                yield figure


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    if COMPOUND.match(text, end) or (start and _glued(text, start) and match[1] is None):
        return None
    value = _value(match[3] or match[2])
    value, end, unit, name = _measured(text, value, end)
    family = unit.family if unit is not None else "money" if match[1] else ""
    if unit is None and not match[1] and end == match.end() and end < len(text) and _letter(text[end]):
        return None  # `3D`, `7th`
    if unit is None and "." in match[2] and (score := OUT_OF.match(text, end)):
        end, family = score.end(), "score"
    if unit is not None and name == TREES and value >= MANY_TREES:
        family = "count"
    plain = not (name in figures().ordinals or _is_date(match[2], unit, name) or NO_FIGURE_AFTER.match(text, end))
    if plain and (per := PER.match(text, end)) and (per[1] in figures().periods or per[0].lstrip().startswith("/")):
        end = per.end()
    if end < len(text) and text[end] == "+":
        end += 1
    first = _with_words_before(text, start) if plain and start and text[start - 1] in " \u00a0" else start
    sign = _sign(text, start) if family else ""
    return Figure(first - len(sign), start, end, value, family, name, plain, sign)


def _sign(text: str, start: int) -> str:
    """The sign of a change: `+2.4%p`, `-11 %`."""
    if not start or text[start - 1] not in SIGNS:
        return ""
    return text[start - 1] if start == 1 or text[start - 2] in " (,:" else ""


def _glued(text: str, start: int) -> bool:
    """Whether the number is a part of a name: `p99`, `HTTP/2`, `B2B`, `1.2.3`."""
    before = text[start - 1]
    if before.isalnum() and (before.isascii() or before.isdigit()):
        return True
    return before in "/.-_#:" and start > 1 and text[start - 2].isalnum()


def _letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _value(number: str) -> float:
    return float(number.replace(",", "").rstrip(".") or 0)


def _measured(text: str, value: float, end: int) -> tuple[float, int, Unit | None, str]:
    """The value with its scale, where the figure ends, its unit and the unit's name, as far as there are any."""
    known = figures()
    total, scaled = 0.0, False
    while found := UNIT.match(text, end):
        name = found[1]
        part = _hangul(name) if _HANGUL.match(name) else _latin(text, found.start(1), name)
        if part is None:
            break
        scale, unit, length = part
        if scale:
            if scaled and value and not total:
                break
            total, value, end, scaled = total + value * known.scales[scale], 0.0, found.start(1) + len(scale), True
            if not unit and (more := SMALLER.match(text, end)) and _continues(more, scale):
                value, end = _value(more[1]), more.end(1)
                continue
        if unit:
            end = found.start(1) + length
            value, end = _with_smaller(text, total + value, end, unit)
            return value, end, known.units.get(unit), unit
        if not scale:
            break
    return total + value, end, None, ""


def _continues(more: re.Match[str], scale: str) -> bool:
    """Whether a smaller number goes on after a scale: `1억 5천만 원`, `1만 2천 명`."""
    part = _hangul(more[3]) if _HANGUL.match(more[3]) else None
    return part is not None and (part[0] == "" or figures().scales[part[0]] < figures().scales[scale])


def _with_smaller(text: str, value: float, end: int, unit: str) -> tuple[float, int]:
    """`6분 20초`, `1 h 20 min`: what is added in a smaller unit of time."""
    known = figures().units
    first = known.get(unit)
    while first is not None and first.family == "time" and (more := SMALLER.match(text, end)):
        hangul = _hangul(more[3]) if _HANGUL.match(more[3]) else None
        name = hangul[1] if hangul is not None else more[3]
        smaller = known.get(name)
        if smaller is None or smaller.family != "time" or smaller.factor >= first.factor:
            break
        value, end = value + _value(more[1]) * smaller.factor / first.factor, more.start(3) + len(name)
    return value, end


@lru_cache(REMEMBERED)
def _hangul(run: str) -> tuple[str, str, int] | None:
    """The scale and the unit that a run of Hangul begins with, and how long both are; `None` for any other word."""
    known = figures()
    scale = next((run[:length] for length in (2, 1) if run[:length] in known.scales), "")
    for begin in (len(scale), 0) if scale else (0,):
        rest = run[begin:]
        for length in range(min(MAX_UNIT, len(rest)), 0, -1):
            unit = rest[:length]
            if (unit in known.units or unit in known.ordinals) and _ends(rest[length:]):
                return run[:begin], unit, begin + length
    return (scale, "", len(scale)) if scale and _ends(run[len(scale) :]) else None


def _ends(rest: str) -> bool:
    """Whether a unit may end before `rest`: before nothing, a particle, or a word such as 간 and 이상."""
    if not rest or rest in PARTICLES:
        return True
    known = figures()
    return any(rest.startswith(word) and _ends(rest[len(word) :]) for word in known.after) or rest in korean().doing


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


def _latin(text: str, start: int, name: str) -> tuple[str, str, int] | None:
    """The scale and the unit that begin at `start`, and how long both are; a unit may have two words."""
    known = figures()
    if name in known.scales and name not in known.units:
        return name, "", len(name)
    space = text.find(" ", start)
    second = text[start : text.find(" ", space + 1)] if space > 0 and text.find(" ", space + 1) > 0 else text[start:]
    for candidate in (second.rstrip(".,;)"), name, name.lower()):
        if candidate in known.units or candidate in known.ordinals:
            # `4.2m` is money or people, `4.2 m` is a length.
            if candidate == "m" and text[start - 1] != " ":
                return "m", "", 1
            return "", candidate if candidate in known.units else candidate.lower(), len(candidate)
    if name in known.scales:
        return name, "", len(name)
    return None


def _is_date(number: str, unit: Unit | None, name: str) -> bool:
    if name == YEARS or (unit is None and not name):
        return SHORT_YEAR.match(number) is not None
    return False


def _with_words_before(text: str, start: int) -> int:
    """Where the figure begins with what stands before its number: `월 7건`, `하루 평균 12명`."""
    found = _before().search(text, max(0, start - WORDS_BEFORE), start)
    return found.start(1) if found is not None else start


@lru_cache(1)
def _before() -> re.Pattern[str]:
    words = "|".join(sorted(figures().before, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s(,·]))((?:(?:{words})\s?)+)\Z")


def _hangul_words(text: str) -> Iterator[Figure]:
    """`두 배`, `한 시간`, `이틀`, `절반`."""
    known = figures()
    for match in _words().finditer(text):
        if match[1] is not None:
            part = _hangul(match[2])
            if part is None or not part[1]:
                continue
            unit = known.units.get(part[1])
            if unit is not None:
                yield Figure(
                    match.start(), match.start(), match.start(2) + part[2], known.words[match[1]], unit.family, part[1]
                )
        elif match[3] in known.whole and _ends(match[4]):
            value, name = known.whole[match[3]]
            yield Figure(match.start(), match.start(), match.end(3), value, known.units[name].family, name)
        elif match[3] in known.fractions and _ends(match[4]):
            yield Figure(match.start(), match.start(), match.end(3), known.fractions[match[3]], "fraction")


@lru_cache(1)
def _words() -> re.Pattern[str]:
    known = figures()
    numbers = "|".join(sorted(known.words, key=len, reverse=True))
    whole = "|".join(word for word in (*known.whole, *known.fractions) if _HANGUL.match(word))
    return re.compile(rf"(?<![가-힣\d])(?:({numbers})\s?(?=[가-힣])([가-힣]+)|({whole})([가-힣]*))")


@lru_cache(1)
def _english_numbers() -> frozenset[str]:
    return frozenset(figures().english) | {"dozen", "hundred"}


def _english_words(text: str) -> Iterator[Figure]:
    """`nine days`, `four`, `a dozen`."""
    known = figures()
    for match in _english_pattern().finditer(text):
        value, end, unit, name = _measured(text, known.english[match[0].lower()], match.end())
        family = unit.family if unit is not None else ""
        if family in ("", "time"):
            yield Figure(match.start(), match.start(), end, value, family, name, name not in known.ordinals)


@lru_cache(1)
def _english_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(figures().english, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
