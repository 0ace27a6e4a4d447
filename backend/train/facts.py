"""People who do not exist, with their jobs and schools: what generated documents say, before anybody lays it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

import yaml

from shared.professions.library import heads

Language = Literal["ko", "en"]
Lists = Mapping[str, list[str]]

LAST_YEAR = 2025
MONTHS = 12
CAPITAL = 0.8
"""The share of English documents that begin positions with capitals."""


@dataclass(frozen=True, slots=True)
class Span:
    """From which month to which, both as (year, month); `None` for an end that is open."""

    start: tuple[int, int]
    end: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Work:
    """A job."""

    company: str
    position: str
    department: str
    place: str
    employment: str
    span: Span
    told: tuple[str, ...]
    project: str


@dataclass(frozen=True, slots=True)
class Study:
    """A time at a school."""

    school: str
    degree: str
    major: str
    place: str
    grade: str
    span: Span

    @property
    def left(self) -> tuple[int, int]:
        """The month in which it ended."""
        return self.span.end or self.span.start


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that a document says about somebody."""

    language: Language
    name: str
    email: str
    phone: str
    place: str
    headline: str
    jobs: tuple[Work, ...]
    schools: tuple[Study, ...]


@cache
def lists(language: Language) -> Lists:
    """The words of a language."""
    text = (files("train") / "data" / "names.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, list[object]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {name: [str(word) for word in words] for name, words in loaded[language].items()}


@cache
def professions(language: Language) -> tuple[tuple[str, ...], ...]:
    """The titles of each profession, and behind them its words."""
    return tuple(head.titles.of(language) for head in heads().values())


ONSETS = (
    "B",
    "Br",
    "C",
    "D",
    "F",
    "G",
    "Gr",
    "H",
    "K",
    "L",
    "M",
    "N",
    "P",
    "Qu",
    "R",
    "S",
    "St",
    "T",
    "Tr",
    "V",
    "W",
    "Z",
)
MIDDLES = ("a", "e", "i", "o", "u", "ar", "el", "in", "or", "an", "ai", "ou")
CODAS = (
    "nd",
    "ton",
    "ria",
    "vale",
    "ck",
    "mere",
    "x",
    "nia",
    "ly",
    "ford",
    "sen",
    "zo",
    "tek",
    "burg",
    "wick",
    "ra",
    "lin",
    "co",
)
SYLLABLES = (
    "가나다라마바사아자차카타파하고노도로모보소오조초호기니디리미비시이지치히한선현진"
    "성우주연경인은원영동남서북강산천해송윤명태광세화정보"
)
MADE = 0.35
"""The share of words that no list has."""


def stem(random: Random, language: Language) -> str:
    """A word that names are made of: of a list, or one that nobody has heard."""
    if random.random() > MADE:
        return random.choice(lists(language)["stems"])
    if language == "ko":
        return "".join(random.choice(SYLLABLES) for _ in range(random.choice((2, 2, 2, 3))))
    return random.choice(ONSETS) + random.choice(MIDDLES) + random.choice(CODAS)


def town(random: Random, language: Language) -> str:
    """A town; in English some have several words."""
    if language == "en" and random.random() < MADE:
        made = stem(random, language)
        return random.choice(
            ("{}", "{}", "{} Falls", "Port {}", "North {}", "San {}", "{} del Norte", "St {}s")
        ).format(made)
    return random.choice(lists(language)["towns"])


def filled(pattern: str, random: Random, language: Language, **known: str) -> str:
    """`pattern` with words of the lists in place of their names: `{town}`, `{stem}`."""
    words = lists(language)
    return pattern.format_map(
        {
            "town": town(random, language).rpartition(" ")[2] if language == "ko" else town(random, language),
            "stem": stem(random, language),
            "given": random.choice(words["given"]),
            "family": random.choice(words["family"]),
            "coined": random.choice(lists("en")["coined"]),
            "n": str(random.choice((2, 3, 5, 8, 12, 15, 20, 30, 40, 120, 300))),
            "o": random.choice(words["objects"]),
            **known,
        }
    )


def person(random: Random, language: Language) -> Person:
    """Somebody, of any profession."""
    words = lists(language)
    titles = random.choice(professions(language))
    given, family = random.choice(words["given"]), random.choice(words["family"])
    name = family + given if language == "ko" else f"{given} {family}"
    account = f"{random.choice(lists('en')['given'])}.{random.choice(lists('en')['stems'])}".lower().replace(" ", "")
    jobs = _jobs(random, language, titles)
    return Person(
        language,
        name,
        f"{account}@example.{random.choice(('com', 'org', 'net', 'kr'))}",
        _phone(random, language),
        _place(random, language),
        jobs[0].position if jobs else random.choice(titles),
        jobs,
        tuple(_study(random, language, number) for number in range(random.choice((1, 1, 2, 2, 3)))),
    )


def company(random: Random, language: Language) -> str:
    """The name of an employer."""
    words = lists(language)
    if random.random() < 0.3:
        return filled(random.choice(words["bodies"]), random, language)
    return _korean_company(random, words) if language == "ko" else _english_company(random, words)


def _korean_company(random: Random, words: Lists) -> str:
    first, trade = stem(random, "ko"), random.choice(words["trades"])
    name = first + stem(random, "ko") if random.random() < 0.2 else first + trade
    if random.random() < 0.06:
        name = f"{first} {trade}"
    form = random.random()
    if form < 0.16:
        return f"(주){name}"
    if form < 0.24:
        return f"㈜{name}"
    if form < 0.30:
        return f"{name}(주)"
    if form < 0.36:
        return f"주식회사 {name}"
    return name


def _english_company(random: Random, words: Lists) -> str:
    form = random.random()
    if form < 0.2:
        name = random.choice(words["coined"])
    elif form < 0.28:
        name = f"{random.choice(words['family'])} & {random.choice(words['family'])}"
    elif form < 0.36:
        name = f"{random.choice(words['family'])} {random.choice(words['trades'])}"
    elif form < 0.42:
        name = f"The {stem(random, 'en')} {random.choice(words['trades'])}"
    elif form < 0.5:
        name = f"{stem(random, 'en')} {stem(random, 'en')}"
    elif form < 0.56:
        name = f"{town(random, 'en')} {stem(random, 'en')} {random.choice(words['trades'])}"
    else:
        name = f"{stem(random, 'en')} {random.choice(words['trades'])}"
    if random.random() < 0.25:
        legal = random.choice(words["legal"])
        return name + legal if legal.startswith(",") else f"{name} {legal}"
    return name


def _place(random: Random, language: Language) -> str:
    words = lists(language)
    name = town(random, language)
    if random.random() < 0.05:
        return random.choice(("Remote", "Hybrid", "On-site") if language == "en" else ("재택", "원격", "서울"))
    return name if language == "ko" or random.random() < 0.3 else f"{name}, {random.choice(words['regions'])}"


def _phone(random: Random, language: Language) -> str:
    tail = f"{random.randrange(10000):04d}"
    if language == "ko":
        return random.choice(("010-{}-{}", "010.{}.{}", "010 {} {}")).format(f"{random.randrange(10000):04d}", tail)
    return random.choice(("+44 20 7946 {1}", "(555) 555-{1}", "+1 555 {0} {1}", "555-{0}-{1}")).format("555", tail)


def _jobs(random: Random, language: Language, titles: tuple[str, ...]) -> tuple[Work, ...]:
    """Some jobs, the latest first."""
    year, found = LAST_YEAR + 1, list[Work]()
    capital = random.random() < CAPITAL
    for number in range(random.choice((1, 2, 2, 3, 3, 3, 4, 5))):
        span = _span(random, year, open_end=number == 0 and random.random() < 0.6)
        year = span.start[0]
        found.append(_work(random, language, titles, span, capital=capital))
    return tuple(found)


def _work(random: Random, language: Language, titles: tuple[str, ...], span: Span, *, capital: bool) -> Work:
    words = lists(language)
    position = random.choice(titles)
    if language == "ko" and random.random() < 0.5:
        position = random.choice(words["ranks"])
    elif random.random() < 0.1:
        position = random.choice(random.choice(professions(language)))
    if language == "en":
        position = position.title() if capital else position
        if random.random() < 0.15:
            position = f"{random.choice(('Senior', 'Junior', 'Lead', 'Assistant', 'Head', 'Trainee'))} {position}"
    if random.random() < 0.12:
        position += random.choice(BEHIND[language])
    return Work(
        company(random, language),
        position,
        random.choice(words["teams"]),
        _place(random, language),
        random.choice(words["employment"]),
        span,
        tuple(told(random, language) for _ in range(random.choice((0, 1, 2, 3, 3, 4)))),
        random.choice(words["projects"]),
    )


def _study(random: Random, language: Language, number: int) -> Study:
    words = lists(language)
    begin = LAST_YEAR - random.randrange(3, 25) - 4 * number
    grade = random.choice(("3.8/4.5", "4.1/4.5", "3.52 / 4.5", "85/100") if language == "ko" else GRADES)
    return Study(
        filled(random.choice(words["schools"]), random, language),
        random.choice(words["degrees"]),
        random.choice(words["majors"]),
        _place(random, language),
        grade,
        Span((begin, random.choice((3, 9))), (begin + random.choice((2, 3, 4)), random.choice((2, 6, 8)))),
    )


BEHIND = {
    "en": (
        " II",
        " (part-time)",
        " Intern",
        ", Grade 5",
        " & Trainer",
        " / Team Lead",
        " (contract)",
        " - Night Shift",
        ", E-4",
    ),
    "ko": ("(팀장)", "/팀원", " 인턴", "(계약직)", " 겸 강사", "(주간)", "/파트장"),
}
GRADES = ("GPA 3.8", "GPA: 3.67/4.0", "First Class Honours", "2:1", "Distinction", "cum laude")


def told(random: Random, language: Language) -> str:
    """A line about what somebody has done."""
    words = lists(language)
    end = filled(random.choice(words["ends"]), random, language)
    if language == "ko":
        return end
    sentence = f"{random.choice(words['verbs'])} {random.choice(words['objects'])} {end}".strip()
    return f"{sentence}." if random.random() < 0.3 else sentence


def summary(random: Random, language: Language, headline: str) -> str:
    """What somebody says about themselves."""
    words = lists(language)
    said = random.sample(words["summaries"], random.choice((1, 2, 3)))
    return " ".join(filled(one, random, language, role=headline, Role=headline.capitalize()) for one in said)


def _span(random: Random, before: int, *, open_end: bool) -> Span:
    last = max(before - random.choice((0, 1, 1)), 1975)
    start = last - random.choice((0, 1, 1, 2, 3, 5))
    first = (start, random.randrange(1, 7))
    return Span(first, None if open_end else (last, random.randrange(7, MONTHS + 1)))
