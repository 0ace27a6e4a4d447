"""The recipe of learning paths: derives the wish from the order, runs the generator, and assembles the path."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from learning_service.paths.errors import NoGroundedPath, NothingToLearnFrom
from learning_service.paths.loop.generator import WithPractice
from learning_service.paths.loop.replanning import Replan, in_order, left_of, moves_of
from learning_service.paths.loop.texts import say
from learning_service.paths.models import Analysis, DraftItem, Item, LearningPath, PathPart, Wish
from learning_service.paths.order import PathOrder
from learning_service.paths.scheduling import schedule
from learning_service.paths.schemas import LearningPathIn
from shared.core.clock import utc_now
from shared.core.errors import FieldError, Unprocessable
from shared.profiles.advice import advice
from shared.profiles.keeping import profile_for
from shared.profiles.match import Match
from shared.profiles.notes import notes_of
from shared.profiles.profile import Profile
from shared.resumes.document import Language, ResumeDocument
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material, Run

NOTHING_FOUND = Analysis("", (), ())
TOO_LITTLE: dict[Language, str] = {
    "ko": "이 이력서로 만들 수 있는 학습 항목이 부족합니다.",
    "en": "This résumé supports no more steps.",
}


class PathGenerator(Protocol):
    """Generates a learning path from a résumé."""

    @property
    def version(self) -> str:
        """Version of the prompt, or of the data of the rules."""
        ...

    def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield the analysis, then at most `wish.count` items, each finding and item with verified evidence.

        Raises `AppError` if there are none for any reason other than a résumé without any basis.
        """
        ...


class LearningPathDraft:
    """A learning path that is being generated."""

    def __init__(self, run: Run, material: Material, wish: Wish, generator: PathGenerator) -> None:
        self._profile = profile_of(material.resume, wish)
        self.wanted = wish.count + 1
        self.account = Account(generator.version)
        self._run = run
        self._material = material
        self._wish = wish
        self._generator = generator

    async def parts(self, kept: Sequence[PathPart]) -> AsyncGenerator[PathPart]:
        """Yield what is missing beside the parts `kept`: the analysis, then the items.

        Each item has its id and the progress made in the previous path.
        """
        plan = Replan(self._wish, [part for part in kept if isinstance(part, Item)])
        analysed = any(isinstance(part, Analysis) for part in kept)
        async with aclosing(self._generator.drafts(self._profile, self._material, self._wish, self.account)) as drafts:
            async for draft in drafts:
                if isinstance(draft, Analysis) and analysed:
                    continue
                part = plan.place(draft) if isinstance(draft, DraftItem) else draft
                if part is not None:
                    yield part
        for item in plan.kept():
            yield item

    def whole(self, parts: Sequence[PathPart], generation: Generation) -> LearningPath:
        """Return the path with its schedule; raises `NoGroundedPath`, `NothingToLearnFrom`."""
        profile, wish, now = self._profile, self._wish, utc_now()
        items = in_order([part for part in parts if isinstance(part, Item)])
        if not items:
            if generation.source == "llm" or self.account.rejected:
                raise NoGroundedPath
            raise NothingToLearnFrom(advice(profile, wish.language, TOO_LITTLE[wish.language]))
        analysis = next((part for part in parts if isinstance(part, Analysis)), NOTHING_FOUND)
        return LearningPath(
            id=self._run.id,
            owner_id=self._run.owner_id,
            resume_id=self._run.resume_id,
            resume_version=self._run.resume_version,
            language=wish.language,
            requested=wish.count,
            # Without a summary, the first item is the most important.
            summary=analysis.summary or items[0].draft.description,
            strengths=analysis.strengths,
            weaknesses=analysis.weaknesses,
            items=items,
            schedule=schedule(left_of(items), wish.hours_per_week, wish.target_date, now.date(), wish.language),
            generation=generation,
            created_at=now,
            profession=profile.profession.id if profile.profession is not None else None,
            level=profile.level,
            match=Match.of(profile.wanted) if profile.lines else None,
            # The requested focus is always part of the path.
            notes=(*notes_of(profile, wish.language), *_practice_notes(wish)),
            advice=(advice(profile, wish.language, TOO_LITTLE[wish.language]) if len(items) < wish.count else None),
            practice=wish.practised.levels if wish.practised is not None else None,
            moves=moves_of(items, wish),
        )


class LearningPathRecipe:
    """The recipe of learning paths."""

    work_done = (NoGroundedPath, NothingToLearnFrom)

    def __init__(self, generator: PathGenerator) -> None:
        self._generator = WithPractice(generator)

    def check(self, body: PathOrder) -> None:
        """Raise `Unprocessable` if the target date is not in the future."""
        target = body.body.target_date
        if target is not None and target <= utc_now().date():
            raise Unprocessable(errors=[FieldError("/target_date", "The target date must be in the future.")])

    def job_posting(self, body: PathOrder) -> str | None:
        """Return the posting in the order."""
        return body.body.job_posting

    async def begin(self, run: Run, material: Material, body: PathOrder) -> LearningPathDraft:
        """Return a draft of the path."""
        wish = replace(wish_of(body.body, material.resume), practised=body.practised, earlier=body.earlier)
        return LearningPathDraft(run, material, wish, self._generator)


def profile_of(resume: ResumeDocument, wish: Wish) -> Profile:
    """Return the profile for a résumé and a wish."""
    return profile_for(resume, utc_now().date(), wish.target_role, wish.job_posting)


def wish_of(body: LearningPathIn, resume: ResumeDocument) -> Wish:
    """Return the wish for the body, with defaults that suit this résumé."""
    return Wish(
        count=body.count,
        language=body.language or resume.language,
        hours_per_week=body.hours_per_week,
        target_date=body.target_date,
        target_role=body.target_role,
        job_posting=body.job_posting,
        focus_areas=tuple(body.focus_areas or ()),
    )


def _practice_notes(wish: Wish) -> tuple[str, ...]:
    """What practice could not add to the path."""
    practised = wish.practised
    if practised is None or practised.weak:
        return ()
    return (say(wish.language, "nothing_weak" if practised.levels.answers else "nothing"),)
