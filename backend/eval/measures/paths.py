"""Whether a learning path harms nobody, adds up, and leads somewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from learning_service.catalogue.library import catalogue

from eval.answers import Item, LearningPath, Resource, Schedule
from eval.measures.base import Case, Figure, judged
from eval.measures.languages import texts_of
from eval.measures.persons import expected
from eval.measures.topics import technologies
from eval.people import Person
from eval.texts import Bag, content_words, own_words
from shared.postings.phrases import WORD
from shared.professions.library import heads
from shared.skills.index import skill_index

MOST = 0.6
"""Share of the words of something a reader named from which on an item is about it."""

EITHER = re.compile(r"\s+or\s+|,\s+|이나\s+|나\s+|·|\s+및\s+")
PREMISE = re.compile(
    r"있다는 전제|있었다는 전제|묻는 것|하라는 것|as past work|as prior experience|as if it had really happened"
)
"""A reader's `never` that is about what is taken for granted or asked, and not about what is to be learnt."""

OFFICIAL_KINDS = frozenset({"official_docs", "standard"})
READS_ENGLISH = re.compile(r"토익|TOEIC|TOEFL|토플|OPIC|OPIc|오픽|IELTS|영어|English", re.IGNORECASE)
ROUNDING = 0.01


def paths_made(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of people who are given a path. Cannot see whether they need one."""
    return [
        judged(
            "people with a path",
            ((case.person.id, "path", None if case.path is not None else "none") for case in cases),
        )
    ]


def no_harm(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of items that touch nothing of which a reader of the trade says that nobody should advise it.

    An item touches it when most content words of one of its alternatives stand in the item's title and description,
    or the title names a technology that it names. Cannot see the same subject in other words.

    And the share of items for people outside software that name no technology of software which neither the résumé nor
    the request names: Git for a nurse. Cannot see a practice of software that no technology gives away.
    """
    return [
        judged("items that harm nobody", _harm(cases)),
        judged("no software for other trades", _software(cases)),
    ]


def asks_nothing_forbidden(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions whose own words touch nothing of which a reader of the trade says that nobody should ask it.

    By content words, like `no_harm`; cannot see what a question takes for granted.
    """
    return [judged("questions that harm nobody", _asked(cases))]


def not_held(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of the items that mend a gap whose title is not about something that the person has by the reader's word.

    By content words, like `no_harm`: cannot see the same subject in other words, and takes the next step in something
    that the person has for the thing itself.
    """
    return [judged("gaps that are gaps", _held(cases))]


def lacks_met(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of what a reader says the person lacks that some item is about, by half of its content words.

    A path of five items cannot meet all of it, and other gaps may be as good; for comparing generators only.
    """
    return [judged("lacks met by an item", _met(cases))]


def adds_up(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of paths whose weeks add up: each item has its hours, no week has more than there are, the total is the
    sum, weeks count from 1, items are in the path, and a path that is said to fit ends before its date.

    Cannot see whether an item can be learnt in its hours.
    """
    return [judged("schedules that add up", _sums(cases))]


def covered(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of items with a resource that is free and official, in a language that the person reads.

    The person reads the path's language, and English when they work in software or say so (TOEIC, 영어). Where an
    answer does not say what is official and free, the catalogue does, and else the kind: official documentation
    and standards. Cannot see whether the page is there (`make catalogue-check`) nor whether it teaches the item.
    """
    return [judged("items with a free official resource", _covered(cases))]


def is_about(texts: Sequence[str], subject: str, most: float = MOST) -> bool:
    """Whether texts are about a subject, or one of its alternatives: most of its content words stand in them, or the
    first names the technology that the subject names.
    """
    bag = Bag(texts)
    named = set(technologies(texts[0]).values()) if texts else set[str]()
    for alternative in EITHER.split(subject):
        words = content_words(alternative)
        technology = technologies(alternative)
        if named & set(technology.values()) and len(words) <= len(technology) + 1:
            return True
        if words and bag.share(words) >= most:
            return True
    return False


def wrong_sum(path: LearningPath) -> str | None:
    """What does not add up in a path's schedule."""
    plan = path.schedule
    if plan is None:
        return "no schedule"
    hours: dict[str, float] = {item.id: 0.0 for item in path.items}
    for week in plan.weeks:
        if sum(share.hours for share in week.shares) > plan.hours_per_week + ROUNDING:
            return f"week {week.week} has more than {plan.hours_per_week} hours"
        for share in week.shares:
            if share.item_id not in hours:
                return f"week {week.week} names an item that the path does not have"
            hours[share.item_id] += share.hours
    return _wrong_totals(path, plan, hours)


def _wrong_totals(path: LearningPath, plan: Schedule, hours: Mapping[str, float]) -> str | None:
    for item in path.items:
        if abs(hours[item.id] - item.estimated_hours) > ROUNDING:
            return f"{item.title}: {hours[item.id]:g} of {item.estimated_hours} hours"
    if abs(sum(hours.values()) - plan.total_hours) > ROUNDING:
        return f"{sum(hours.values()):g} hours, said to be {plan.total_hours:g}"
    if [week.week for week in plan.weeks] != list(range(1, len(plan.weeks) + 1)):
        return "weeks do not count from 1"
    return None


def _harm(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        advised = [one for one in case.person.truth.never if not PREMISE.search(one)]
        for _, path in case.paths:
            for item in path.items:
                touched = next((one for one in advised if is_about(texts_of(item)[:2], one)), None)
                yield case.person.id, item.title, f"touches: {touched}" if touched is not None else None


def _software(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        if _is_software(case.person):
            continue
        request = case.person.request
        own = [*case.person.texts, *case.person.lines, *request.focus, request.target_role or ""]
        known = {skill for text in own for skill in _named(text)}
        for _, path in case.paths:
            for item in path.items:
                foreign = _named(item.title) - known
                yield case.person.id, item.title, f"names {', '.join(sorted(foreign))}" if foreign else None


def _named(text: str) -> set[str]:
    """The technologies that a text names, short names such as Git too where they stand in capitals."""
    capitals = (found[0] for found in WORD.finditer(text) if found[0][0].isupper())
    short = {skill.id for word in capitals if (skill := skill_index().named(word)) is not None}
    return short | set(technologies(text).values())


def _is_software(person: Person) -> bool:
    """Whether the reader's word for the trade may be one of software."""
    trades = expected()[person.truth.profession]
    return any(trade is not None and heads()[trade].family == "software" for trade in trades)


def _asked(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        never = [PREMISE.sub("", one) for one in case.person.truth.never]
        for question in case.questions:
            own = own_words(question.question, question.evidence)
            touched = next((one for one in never if is_about(["", own], one, most=1.0)), None)
            yield case.person.id, question.question, f"touches: {touched}" if touched is not None else None


def _held(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for item in _items(case):
            if item.type == "weakness":
                held = next((one for one in case.person.truth.has if _is_that(item.title, one)), None)
                yield case.person.id, item.title, f"has: {held}" if held is not None else None


def _is_that(title: str, held: str) -> bool:
    """Whether a title is about something held, both ways: each has most of the other's words."""
    words = content_words(title)
    return is_about([title], held) and Bag([held]).share(words) >= MOST / 2


def _met(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        items = list(_items(case))
        for lack in case.person.truth.lacks:
            met = any(is_about(texts_of(item), lack, most=0.5) for item in items)
            yield case.person.id, lack, None if met else "no item"


def _sums(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for made, path in case.paths:
            yield case.person.id, f"{made.request.get('hours_per_week', '')} hours a week", wrong_sum(path)


def _covered(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for _, path in case.paths:
            reads = languages_of(case.person, path, case.first.profession if case.first is not None else None)
            for item in path.items:
                good = any(_is_free(one) and _is_official(one) and one.language in reads for one in item.resources)
                yield case.person.id, item.title, None if good else f"none of {len(item.resources)}"


def languages_of(person: Person, path: LearningPath, profession: str | None) -> frozenset[str]:
    """The languages that a person reads."""
    software = profession is not None and heads()[profession].family == "software"
    says_so = any(READS_ENGLISH.search(text) for text in person.texts)
    return frozenset({path.language, *(("en",) if software or says_so else ())})


def _items(case: Case) -> Iterator[Item]:
    """The items of the path without a hurry."""
    yield from case.path.items if case.path is not None else ()


def _is_official(resource: Resource) -> bool:
    known = resource.official if resource.official is not None else _known(resource.url, "official")
    return known if known is not None else resource.kind in OFFICIAL_KINDS


def _is_free(resource: Resource) -> bool:
    known = resource.free if resource.free is not None else _known(resource.url, "free")
    return known if known is not None else resource.kind in OFFICIAL_KINDS


def _known(url: str, member: str) -> bool | None:
    entry = _entries().get(url)
    value = entry.get(member) if entry is not None else None
    return value if isinstance(value, bool) else None


@cache
def _entries() -> Mapping[str, Mapping[str, object]]:
    return {entry.url: entry.model_dump() for entry in catalogue().by_id.values()}
