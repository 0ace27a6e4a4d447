"""The parts of a document that are neither work nor education: rows as text, tag, look, whether an item, and gap."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Literal, Protocol

from train.dates import Dates
from train.facts import Language, Lists, Person, Span, company, filled, lists, summary, told


class Planned(Protocol):
    """What is alike in a whole document, as far as these parts need it."""

    random: Random
    person: Person
    dates: Dates

    @property
    def language(self) -> Language:
        """The language of the document."""
        ...


Look = Literal["name", "heading", "head", "more", "body"]
Plain = tuple[str, str, Look, bool, bool]


def _summary(plan: Planned) -> Iterator[Plain]:
    yield summary(plan.random, plan.language, plan.person.headline), "summary", "body", False, False


def _skills(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    pool = random.sample(words["skills"], min(len(words["skills"]), random.randrange(4, 16)))
    form = random.random()
    sign = random.choice((", ", ", ", " · ", " | ", " / ", "; "))
    if form < 0.35:
        yield sign.join(pool), "skills", "body", False, False
    elif form < 0.65:
        bullet = random.random() < 0.4
        for name, begin in zip(random.sample(words["skill_groups"], 4), range(0, len(pool), 4), strict=False):
            colon = random.choice((": ", ": ", " | ", " - "))
            yield f"{name}{colon}{', '.join(pool[begin : begin + 4])}", "skills", "body", bullet, False
    elif form < 0.9:
        bullet = random.random() < 0.7
        if random.random() < 0.2:
            pool = [f"{one}   {other}" for one, other in zip(pool[::2], pool[1::2], strict=False)]
        for skill in pool[:10]:
            level = f" ({random.choice(words['levels'])})" if random.random() < 0.1 else ""
            yield skill + level, "skills", "body", bullet, False
    else:
        for name, begin in zip(random.sample(words["skill_groups"], 3), range(0, len(pool), 4), strict=False):
            yield name, "skills", "more", False, True
            yield ", ".join(pool[begin : begin + 4]), "skills", "body", False, False


def _certifications(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    form = random.choice(
        (
            "{n}, {i} ({d})",
            "{n} | {i} | {d}",
            "{n}",
            "{d} {n}",
            "{n} ({d})",
            "{n}, {d}",
            "{d} | {n} | {i}",
            "{n} - {i}, {d}",
        )
    )
    bullet = random.random() < 0.4
    for name in random.sample(words["certificates"], random.choice((1, 2, 2, 3, 4))):
        date = plan.dates.point((random.randrange(2005, 2025), random.randrange(1, 13)))
        yield form.format(n=name, i=random.choice(words["issuers"]), d=date), "certs", "body", bullet, False


def _activities(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    long = random.random() < 0.4
    bullet = not long and random.random() < 0.5
    for _ in range(random.choice((1, 2, 3))):
        name = random.choice(words["clubs"] if random.random() < 0.6 else words["prizes"])
        year = random.randrange(2006, 2025)
        date = plan.dates.span(Span((year, 3), (year + random.choice((0, 1, 2)), 11)))
        where = company(random, plan.language)
        form = random.choice(("{n}, {w}   {d}", "{n} ({d})", "{d} {n}", "{n} – {w}", "{n} | {w} | {d}"))
        yield form.format(n=name, w=where, d=date), "activities", "head" if long else "body", bullet, long
        if long:
            yield told(random, plan.language), "activities", "body", True, False


def _publications(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists("en")
    for _ in range(random.choice((2, 3))):
        author = f"{random.choice(words['family'])}, {random.choice(words['given'])[0]}."
        title = f"{random.choice(words['courses'])} and {random.choice(words['majors'])}"
        year, journal = random.randrange(2004, 2025), f"Journal of {random.choice(words['majors'])}"
        issue = f"{random.randrange(4, 60)}({random.randrange(1, 5)})"
        yield f"{author} ({year}). {title}. {journal}, {issue}.", "activities", "body", False, False


def _projects(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    bullets = random.random() < 0.7
    form = random.choice(("{n}", "{n}   {d}", "{n} ({d})", "{d} {n}", "{n} | {s}", "{n} – {s}", "{d}\n{n}", "{n}\n{d}"))
    for name in random.sample(words["projects"], random.choice((1, 2, 3))):
        year = random.randrange(2012, 2025)
        date = plan.dates.span(Span((year, 2), (year, 11)))
        skills = ", ".join(random.sample(words["skills"], 3))
        for at, text in enumerate(form.format(n=name, d=date, s=skills).split("\n")):
            yield text, "projects:body" if at else "projects:head", "more" if at else "head", False, not at
        for _ in range(random.choice((1, 2, 3))):
            yield told(random, plan.language), "projects:body", "body", bullets, False


def _languages(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    tongues = [
        (tongue, random.choice(words["levels"])) for tongue in random.sample(words["tongues"], random.choice((1, 2, 3)))
    ]
    if random.random() < 0.5:
        yield ", ".join(f"{tongue} ({level})" for tongue, level in tongues), "languages", "body", False, False
        return
    sign, bullet = random.choice((" - ", ": ", " | ", " – ", ", ")), random.random() < 0.4
    for tongue, level in tongues:
        yield f"{tongue}{sign}{level}", "languages", "body", bullet, False


def _other(plan: Planned) -> Iterator[Plain]:
    random, words = plan.random, lists(plan.language)
    for kind in random.sample(_OTHERS, 1):
        yield from kind(plan, words)


def _interests(plan: Planned, words: Lists) -> Iterator[Plain]:
    yield ", ".join(plan.random.sample(words["interests"], 3)), "other", "body", False, False


def _referees(plan: Planned, words: Lists) -> Iterator[Plain]:
    random = plan.random
    for _ in range(2):
        name = f"{random.choice(words['given'])} {random.choice(words['family'])}"
        if plan.language == "ko":
            name = random.choice(words["family"]) + random.choice(words["given"])
        at = company(random, plan.language)
        if random.random() < 0.5:
            yield f"{name}, {plan.person.headline}, {at}", "other", "body", False, True
        else:
            yield name, "other", "body", False, True
            yield f"{plan.person.headline}, {at}", "other", "body", False, False
        yield f"{random.choice(words['stems']).lower().replace(' ', '')}@example.com", "other", "body", False, False


def _military(plan: Planned, _: Lists) -> Iterator[Plain]:
    year = plan.random.randrange(2000, 2022)
    date = plan.dates.span(Span((year, 3), (year + 1, 12)))
    served = (
        ("육군 병장 만기제대", "군필", "공군 병장 전역")
        if plan.language == "ko"
        else ("National Service, Corporal", "Army Reserve")
    )
    yield f"{plan.random.choice(served)} ({date})", "other", "body", False, False


def _essay(plan: Planned, _: Lists) -> Iterator[Plain]:
    yield (
        " ".join(summary(plan.random, plan.language, plan.person.headline) for _ in range(3)),
        "other",
        "body",
        False,
        False,
    )


def _courses(plan: Planned, words: Lists) -> Iterator[Plain]:
    for course in plan.random.sample(words["courses"], 3):
        yield course, "other", "body", True, False


def _declared(plan: Planned, words: Lists) -> Iterator[Plain]:
    yield filled("{town}", plan.random, plan.language), "other", "body", False, False
    yield words["employment"][0], "other", "body", False, False


_OTHERS: tuple[Callable[[Planned, Lists], Iterator[Plain]], ...] = (
    _interests, _interests, _referees, _referees, _military, _essay, _courses, _declared,
)  # fmt: skip


def _contact(plan: Planned) -> Iterator[Plain]:
    who = plan.person
    for text in (who.email, who.phone, who.place):
        yield text, "contact", "body", False, False


def _active(plan: Planned) -> Iterator[Plain]:
    yield from _publications(plan) if plan.random.random() < 0.15 else _activities(plan)


SECTIONS: Mapping[str, Callable[[Planned], Iterator[Plain]]] = {
    "summary": _summary,
    "skills": _skills,
    "certifications": _certifications,
    "activities": _active,
    "projects": _projects,
    "languages": _languages,
    "other": _other,
    "contact": _contact,
}
