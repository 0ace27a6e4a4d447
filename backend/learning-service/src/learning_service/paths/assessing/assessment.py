"""Assesses a person against the requirements."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from learning_service.catalogue.resources import STACKS
from learning_service.paths.assessing.admissions import is_admission
from learning_service.paths.assessing.focus import topics_of
from learning_service.paths.assessing.gaps import Gaps
from learning_service.paths.assessing.models import Assessment, Strength, Topic, evidence_of
from learning_service.paths.assessing.skills import Skills
from learning_service.paths.models import Wish
from shared.claims.models import Claim
from shared.postings.phrases import content_words
from shared.professions.library import heads
from shared.profiles.profile import Profile
from shared.resumes.anchors import SKILL_LIST
from shared.resumes.document import Language

UNCOUNTED = frozenset({"studied", "recognised", "taught", "cared"})
"""Kinds of claims without a before and after, such as a course or a prize."""

COUNTED = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|half|halved|third|quarter|twice|doubled|tripled|no|zero)\b"
    r"|두 배|절반|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?(?:번|명|배|개|곳|건|팀|달)",
    re.IGNORECASE,
)
MIN_LETTERS = 12
"""Minimum length of a result that could be quantified."""

MIN_SKILLS = 2
"""Minimum number of software skills from which a person of unknown profession works in software; one word may be
ambiguous."""

MIN_WEIGHT = 0.3
"""Minimum weight of a claim for a strength."""


_kept: WeakKeyDictionary[Profile, dict[Language, Assessment]] = WeakKeyDictionary()
"""Without a focus, all paths of a profile begin with the same assessment. It is kept as long as the profile is."""


def assess(profile: Profile, wish: Wish) -> Assessment:
    """Return the strengths and gaps of a person, which nobody may change. The result is deterministic."""
    if wish.focus_areas:
        return _assessed(profile, wish)
    known = _kept.setdefault(profile, {})
    if wish.language not in known:
        known[wish.language] = _assessed(profile, wish)
    return known[wish.language]


def _assessed(profile: Profile, wish: Wish) -> Assessment:
    is_software = works_in_software(profile)
    skills = Skills(profile, wish.language)
    focus = topics_of(wish.focus_areas, profile, skills, is_software=is_software)
    strengths = list(_strengths(profile, skills, focus, is_software=is_software))
    carried = {one.topic.key for one in strengths if one.topic is not None}
    wished = [topic for topic in focus if topic.key not in carried]
    gaps = Gaps(profile, skills, is_software=is_software).found(wished)
    old = _of_other_trades(profile)
    told = (
        replace(one, is_of_old_trade=one.claim is not None and one.claim.pointer.startswith(old)) for one in strengths
    )
    order = sorted(
        told,
        key=lambda one: (not one.focus, one.is_of_old_trade, not one.is_measured, one.claim is None, -_weight(one)),
    )
    stack = STACKS & skills.with_bases(profile.held_skills)
    return Assessment(tuple(order), gaps, tuple(_unmeasured(profile.claims)), stack)


def _of_other_trades(profile: Profile) -> tuple[str, ...]:
    """Return the beginnings of pointers to jobs in other families of trades, whose results convince less."""
    if profile.profession is None:
        return ()
    family = profile.profession.family
    jobs = (job for job in profile.career.jobs if job.profession is not None)
    return tuple(f"{job.pointer}/" for job in jobs if heads()[job.profession or ""].family != family)


def works_in_software(profile: Profile) -> bool:
    """Return whether interviews ask this person about technologies."""
    if profile.profession is not None:
        return profile.profession.family == "software"
    listed = any(profile.skills.named(text) for _, text in profile.resume.texts(SKILL_LIST))
    return listed or len(profile.held_skills) >= MIN_SKILLS


def _strengths(profile: Profile, skills: Skills, focus: Sequence[Topic], *, is_software: bool) -> Iterator[Strength]:
    wanted = {topic.key for topic in focus}
    told: set[str] = set()
    for shown in profile.competencies:
        topic = Topic.of(shown.competency, skills.language)
        # A claim represents only one competency, unless the person requested that competency.
        claim = _best(shown.claims, told) or (_best(shown.claims, set()) if topic.key in wanted else None)
        if claim is not None:
            told.add(claim.text)
            yield Strength(topic, claim, (evidence_of(claim),), topic.key in wanted)
    for topic in focus:
        if topic.practice is not None and (claim := _best(_about(topic.name, profile.claims), told)) is not None:
            told.add(claim.text)
            yield Strength(topic, claim, (evidence_of(claim),), focus=True)
    if is_software:
        yield from _of_skills(profile, skills, wanted, told)
    others = _of_other_trades(profile)
    for claim in sorted(profile.claims, key=lambda claim: (not is_achievement(claim), -claim.weight)):
        # For an unknown profession, any substantial work counts as a strength; after a change of trade, any in the new.
        is_new_trade = bool(others) and is_achievement(claim) and not claim.pointer.startswith(others)
        any_counts = profile.profession is None or is_new_trade
        says_enough = claim.measure is not None or (any_counts and claim.weight >= MIN_WEIGHT)
        if says_enough and claim.text not in told and not is_admission(claim):
            told.add(claim.text)
            yield Strength(None, claim, (evidence_of(claim),))


def _of_skills(profile: Profile, skills: Skills, wanted: set[str], told: set[str]) -> Iterator[Strength]:
    known = profile.profession
    trade = {one for competency in known.competencies for one in competency.skills} if known else set(skills.used)
    for strength in skills.strengths():
        assert strength.topic is not None
        identifier = strength.topic.key
        own = [claim for claim in profile.claims if any(one.id == identifier for one in claim.skills)]
        claim = _best(own, told)
        if identifier not in wanted and identifier not in trade:
            # Skills that the profession does not ask about were used in passing.
            continue
        if claim is not None:
            told.add(claim.text)
            yield Strength(strength.topic, claim, (evidence_of(claim),), identifier in wanted)
        else:
            yield replace(strength, focus=identifier in wanted)


def _best(claims: Iterable[Claim], told: set[str]) -> Claim | None:
    """Return the best claim, preferring measured ones, that does not already represent something else."""
    fitting = [
        claim for claim in claims if claim.text not in told and claim.weight >= MIN_WEIGHT and not is_admission(claim)
    ]
    return max(
        fitting,
        key=lambda claim: (claim.measure is not None, is_achievement(claim), claim.weight, -claim.order),
        default=None,
    )


def is_achievement(claim: Claim) -> bool:
    """Return whether a claim is in the list of results that the person chose."""
    return "achievements/" in claim.pointer


def _about(text: str, claims: Iterable[Claim]) -> list[Claim]:
    words = set(content_words(text))
    return [claim for claim in claims if len(words & set(content_words(claim.text))) * 2 >= len(words)]


def _unmeasured(claims: Sequence[Claim]) -> Iterator[Claim]:
    for claim in sorted(claims, key=lambda claim: (claim.order, not is_achievement(claim), -claim.weight)):
        counted = claim.measure is not None or COUNTED.search(claim.text) is not None
        says_enough = is_achievement(claim) and len(claim.text) >= MIN_LETTERS
        if says_enough and not counted and claim.kind not in UNCOUNTED and not is_admission(claim):
            yield claim


def _weight(strength: Strength) -> float:
    return strength.claim.weight if strength.claim is not None else 0.0
