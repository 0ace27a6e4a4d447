"""Situational questions about competencies that a profession tests and the résumé does not show."""

from collections.abc import Iterator

from interview_service.questions.candidates.models import Candidate
from interview_service.questions.models import Wish
from shared.professions.models import Profession
from shared.profiles.profile import Profile
from shared.resumes.evidence import Evidence

OF_CHANGE, OF_TARGET, OF_OWN, OF_SHOWN, OF_DONE = 36.0, 34.0, 30.0, -14.0, 8.0
"""Ranks of a situation for a career changer, an applicant to the profession, and a member of it; adjustments if the
competency is shown, or the work was done."""


def of_situations(profile: Profile, wish: Wish, known: Profession | None) -> Iterator[Candidate]:
    """Yield the situations of the profession, each based on the title, studies or target role that names it.

    Situations of a branch that neither the résumé, the posting nor the role speaks of are left out.
    """
    branches = profile.branches
    if known is None or branches is None:
        return
    ground = _ground(profile)
    if ground is None:
        return
    wanted = profile.wanted_profession == known.id
    for shown in profile.competencies:
        competency = shown.competency
        ground_rank = OF_CHANGE if profile.changes_career else OF_TARGET if wanted else OF_OWN
        # For a new profession, prefer what is not shown; within their own, prefer cases close to the work done.
        rank = ground_rank + (OF_SHOWN if wanted else OF_DONE) * bool(shown.claims)
        for number, situation in enumerate(competency.situations):
            if not branches.allow(competency, number):
                continue
            wording = situation.ko if wish.language == "ko" else situation.en
            yield Candidate(
                skeleton=f"{known.id}.{competency.id}.situation.{number}",
                source="situation",
                about=f"situation.{competency.id}",
                type="situational",
                difficulty=situation.difficulty,
                topics=(competency.name.of(wish.language),),
                lead_in="",
                asks=wording.question,
                digs=wording.follow_ups,
                intent=competency.looks_for.of(wish.language),
                covers=competency.good.of(wish.language)[:5],
                evidence=(ground,),
                rank=rank,
                theme=competency.id,
            )


def _ground(profile: Profile) -> Evidence | None:
    """Return the place that names the profession."""
    latest = profile.career.latest
    places = [f"{latest.pointer}/position"] if latest is not None else []
    places += ["/education/0/major", "/personal_projects/0/name", "/summary"]
    for place in places:
        text = profile.resume.text(place)
        if text is not None:
            return Evidence(pointer=place, quote=text.strip().splitlines()[0][:120].strip())
    return None
