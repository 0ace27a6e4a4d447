"""Generates questions without a model by matching claims with angles, probes of the profession, and the posting.

Every source offers ranked candidates, which are picked one by one for rank and variety. The same résumé, wish and
earlier questions always produce the same set.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from interview_service.questions.bank import AngleBank
from interview_service.questions.candidates.career import of_career
from interview_service.questions.candidates.claims import of_angles, of_probes
from interview_service.questions.candidates.models import Candidate
from interview_service.questions.candidates.picking import pick
from interview_service.questions.candidates.postings import of_carried, of_lines, of_posted_topics
from interview_service.questions.candidates.situations import of_situations
from interview_service.questions.candidates.skills import of_packs
from interview_service.questions.candidates.told import Beside
from interview_service.questions.candidates.topics import of_topics
from interview_service.questions.models import Draft, Wish
from interview_service.questions.packs import Bank
from interview_service.questions.topics import TopicBank
from shared.postings.phrases import content_words
from shared.professions.library import profession
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.evidence import Sources
from shared.runs.account import Account
from shared.runs.models import Material

Offer = tuple[Language, str | None]
"""What of a wish decides on the candidates: its language and its target role."""

IN_FOCUS = 90.0
OF_WEAK_TOPIC, OF_WEAK_TYPE = 45.0, 30.0
"""What is added for what was weak in practice; less than for what the person asks for."""


class RuleBasedGenerator:
    """Generates questions from the banks, without API key or network, and deterministically."""

    def __init__(self, packs: Bank, bank: AngleBank, topics: TopicBank) -> None:
        self._packs = packs
        self._bank = bank
        self._topics = topics
        # As long as their profile is kept: the second set of a résumé chooses among the same.
        self._offers: WeakKeyDictionary[Profile, dict[Offer, tuple[Candidate, ...]]] = WeakKeyDictionary()

    @property
    def version(self) -> str:
        """Version of the banks and of these rules."""
        return self._packs.version

    async def drafts(
        self,
        profile: Profile,
        material: Material,  # noqa: ARG002  for models; rules read the profile
        wish: Wish,
        account: Account,  # noqa: ARG002  rules cost nothing
    ) -> AsyncGenerator[Draft]:
        """Yield at most `wish.count` questions; none if all of them were asked before."""
        for candidate in pick(self.candidates(profile, wish), wish, Sources(profile.resume, profile.job_posting)):
            yield _draft(candidate)

    def candidates(self, profile: Profile, wish: Wish) -> list[Candidate]:
        """Return all candidate questions, ranked."""
        offered = self._offers_of(profile, wish)
        if not (wish.focus or wish.weak):
            return list(offered)
        return [_aimed(_focused(one, wish, profile), wish, profile) for one in offered]

    def _offers_of(self, profile: Profile, wish: Wish) -> tuple[Candidate, ...]:
        """Return the candidates before anything that changes from set to set: only those with evidence."""
        known = self._offers.setdefault(profile, {})
        offer = wish.language, wish.target_role
        if offer not in known:
            known[offer] = tuple(one for one in self._offered(profile, wish) if one.evidence)
        return known[offer]

    def _offered(self, profile: Profile, wish: Wish) -> Iterator[Candidate]:
        known = profile.profession
        own = profession(profile.own_profession) if profile.own_profession is not None else None
        beside = Beside(profile.resume)
        about_claims = list(of_angles(profile, wish, self._bank, beside))
        about_claims += of_topics(profile, wish, self._bank, self._topics, beside)
        about_claims += of_probes(profile, wish, self._bank, known, beside)
        if own is not None and (known is None or own.id != known.id):
            about_claims += of_probes(profile, wish, self._bank, own, beside)
        yield from about_claims
        yield from of_career(profile, wish, self._bank)
        yield from of_packs(profile, wish, self._bank, self._packs, _wanted_skills(profile))
        yield from of_carried(profile, wish, self._bank, self._topics, known, about_claims)
        yield from of_posted_topics(profile, wish, self._bank, self._topics, known)
        yield from of_lines(profile, wish, self._bank, known)
        yield from of_situations(profile, wish, known)


def _wanted_skills(profile: Profile) -> frozenset[str]:
    """Return the technologies that the posting, the role or the profession requires."""
    named = {skill for wanted in profile.wanted for skill in wanted.skills}
    named |= {skill.id for skill, _ in profile.skills.within(profile.target_role or "")}
    return frozenset(named | {skill for shown in profile.competencies for skill in shown.competency.skills})


def _focused(candidate: Candidate, wish: Wish, profile: Profile) -> Candidate:
    """Raise the rank of a candidate that matches the requested focus."""
    if not wish.focus:
        return candidate
    return replace(candidate, rank=candidate.rank + IN_FOCUS * _nearness(candidate, wish.focus, profile))


def _aimed(candidate: Candidate, wish: Wish, profile: Profile) -> Candidate:
    """Raise the rank of a candidate that tests what was weak in practice."""
    if not wish.weak:
        return candidate
    near = _nearness(candidate, wish.weak.topics, profile) if wish.weak.topics else 0.0
    more = OF_WEAK_TOPIC * near + OF_WEAK_TYPE * (candidate.type in wish.weak.types)
    return replace(candidate, rank=candidate.rank + more)


def _nearness(candidate: Candidate, topics: Sequence[str], profile: Profile) -> float:
    """Return how well a candidate matches one of the topics, from 0 to 1."""
    text = " ".join((candidate.question, *candidate.topics, *(one.quote for one in candidate.evidence))).casefold()
    ids = {skill.id for topic in topics if (skill := profile.skills.named(topic)) is not None}
    return max(float(candidate.theme in ids), *(_share(topic, text) for topic in topics))


def _share(topic: str, text: str) -> float:
    """Return how much of a topic a text covers, from 0 to 1."""
    words = content_words(topic)
    if topic.casefold() in text:
        return 1.0
    return sum(word in text for word in words) / len(words) if words else 0.0


def _draft(candidate: Candidate) -> Draft:
    return Draft(
        type=candidate.type,
        difficulty=candidate.difficulty,
        topics=candidate.topics,
        question=candidate.question,
        intent=candidate.intent,
        what_good_answers_cover=candidate.covers,
        follow_ups=candidate.follow_ups,
        evidence=candidate.evidence,
    )
