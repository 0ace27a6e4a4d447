"""Generates learning paths with a language model. The prompt contains no identifiers, and answers are verified.

Items that fail verification are requested once more, then replaced by the rules. A failed request never loses verified
items.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from weakref import WeakKeyDictionary

from learning_service.catalogue.resources import STACKS, Catalogue, CatalogueEntry
from learning_service.paths.assessing.assessment import assess
from learning_service.paths.assessing.models import Topic
from learning_service.paths.authoring import ANALYSIS_TOKENS, NOTHING, TOKENS_PER_ITEM, PathAuthor, Rules
from learning_service.paths.models import Analysis, DraftItem, Wish
from shared.llm import Registry
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.runs.account import Account
from shared.runs.asking import LLM_FAILURES, MAX_ASKS, Asking, written
from shared.runs.models import Material
from shared.utils.prompts import Prompt

MAX_OFFERED, MAX_PER_SUBJECT = 120, 6
FIRST_SUBJECTS = 8
"""Number of subjects of the rules that are offered before those merely named in a posting."""


class LlmGenerator:
    """Requests the analysis, then the items, retries unverified ones once, and fills up with rule-based ones."""

    def __init__(self, registry: Registry, prompt: Prompt, catalogue: Catalogue, rules: Rules) -> None:
        self._registry = registry
        self._prompt = prompt
        self._catalogue = catalogue
        self._rules = rules
        # Without a focus, it is the same for all paths of a profile. It is kept as long as the profile is.
        self._offers: WeakKeyDictionary[Profile, dict[Language, Sequence[CatalogueEntry]]] = WeakKeyDictionary()

    @property
    def version(self) -> str:
        """Version of the prompt."""
        return self._prompt.version

    async def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield the analysis and at most `wish.count` items as they are written.

        Raises the registry's errors if there is no item.
        """
        tokens = 2 * ANALYSIS_TOKENS + TOKENS_PER_ITEM * wish.count
        known = (entry.url for entry in self._catalogue.by_id.values())
        asking = Asking(self._registry, account, tokens, material, known)
        offered = self._offers_of(profile, wish)
        author = PathAuthor(profile, material, wish, self._prompt, self._catalogue, offered, self._rules, account)
        analysis = await self._analysis(asking, author)
        yield analysis if analysis != NOTHING else await author.analysis_by_rules()
        async with aclosing(written(asking, author)) as items:
            async for item in items:
                yield item

    async def _analysis(self, asking: Asking, author: "PathAuthor") -> Analysis:
        for _ in range(MAX_ASKS):
            try:
                value, writer = await asking.value(author.analysis_request())
            except LLM_FAILURES:
                if not author.has_analysis:
                    raise
                break
            for _ in range(author.take_analysis(value, asking.account)):
                asking.account.wrote(writer)
            if author.is_analysed:
                break
        return author.analysis

    def _offers_of(self, profile: Profile, wish: Wish) -> Sequence[CatalogueEntry]:
        if wish.focus_areas:
            return self._offered(profile, wish)
        known = self._offers.setdefault(profile, {})
        if wish.language not in known:
            known[wish.language] = self._offered(profile, wish)
        return known[wish.language]

    def _offered(self, profile: Profile, wish: Wish) -> list[CatalogueEntry]:
        """Return the relevant part of the catalogue: for gaps that the rules find, then for strengths."""
        found = assess(profile, wish)
        known = profile.profession
        topics = [gap.topic for gap in found.gaps]
        topics += [strength.topic for strength in found.strengths if strength.topic is not None]
        # A model may understand more of a posting than the rules, which read it phrase by phrase.
        named = [skill.id for skill, _ in profile.skills.within(profile.job_posting or "")]
        subjects = [about for topic in topics for about in _subjects(topic, known.id if known is not None else None)]
        subjects = [*subjects[:FIRST_SUBJECTS], *named, *subjects[FIRST_SUBJECTS:]]
        subjects += [f"{known.id}.{one.id}" for one in known.competencies] if known is not None else []
        # For all professions: presenting and quantifying one's work, certificates.
        subjects += ["anyone.story", "anyone.figures", "anyone.certificate", "anyone.work", "anyone.lead"]
        offered: dict[str, CatalogueEntry] = {}
        for subject in dict.fromkeys(subjects):
            readable = [one for one in self._catalogue.about(subject) if wish.language == "ko" or one.language == "en"]
            fitting = [one for one in readable if _fits(one, subject, profile)]
            offered.update({entry.id: entry for entry in fitting[:MAX_PER_SUBJECT]})
        return list(offered.values())[:MAX_OFFERED]


def _subjects(topic: Topic, profession: str | None) -> list[str]:
    """Return the names of a topic in the catalogue."""
    if topic.skill is not None:
        return [topic.skill.id]
    if topic.competency is not None and profession is not None:
        return [f"{profession}.{topic.competency.id}", *topic.competency.skills]
    return []


def _fits(entry: CatalogueEntry, subject: str, profile: Profile) -> bool:
    """Return whether an entry is about a language or framework that the person uses or should learn, or about none."""
    needed = STACKS.intersection(entry.skills)
    return not needed or subject in needed or bool(needed.intersection(profile.held_skills))
