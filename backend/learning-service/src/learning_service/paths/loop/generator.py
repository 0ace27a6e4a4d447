"""Adds practice results to a generated path: rules write their items, the wrapped generator writes the rest.

Answers are quoted as evidence and never sent to a model.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from learning_service.catalogue.library import library
from learning_service.paths.loop.texts import dimension_of, say
from learning_service.paths.loop.weak import finding_of, step_of
from learning_service.paths.models import Analysis, DraftItem, Finding, Practised, WeakTopic, Wish
from learning_service.paths.schemas import MAX_ITEMS
from shared.profiles.profile import Profile
from shared.runs.account import Account
from shared.runs.models import Material

MAX_TOPICS = 3
"""Maximum number of weak topics that a path must cover."""


class Generator(Protocol):
    """Generates paths from résumés."""

    @property
    def version(self) -> str:
        """Version of the prompt, or of the rules' data."""
        ...

    def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield the analysis, then at most `wish.count` items."""
        ...


class WithPractice:
    """Puts weaknesses from practice before the gaps of the résumé."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    @property
    def version(self) -> str:
        """Version of the wrapped generator."""
        return self._generator.version

    async def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield the analysis, the steps from practice, then the generator's items; raises the generator's errors."""
        practised = wish.practised
        if practised is None or not practised.levels.answers:
            async with aclosing(self._generator.drafts(profile, material, wish, account)) as drafts:
                async for draft in drafts:
                    yield draft
            return
        loop = _Loop(practised, profile, wish)
        if loop.steps:
            account.filled(library().version)
        analysed = False
        async with aclosing(self._generator.drafts(profile, material, loop.rest, account)) as drafts:
            async for draft in drafts:
                if isinstance(draft, DraftItem):
                    yield loop.explained(draft)
                    continue
                analysed = True
                yield loop.merged(draft)
                for step in loop.steps:
                    yield step
        if not analysed:
            yield loop.merged(Analysis("", (), ()))
            for step in loop.steps:
                yield step


class _Loop:
    """What practice contributes to one path."""

    def __init__(self, practised: Practised, profile: Profile, wish: Wish) -> None:
        self._practised = practised
        self._wish = wish
        self._topics = _known(practised.topics, profile)[:MAX_TOPICS]
        self.steps = [step_of(one, practised, profile, wish) for one in practised.weak[: wish.count - 1]]

    @property
    def rest(self) -> Wish:
        """The request to the generator. It asks for more items, because some may repeat finished ones."""
        wish = self._wish
        earlier = wish.earlier.items if wish.earlier is not None else ()
        done = sum(one.status == "done" and dimension_of(one.draft.title) is None for one in earlier)
        count = min(MAX_ITEMS, wish.count - len(self.steps) + done)
        return replace(wish, count=count, focus_areas=(*wish.focus_areas, *(one.topic for one in self._topics)))

    def merged(self, analysis: Analysis) -> Analysis:
        """Return the analysis with the weaknesses from practice first."""
        weaknesses = [finding_of(one, self._wish.language) for one in self._practised.weak]
        weaknesses += [self._as_practised(one) for one in analysis.weaknesses]
        levels = self._practised.levels
        first = f" {say(self._wish.language, 'first', title=self.steps[0].title)}" if self.steps else ""
        summary = say(
            self._wish.language,
            "summary" if levels.total is not None else "summary_unjudged",
            answers=str(levels.answers),
            total=f"{levels.total:g}" if levels.total is not None else "",
        )
        return replace(analysis, summary=summary + first, weaknesses=tuple(weaknesses))

    def explained(self, item: DraftItem) -> DraftItem:
        """Return the item, with practice as its reason if its topic was weak."""
        topic = self._topic_in(item.title)
        return replace(item, reason=self._why(topic)) if topic is not None else item

    def _as_practised(self, finding: Finding) -> Finding:
        topic = self._topic_in(finding.title)
        if topic is None:
            return finding
        title = say(self._wish.language, "topic", topic=topic.topic)
        return replace(finding, title=title, detail=self._why(topic))

    def _why(self, topic: WeakTopic) -> str:
        return say(
            self._wish.language,
            "topic_reason",
            topic=topic.topic,
            answers=str(topic.answers),
            mean=f"{topic.mean:g}",
        )

    def _topic_in(self, title: str) -> WeakTopic | None:
        """Return the weak topic that a title names, unless the person asked for it, which is reason enough."""
        wished = {one.casefold() for one in self._wish.focus_areas}
        return next(
            (
                one
                for one in self._topics
                if one.topic.casefold() in title.casefold() and one.topic.casefold() not in wished
            ),
            None,
        )


def _known(topics: Sequence[WeakTopic], profile: Profile) -> list[WeakTopic]:
    """Return the topics that are technologies; the others are words of a single question."""
    return [one for one in topics if profile.skills.named(one.topic) is not None]
