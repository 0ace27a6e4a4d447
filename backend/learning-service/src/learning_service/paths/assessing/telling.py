"""Judges which results are worth telling first: recent, from the main job, central to the trade, and understandable."""

import re

from learning_service.paths.assessing.models import Strength
from shared.claims.models import Claim
from shared.profiles.profile import Profile

MEASURED, OF_TRADE, POSTED, LEADING = 0.5, 0.3, 0.3, 0.4
"""Added for a figure, for a competency of the profession, for a line of the posting, and for leading by a leader."""

UNRELATED, EARLIER, BESIDE, UNCLEAR, SETBACK = 0.15, 0.25, 0.4, 0.7, 0.8
"""Subtracted for a claim of no competency, for each step back in time, for a side job, for a claim that cannot be
understood alone, and for a figure that reports a loss."""

MAX_EARLIER = 3
"""Number of entries after which a claim no longer loses worth by age."""

USED_LATELY = 0.7
"""Worth of a skill that the latest entry used and no claim tells of."""

SIDE_JOB = re.compile(
    r"part[- ]?time|intern(?:ship)?\b|volunteer|아르바이트|알바|파트타임|인턴|봉사"
    r"|동아리|bootcamp|부트캠프|교육생|과외|tutoring",
    re.IGNORECASE,
)
FRAGMENT = re.compile(
    r"(?:was|were|is|are|and|but|so|then|because|which|it|this|that|they|no)\b|\d"
    r"|(?:recovered|fixed|changed|turned|rebuilt|moved|rewrote|rolled|took|brought|cut) (?:it|them|this|that)\b"
    r"|most of (?:it|them)\b|(?:그 결과|이를|그래서|이에|또한) ",
    re.IGNORECASE,
)
"""Beginnings of a claim that cannot be understood without the sentence before: `was dropped because ...`."""

ASSISTED = re.compile(r"보조|지원 근무|\bassist(?:ed|ing)?\b|\bhelped\b|\bas (?:a )?second\b", re.IGNORECASE)
LOST = re.compile(
    r"하차|중도 포기|무산|취소|몰랐|\bdropped (?:because|after)\b|^stopped\b|\bgave up\b|\blayoffs?\b", re.IGNORECASE
)
LISTING = re.compile(
    r"^(?:[^\s,\d]+(?: [^\s,\d]+){0,2}, ){2,}[^,]+$|^[^\s,]+(?: [^\s,]+){0,2}, [^\s,]+(?: [^\s,]+){0,2}$"
)
"""Duties without a verb: `Parents' evenings, reports, form tutor`."""

LEADS = re.compile(
    r"\b(?:lead|leader|head of|principal|manager|supervisor)\b|팀장|파트장|리드|리더|그룹장|실장|소장", re.IGNORECASE
)
PEOPLE = re.compile(
    r"\b(?:hired|hiring|supervis\w+|coach\w*|mentor\w*|rota)\b"
    r"|\b(?:(?:team|group) of \d+|\d+ (?:engineers|agents|people|reports))\b"
    r"|팀원|파트원|후배|채용|면담|업무 ?배분|명 리드",
    re.IGNORECASE,
)


class Telling:
    """Judges the strengths of a person."""

    def __init__(self, profile: Profile) -> None:
        self._side = tuple(_side_jobs(profile))
        self._posted = {wanted.claim.text for wanted in profile.wanted if wanted.claim is not None}
        latest = profile.career.latest
        self._latest = f"{latest.pointer}/" if latest is not None else None
        self._leads = profile.level == "lead" or (
            latest is not None and LEADS.search(latest.position or "") is not None
        )
        self._has_trade = profile.profession is not None

    def worth(self, strength: Strength) -> float:
        """Return how much a strength convinces in an interview."""
        claim = strength.claim
        if claim is None:
            is_late = self._latest is not None and any(
                one.pointer.startswith(self._latest) for one in strength.evidence
            )
            return USED_LATELY if is_late else 0.0
        worth = claim.weight + MEASURED * (claim.measure is not None) + self._of_place(claim)
        worth += OF_TRADE if strength.topic is not None else -UNRELATED * self._has_trade
        worth += POSTED * (claim.text in self._posted)
        worth += LEADING * (self._leads and is_about_people(claim))
        worth -= UNCLEAR * (not is_clear(claim) or ASSISTED.search(claim.text) is not None)
        return worth - SETBACK * (LOST.search(claim.text) is not None)

    def _of_place(self, claim: Claim) -> float:
        age = min(claim.order, MAX_EARLIER) * EARLIER
        return -age - BESIDE * (claim.pointer.startswith(self._side) or SIDE_JOB.search(claim.text) is not None)


def is_about_people(claim: Claim) -> bool:
    """Return whether a claim tells of leading others."""
    return claim.kind == "led" or PEOPLE.search(claim.text) is not None


def is_clear(claim: Claim) -> bool:
    """Return whether a claim is understandable alone, and says more than a list of duties."""
    of_nothing = claim.measure is not None and claim.measure.start is not None and claim.measure.subject is None
    return FRAGMENT.match(claim.text) is None and LISTING.match(claim.text) is None and not of_nothing


def _side_jobs(profile: Profile) -> list[str]:
    """Return the beginnings of pointers to jobs beside the main one; none if the latest job is one of these itself."""
    found = [
        job.pointer
        for job in profile.career.jobs
        if any(
            SIDE_JOB.search(profile.resume.text(f"{job.pointer}/{field}") or "")
            for field in ("position", "employment_type", "extra/employment_type")
        )
    ]
    latest = profile.career.latest
    return [f"{pointer}/" for pointer in found] if latest is None or latest.pointer not in found else []
