"""Learning paths without any model: what is looked for and not shown, in the order of gain, then what is shown best."""

import re
from collections.abc import AsyncGenerator, Iterator, Sequence

from learning_service.catalogue.library import Library
from learning_service.paths.assessing.assessment import assess, is_achievement
from learning_service.paths.assessing.models import Assessment, Gap, Strength
from learning_service.paths.models import Analysis, DraftItem, Wish
from learning_service.paths.writing.analysis import analysis_of
from learning_service.paths.writing.steps import Steps
from learning_service.paths.writing.wording import Wording
from shared.claims.models import Claim
from shared.language.lexicon import HANGUL
from shared.profiles.profile import Profile
from shared.runs.account import Account
from shared.runs.models import Material

MENDING_SHARE = 0.6
"""Share of a path that mends gaps; the rest deepens what is there already."""

URGENT = 79
"""Rank from which on a gap is never left out for a strength."""

TELLING = 0.45
"""Weight from which on a claim that is no named result has something to tell."""

MIN_LETTERS = 7
"""Letters of a claim in Korean that says something; English takes twice as many."""

MAX_STORIES = 3
"""Steps that prepare one claim for the interview: further ones would be the same again."""

MAX_UNSURE = 1
"""Steps about what somebody of many years most likely does and does not say."""

LEADS = re.compile(
    r"\b(?:lead|leader|head of|principal|team manager|supervisor)\b|팀장|파트장|리드|리더|그룹장|실장|소장",
    re.IGNORECASE,
)


class RuleBasedGenerator:
    """Draws from the library; needs no key, no network and no luck."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def version(self) -> str:
        """The version of the data and of these rules."""
        return self._library.version

    async def drafts(
        self,
        profile: Profile,
        material: Material,  # noqa: ARG002  the profile is all that rules read
        wish: Wish,
        account: Account,  # noqa: ARG002  rules cost nothing
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """The analysis and up to `wish.count` items; nothing when the résumé gives nothing to hold on to."""
        found = assess(profile, wish)
        wording = Wording(profile, wish.language)
        steps = Steps(wording, self._library, found.stack)
        items = list(_items(steps, found, profile, wish))
        if not items:
            return
        yield analysis_of(wording, self._library, found, items, wish)
        for item in items:
            yield item


def _items(steps: Steps, found: Assessment, profile: Profile, wish: Wish) -> Iterator[DraftItem]:
    """The items, the most important first: `count` cuts what comes last."""
    gaps, strengths = _chosen(steps, found, _asked(found.gaps, profile), wish)
    # What a résumé of many years does not say may be no work of this person: it comes last, and once.
    unsure = [steps.mend(gap) for gap in gaps if steps.is_unwritten(gap)][:MAX_UNSURE]
    made = [
        *(steps.deepen(strength) for strength in strengths if strength.focus),
        *(steps.mend(gap) for gap in gaps if not steps.is_unwritten(gap)),
        *(steps.deepen(strength) for strength in strengths if not strength.focus),
    ]
    made += _further(steps, found, profile, wish.count - len(made))
    left = [gap for gap in found.gaps if gap not in gaps and gap.cause == "role" and not steps.is_unwritten(gap)]
    made += [steps.mend(gap) for gap in left[: max(0, wish.count - len(made))]]
    urgent = [item for item in made if item.priority == "high" and item.type == "weakness"]
    rest = [item for item in made if item not in urgent]
    rest.sort(key=lambda item: ("high", "medium", "low").index(item.priority))
    yield from _distinct([*urgent, *rest, *unsure])[: wish.count]


def _asked(gaps: Sequence[Gap], profile: Profile) -> list[Gap]:
    """Of who stays in their trade, a posting says what is asked for; what else their interviews test comes last."""
    stays = profile.profession is not None and profile.profession.id == profile.own_profession
    if not profile.wanted or not stays:
        return list(gaps)
    return [gap for gap in gaps if gap.cause != "role"]


def _chosen(
    steps: Steps, found: Assessment, asked: Sequence[Gap], wish: Wish
) -> tuple[Sequence[Gap], Sequence[Strength]]:
    """As many gaps as their share or their urgency asks for, and strengths for the rest."""
    urgent = sum(gap.rank > URGENT for gap in asked)
    stories = _deepenable(steps, found.strengths)
    wished = sum(strength.focus for strength in stories)
    mending = max(round(wish.count * MENDING_SHARE), urgent, wish.count - len(stories))
    gaps = asked[: max(0, min(mending, wish.count - wished))]
    return gaps, stories[: wish.count - len(gaps)]


def _deepenable(steps: Steps, strengths: Sequence[Strength]) -> list[Strength]:
    """The strengths that a step can deepen: the best claim as a story, then skills by their units, then a story."""
    stories = [one for one in strengths if steps.is_story(one) and _can_be_told(one.claim)][:MAX_STORIES]
    others = [one for one in strengths if not steps.is_story(one) and (one.claim is not None or not steps.is_for_new)]
    wished = [one for one in others if one.focus]
    found = [*wished, *stories[:1], *(one for one in others if not one.focus), *stories[1:]]
    return list({steps.subject(one): one for one in reversed(found)}.values())[::-1]


def _can_be_told(claim: Claim | None) -> bool:
    """Whether there is enough in a claim to be asked about for minutes."""
    if claim is None or claim.section not in ("work_experiences", "personal_projects"):
        return False
    if len(claim.text) < (MIN_LETTERS if HANGUL.search(claim.text) else 2 * MIN_LETTERS):
        return False
    return claim.measure is not None or is_achievement(claim) or claim.weight >= TELLING


def _further(steps: Steps, found: Assessment, profile: Profile, room: int) -> Iterator[DraftItem]:
    """What anybody can do about what they wrote, where there is room."""
    if room < 1:
        return
    target, level = profile.target_role, profile.level
    best = max(profile.claims, key=lambda claim: claim.weight, default=None)
    if not _leads(profile):
        ground = steps.role(target) if target is not None and LEADS.search(target) else None
        ground = ground or (steps.title() if level in ("senior", "lead") else None)
        if ground is not None:
            yield steps.lead(ground)
    if target is not None and profile.profession is None and best is not None:
        yield steps.transfer(target, best)
    if found.unmeasured:
        yield steps.figures(found.unmeasured[0])
    if target is None and profile.job_posting is None and (title := steps.title()) is not None:
        yield steps.aim(title)


def _leads(profile: Profile) -> bool:
    """Whether a claim or a title says that the person leads or teaches others."""
    titles = [job.position or "" for job in profile.career.jobs]
    return any(claim.kind in ("led", "taught") for claim in profile.claims) or any(map(LEADS.search, titles))


def _distinct(items: Sequence[DraftItem]) -> list[DraftItem]:
    return list({item.title: item for item in reversed(items)}.values())[::-1]
