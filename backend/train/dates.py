"""Times as people write them."""

from collections.abc import Callable, Mapping
from random import Random

from train.facts import LAST_YEAR, MONTHS, Language, Span

Point = tuple[int, int]

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DOTTED = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
LONG = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = (
    "Winter",
    "Winter",
    "Spring",
    "Spring",
    "Spring",
    "Summer",
    "Summer",
    "Summer",
    "Fall",
    "Fall",
    "Fall",
    "Winter",
)

POINTS: Mapping[str, Callable[[int, int], str]] = {
    "Jan 2020": lambda y, m: f"{SHORT[m - 1]} {y}",
    "Sept. 2020": lambda y, m: f"{DOTTED[m - 1]} {y}",
    "January 2020": lambda y, m: f"{LONG[m - 1]} {y}",
    "JAN 2020": lambda y, m: f"{SHORT[m - 1].upper()} {y}",
    "01/2020": lambda y, m: f"{m:02d}/{y}",
    "2020-01": lambda y, m: f"{y}-{m:02d}",
    "2020": lambda y, _: f"{y}",
    "Summer 2020": lambda y, m: f"{SEASONS[m - 1]} {y}",
    "Jan '20": lambda y, m: f"{SHORT[m - 1]} '{y % 100:02d}",
    "20XX": lambda _, m: f"{LONG[m - 1]} 20XX",
    "2020.01": lambda y, m: f"{y}.{m:02d}",
    "2020. 1": lambda y, m: f"{y}. {m}",
    "2020.1.": lambda y, m: f"{y}.{m}.",
    "2020년 1월": lambda y, m: f"{y}년 {m}월",
    "2020.01.02": lambda y, m: f"{y}.{m:02d}.{m * 2:02d}",
    "20.01": lambda y, m: f"{y % 100:02d}.{m:02d}",
    "'20.1": lambda y, m: f"'{y % 100:02d}.{m}",
    "2020/01": lambda y, m: f"{y}/{m:02d}",
}
ENGLISH = ("Jan 2020",) * 5 + ("January 2020",) * 3 + ("2020",) * 5 + (
    "Sept. 2020", "JAN 2020", "01/2020", "01/2020", "2020-01", "Summer 2020", "Jan '20", "20XX",
)  # fmt: skip
KOREAN = ("2020.01",) * 6 + ("2020년 1월",) * 2 + ("2020",) * 2 + (
    "2020. 1", "2020.1.", "2020.01.02", "20.01", "'20.1", "2020-01", "2020/01",
)  # fmt: skip
BETWEEN = {
    "en": (" – ", " - ", "–", " to ", " — ", "-", " – ", " - "),
    "ko": (" ~ ", "~", " - ", " – ", " ~ ", "-"),
}
OPEN = {
    "en": ("Present", "present", "Present", "Current", "now", "PRESENT", "Today"),
    "ko": ("현재", "현재", "재직중", "재직 중", "Present"),
}


class Dates:
    """How one document writes its times."""

    def __init__(self, random: Random, language: Language) -> None:
        self.form = random.choice(ENGLISH if language == "en" else KOREAN)
        self._point = POINTS[self.form]
        self._between = random.choice(BETWEEN[language])
        self._open = random.choice(OPEN[language])
        self._language = language
        if self._between == "-" and self.form in ("2020-01", "Jan '20", "20XX"):
            self._between = " - "

    def span(self, span: Span) -> str:
        """A time from one month to another; one date where they are the same to this document."""
        start = self._point(*span.start)
        end = self._open if span.end is None else self._point(*span.end)
        return start if start == end else f"{start}{self._between}{end}"

    def point(self, point: Point) -> str:
        """A month."""
        return self._point(*point)

    def length(self, span: Span) -> str:
        """How long it was."""
        end = span.end or (LAST_YEAR, 10)
        years, months = divmod((end[0] - span.start[0]) * MONTHS + end[1] - span.start[1] + 1, MONTHS)
        if self._language == "ko":
            return " ".join(filter(None, (f"{years}년" if years else "", f"{months}개월" if months else ""))) or "1개월"
        said = (f"{years} yr{'s' * (years > 1)}" if years else "", f"{months} mo{'s' * (months > 1)}" if months else "")
        return " ".join(filter(None, said)) or "1 mo"
