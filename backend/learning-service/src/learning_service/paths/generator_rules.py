"""Generates learning paths without a model: gaps by benefit first, then the best strengths."""

import re
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence

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

GAP_SHARE = 0.6
"""Share of a path for closing gaps; the rest deepens strengths."""

POSTED = 52
"""Rank from which a gap of the posting precedes strengths, as long as one item remains for a strength."""

URGENT = 79
"""Rank from which a gap always takes precedence over a strength."""

TELLING = 0.45
"""Weight from which a claim outside the list of results is worth presenting."""

MIN_LETTERS = 7
"""Minimum length of a meaningful claim in Korean; English needs twice as many letters."""

MAX_STORIES = 3
"""Maximum number of steps that prepare a claim for the interview; more would be repetitive."""

MIN_WORTH = 0.3
"""Minimum worth of a story; less is a duty of long ago, or cannot be understood alone."""

MAX_UNSURE = 1
"""Maximum number of steps about things that an experienced person probably does but does not mention."""

LEADS = re.compile(
    r"\b(?:lead|leader|head of|principal|team manager|supervisor)\b|팀장|파트장|리드|리더|그룹장|실장|소장",
    re.IGNORECASE,
)


class RuleBasedGenerator:
    """Generates paths from the library, without API key or network, and deterministically."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def version(self) -> str:
        """Version of the data and of these rules."""
        return self._library.version

    async def drafts(
        self,
        profile: Profile,
        material: Material,  # noqa: ARG002  for models; rules read the profile
        wish: Wish,
        account: Account,  # noqa: ARG002  rules cost nothing
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield the analysis and up to `wish.count` items; nothing if the résumé gives no basis."""
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
    """Yield the items, most important first, because `count` cuts off the last ones."""
    gaps, strengths = _chosen(steps, found, _asked(found.gaps, profile), wish)
    # What an experienced person does not mention may not be their work: at most one such step, and last.
    unsure = [steps.mend(gap) for gap in gaps if steps.is_unwritten(gap)][:MAX_UNSURE]
    made = [
        *(steps.deepen(strength) for strength in strengths if strength.focus),
        *(steps.mend(gap) for gap in gaps if not steps.is_unwritten(gap)),
        *(steps.deepen(strength) for strength in strengths if not strength.focus),
    ]
    made += _further(steps, found, profile, wish.count - len(made), strengths)
    left = [gap for gap in found.gaps if gap not in gaps and gap.cause == "role" and not steps.is_unwritten(gap)]
    made += [steps.mend(gap) for gap in left[: max(0, wish.count - len(made))]]
    urgent = [item for item in made if item.priority == "high" and item.type == "weakness"]
    rest = [item for item in made if item not in urgent]
    rest.sort(key=lambda item: ("high", "medium", "low").index(item.priority))
    certain = _distinct([*urgent, *rest])
    aims = _aims(steps, profile) if len(certain) + len(unsure) < wish.count else ()
    yield from _distinct([*certain, *aims, *unsure])[: wish.count]


def _aims(steps: Steps, profile: Profile) -> Iterator[DraftItem]:
    """Yield the step that chooses a posting, for which there is only room if nothing else is left."""
    if profile.target_role is None and profile.job_posting is None and (title := steps.title()) is not None:
        yield steps.aim(title)


def _asked(gaps: Sequence[Gap], profile: Profile) -> list[Gap]:
    """Sort gaps: for people who stay in their profession, topics of the posting precede other interview topics."""
    stays = profile.profession is not None and profile.profession.id == profile.own_profession
    if not profile.wanted or not stays:
        return list(gaps)
    return [gap for gap in gaps if gap.cause != "role"]


def _chosen(
    steps: Steps, found: Assessment, asked: Sequence[Gap], wish: Wish
) -> tuple[Sequence[Gap], Sequence[Strength]]:
    """Return gaps up to their share, or more if urgent, and strengths for the rest."""
    urgent = sum(gap.rank > URGENT for gap in asked)
    stories = _deepenable(steps, found.strengths)
    wished = sum(strength.focus for strength in stories)
    posted = sum(gap.rank > POSTED and gap.cause in ("required", "duty", "preferred") for gap in asked)
    share = max(round(wish.count * GAP_SHARE), min(posted, wish.count - 1))
    gap_count = max(share, urgent, wish.count - len(stories))
    gaps = asked[: max(0, min(gap_count, wish.count - wished))]
    return gaps, stories[: wish.count - len(gaps)]


def _deepenable(steps: Steps, strengths: Sequence[Strength]) -> list[Strength]:
    """Return the strengths to deepen, best first, with at most `MAX_STORIES` stories."""
    stories = _stories(steps, strengths)[:MAX_STORIES]
    others = [one for one in strengths if not steps.is_story(one) and (one.claim is not None or not steps.is_for_new)]
    wished = [one for one in others if one.focus]
    found = [*wished, *(one for one in strengths if not one.focus and (one in stories or one in others))]
    return _first_of_each(found, steps.subject)


def _stories(steps: Steps, strengths: Sequence[Strength]) -> list[Strength]:
    """Return the claims to tell, best first, one of each line of the résumé."""
    told = [one for one in strengths if steps.is_story(one) and one.worth >= MIN_WORTH and _can_be_told(one.claim)]
    return _first_of_each(told, lambda one: one.claim.pointer if one.claim is not None else "")


def _first_of_each(strengths: Iterable[Strength], key: Callable[[Strength], str]) -> list[Strength]:
    found: dict[str, Strength] = {}
    for strength in strengths:
        found.setdefault(key(strength), strength)
    return list(found.values())


def _can_be_told(claim: Claim | None) -> bool:
    """Return whether a claim has enough substance for several minutes of an interview."""
    if claim is None or claim.section not in ("work_experiences", "personal_projects"):
        return False
    if len(claim.text) < (MIN_LETTERS if HANGUL.search(claim.text) else 2 * MIN_LETTERS):
        return False
    return claim.measure is not None or is_achievement(claim) or claim.weight >= TELLING


def _further(
    steps: Steps, found: Assessment, profile: Profile, room: int, told: Sequence[Strength]
) -> Iterator[DraftItem]:
    """Yield steps that improve the résumé, and further results to tell, if there is room."""
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
    more = [one for one in _stories(steps, found.strengths)[MAX_STORIES:] if one not in told]
    yield from (steps.deepen(one) for one in more)
    said = {one.claim.text for one in (*told, *more[:room]) if one.claim is not None}
    yield from (steps.figures(claim) for claim in found.unmeasured[:1] if claim.text not in said)


def _leads(profile: Profile) -> bool:
    """Return whether a claim or a title shows that the person leads or teaches others."""
    titles = [job.position or "" for job in profile.career.jobs]
    return any(claim.kind in ("led", "taught") for claim in profile.claims) or any(map(LEADS.search, titles))


def _distinct(items: Sequence[DraftItem]) -> list[DraftItem]:
    return list({item.title: item for item in reversed(items)}.values())[::-1]
