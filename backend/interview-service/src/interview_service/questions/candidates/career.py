"""Questions of every interview, each based on a title, on dates or on the posting."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interview_service.questions.bank import AngleBank, Moment
from interview_service.questions.candidates.claims import is_askable
from interview_service.questions.candidates.models import Candidate, evidence_of, quoted
from interview_service.questions.candidates.postings import may_be_asked
from interview_service.questions.models import Wish
from shared.claims.models import Claim
from shared.profiles.career import Job
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence

RANKS: Mapping[Moment, float] = {
    "change_of_career": 64.0,
    "gap": 64.0,
    "short_stays": 62.0,
    "target_role": 8.0,
    "why_posting": 6.0,
    "two_at_once": 4.0,
    "first_job": 0.0,
    "promotion": -2.0,
    "introduction": 2.0,
    "introduction_student": 2.0,
}
"""Notable dates rank high. The rest ranks below all questions about what the person did, because it would fit anybody
with other titles in it."""

MAX_TITLE_LENGTH = 30
UNSPOKEN = re.compile(r"[→>/,(]|->")
LONG = 24
"""Months from which a duration is expressed in years."""

MIN_OPENING, MAX_OPENING = 14, 110
"""Length in characters of a claim that an introduction can begin with."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The evidence and slot values of a moment of a career."""

    moment: Moment
    evidence: tuple[Evidence, ...]
    slots: Mapping[str, str]
    on_posting: bool = False


def of_career(profile: Profile, wish: Wish, bank: AngleBank) -> Iterator[Candidate]:
    """Yield every question for every moment of this career."""
    for ground in _grounds(profile, wish):
        for question in bank.careers:
            wording = question.of(wish.language)
            if question.when != ground.moment or not wording.slots <= ground.slots.keys() or not ground.evidence:
                continue
            yield Candidate(
                skeleton=question.id,
                source="career",
                about=f"career.{ground.moment}",
                type=question.type,
                difficulty=question.difficulty,
                topics=(TOPICS[wish.language][ground.moment],),
                lead_in="",
                asks=wording.question,
                digs=wording.follow_ups,
                intent=wording.intent,
                covers=wording.covers,
                evidence=ground.evidence,
                slots=ground.slots,
                rank=RANKS[ground.moment],
                on_posting=ground.on_posting,
                theme=f"career.{ground.moment}",
            )


TOPICS: Mapping[str, Mapping[Moment, str]] = {
    "ko": {
        "change_of_career": "직무 전환",
        "gap": "경력 공백",
        "short_stays": "이직",
        "target_role": "희망 직무",
        "why_posting": "지원 동기",
        "two_at_once": "병행",
        "first_job": "첫 직장",
        "promotion": "역할 변화",
        "introduction": "자기소개",
        "introduction_student": "자기소개",
    },
    "en": {
        "change_of_career": "career change",
        "gap": "gap in employment",
        "short_stays": "changes of job",
        "target_role": "target role",
        "why_posting": "motivation",
        "two_at_once": "two jobs at once",
        "first_job": "first job",
        "promotion": "change of role",
        "introduction": "introduction",
        "introduction_student": "introduction",
    },
}


def _grounds(profile: Profile, wish: Wish) -> Iterator[Ground]:
    career, latest = profile.career, profile.career.latest
    if latest is None:
        yield from _of_students(profile)
    elif latest.position:
        first = next((job for job in career.jobs if job.position and job.position != latest.position), None)
        if first is not None and first.position and _is_spoken(latest.position) and _is_spoken(first.position):
            places = (*_place(profile, latest), *_place(profile, first))
            yield Ground("introduction", places, {"role": latest.position, "first": first.position})
        if (best := _best(profile)) is not None:
            places = (evidence_of(best), *_place(profile, latest))
            yield Ground("introduction", places, {"role": latest.position, "quote": quoted(best)})
    yield from _of_posting(profile, latest)
    yield from _of_role(profile, wish, latest)
    yield from _of_dates(profile, wish)
    if (two := career.promotion()) is not None and two[0].position and two[1].position:
        slots = {"role": two[1].position, "role_before": two[0].position}
        yield Ground("promotion", (*_place(profile, two[1]), *_place(profile, two[0])), slots)
    if (both := career.at_once()) is not None:
        slots = {"employer": both[1].company or "", "other": both[0].company or ""}
        yield Ground("two_at_once", (*_company(profile, both[1]), *_company(profile, both[0])), slots)


def _is_spoken(title: str) -> bool:
    """Return whether a title can be spoken within a sentence."""
    return len(title) <= MAX_TITLE_LENGTH and UNSPOKEN.search(title) is None


def _best(profile: Profile) -> Claim | None:
    """Return the strongest claim that is short enough for an introduction."""
    claims = [one for one in profile.claims if is_askable(one) and _is_beginning(profile, one)]
    return max(claims, key=lambda one: (one.weight, -one.order), default=None)


def _is_beginning(profile: Profile, claim: Claim) -> bool:
    """Return whether a claim is at the start of its text and neither a fragment nor too long."""
    whole = profile.resume.text(claim.pointer) or ""
    return MIN_OPENING <= len(claim.text) <= MAX_OPENING and whole.startswith(claim.text)


def _of_students(profile: Profile) -> Iterator[Ground]:
    if (best := _best(profile)) is not None:
        yield Ground("introduction_student", (evidence_of(best),), {"quote": quoted(best)})
        return
    for number, _ in enumerate(profile.resume.entries("education")):
        pointer = f"/education/{number}"
        for field in ("major", "institution"):
            if (text := profile.resume.text(f"{pointer}/{field}")) is not None:
                evidence = (Evidence(pointer=f"{pointer}/{field}", quote=text),)
                yield Ground("introduction_student", evidence, {"education": text})
                yield Ground("first_job", evidence, {"education": text})
                return
    for number, _ in enumerate(profile.resume.entries("personal_projects")):
        pointer = f"/personal_projects/{number}/name"
        if (text := profile.resume.text(pointer)) is not None:
            yield Ground("introduction_student", (Evidence(pointer=pointer, quote=text),), {})
            return


def _of_posting(profile: Profile, latest: Job | None) -> Iterator[Ground]:
    duty = next((wanted for wanted in profile.wanted if wanted.line.kind == "duty"), None)
    if duty is None or not may_be_asked(duty):
        return
    slots = {"line": duty.text.rstrip(" ."), **({"employer": latest.company} if latest and latest.company else {})}
    place = _place(profile, latest) if latest is not None else ()
    yield Ground("why_posting", (Evidence(pointer=duty.line.pointer, quote=duty.text), *place), slots, on_posting=True)


def _of_role(profile: Profile, wish: Wish, latest: Job | None) -> Iterator[Ground]:
    if wish.target_role is None or latest is None or not latest.position:
        return
    best = _best(profile)
    if best is None:
        return
    slots = {"quote": quoted(best), "target": wish.target_role}
    moment: Moment = "change_of_career" if profile.changes_career else "target_role"
    yield Ground(moment, (evidence_of(best), *_place(profile, latest)), slots)


def _of_dates(profile: Profile, wish: Wish) -> Iterator[Ground]:
    career = profile.career
    gap = career.gap()
    # After a change of profession, the time since is not a gap in the old one.
    if gap is not None and gap.after.profession == gap.before.profession:
        after, before = _called(gap.after), _called(gap.before)
        if after is not None and before is not None:
            places = (*_place(profile, gap.after), *_place(profile, gap.before))
            yield Ground("gap", places, {"time": _time(gap.months, wish.language), "after": after, "before": before})
    if (stays := career.short_stays()) is not None:
        last = [job for job in career.jobs if job.company][-stays[0] :]
        places = tuple(one for job in last for one in _company(profile, job))
        yield Ground("short_stays", places[:3], {"count": str(stays[0]), "years": str(stays[1])})


def _time(months: int, language: Language) -> str:
    """Return a duration as spoken: `8개월`, `5년 3개월`, `5 years`."""
    if months < LONG:
        return f"{months}개월" if language == "ko" else f"{months} months"
    if language == "en":
        return f"{round(months / 12)} years"
    return f"{months // 12}년 {months % 12}개월" if months % 12 else f"{months // 12}년"


def _called(job: Job) -> str | None:
    return job.company or job.position


def _place(profile: Profile, job: Job) -> tuple[Evidence, ...]:
    pointer = f"{job.pointer}/position"
    text = profile.resume.text(pointer)
    return (Evidence(pointer=pointer, quote=text),) if text is not None else _company(profile, job)


def _company(profile: Profile, job: Job) -> tuple[Evidence, ...]:
    pointer = f"{job.pointer}/company"
    text = profile.resume.text(pointer)
    return (Evidence(pointer=pointer, quote=text),) if text is not None else ()
