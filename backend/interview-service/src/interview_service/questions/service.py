"""What interview-service decides: what is asked for, what is delivered, what is not kept."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from uuid import UUID

from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.errors import AllQuestionsAsked, NoGroundedQuestions, QuestionSetNotFound
from interview_service.questions.models import QUESTION_TYPES, Difficulty, Drafted, Question, QuestionSet, Wish
from interview_service.questions.schemas import DEFAULT_QUESTIONS, QuestionsIn
from shared.core.clock import utc_now
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.core.paging import Page, Slice, cut
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota, Use
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotErased, ResumeNotFound
from shared.resumes.facts import Seniority

RECHECK_MS = 50

STORING_AT_ONCE = 16
"""When hundreds of answers arrive at once, each waits here for its turn instead of using up the time that
resume-service and the database are given."""

ERASED_AT_ONCE = 500

Mix = tuple[Difficulty, ...]
EASY: Mix = ("easy", "medium", "easy", "medium", "hard")
MEDIUM: Mix = ("medium", "hard", "medium", "easy", "medium")
HARD: Mix = ("hard", "medium", "hard", "medium", "hard")
MIXES: Mapping[Seniority | None, Mix] = {
    None: EASY,
    "student": EASY,
    "junior": EASY,
    "mid": MEDIUM,
    "senior": HARD,
    "lead": HARD,
}
"""The difficulties that suit a person, in turn for as many questions as are wanted."""


class QuestionGenerator(Protocol):
    """Makes questions about a résumé."""

    async def draft(self, resume: ResumeDocument, wish: Wish) -> Drafted:
        """Between one and `wish.count` questions, each with true evidence, none twice, none of `wish.previous`.

        Raises `shared.core.errors.AppError` when it can make none.
        """
        ...


class QuestionService:
    """Question sets of callers; every method names the owner, and another owner's set does not exist."""

    def __init__(
        self,
        crud: QuestionSetCrud,
        resumes: Resumes,
        generator: Callable[[], Awaitable[QuestionGenerator]],
        quota: Quota,
        idempotency: IdempotencyStore,
    ) -> None:
        self._crud = crud
        self._resumes = resumes
        self._generator = generator
        self._quota = quota
        self._idempotency = idempotency
        self._storing = asyncio.Semaphore(STORING_AT_ONCE)

    async def create(self, caller: Identity, resume_id: str, body: QuestionsIn, making: NewResource) -> QuestionSet:
        """Make a set about the current version of a résumé and store it.

        Raises `ResumeNotFound` (also when the résumé is deleted meanwhile), `ResumeServiceUnavailable`,
        `QuotaExceeded`, and what the generator raises.
        """
        if making.again and (made := await self._crud.find(caller.id, making.id)) is not None:
            return made
        async with self._quota.one(caller.id, NoGroundedQuestions, AllQuestionsAsked) as use:
            return await self._make(caller, resume_id, body, making.id, use)

    async def get(self, caller: Identity, set_id: UUID) -> QuestionSet:
        """One set; raises `QuestionSetNotFound`, also when its résumé is deleted, and `ResumeServiceUnavailable`."""
        made = await self._crud.find(caller.id, set_id)
        if made is None or not await self._resumes.has(str(made.resume_id), made.resume_version, caller):
            raise QuestionSetNotFound
        return made

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller has this set and its résumé; raises `ResumeServiceUnavailable`."""
        try:
            await self.get(caller, thing_id)
        except QuestionSetNotFound:
            return False
        return True

    async def list(self, caller: Identity, resume_id: str, page: Page) -> Slice[QuestionSet]:
        """The sets made for a résumé, newest first; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        resume = await self._resumes.get(resume_id, caller)
        found = await self._crud.page(caller.id, UUID(resume.id), page)
        return cut(found, [made.id for made in found], page.limit)

    async def delete(self, owner_id: str, set_id: UUID) -> None:
        """Remove a set; raises `QuestionSetNotFound`."""
        if await self._crud.find(owner_id, set_id) is None:
            raise QuestionSetNotFound
        # First: an answer that outlives the set would be kept for a day.
        await self._idempotency.forget_things([set_id])
        if not await self._crud.delete(owner_id, set_id):
            raise QuestionSetNotFound

    async def erase(self, resume_id: str) -> None:
        """Remove all that was made of a résumé that its owner deleted.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        if not await self._resumes.is_erased(resume_id):
            raise ResumeNotErased
        while ids := await self._crud.ids(UUID(resume_id), ERASED_AT_ONCE):
            await self._idempotency.forget_things(ids)
            await self._crud.erase(ids)

    async def _make(self, caller: Identity, resume_id: str, body: QuestionsIn, set_id: UUID, use: Use) -> QuestionSet:
        resume = await self._resumes.get(resume_id, caller)
        previous = await self._crud.asked(caller.id, UUID(resume.id)) if body.avoid_previous else []
        wish = wish_of(body, resume, previous)
        drafted = await (await self._generator()).draft(resume, wish)
        use.spent()
        made = QuestionSet(
            id=set_id,
            owner_id=caller.id,
            resume_id=UUID(resume.id),
            resume_version=resume.version,
            language=wish.language,
            requested=wish.count,
            questions=tuple(Question(new_id(), draft) for draft in drafted.drafts),
            generation=drafted.generation,
            created_at=utc_now(),
        )
        async with self._storing:
            # Models take seconds: a person who deleted the résumé meanwhile wants nothing kept of it. Rules take
            # milliseconds, as long as the question itself would.
            if drafted.generation.latency_ms >= RECHECK_MS and not await self._resumes.has(
                resume.id, resume.version, caller
            ):
                raise ResumeNotFound
            stored = await self._crud.insert(made)
        # Two are at one request when one of them was thought to be dead; the other was faster.
        return made if stored else await self.get(caller, set_id)


def wish_of(body: QuestionsIn, resume: ResumeDocument, previous: list[str]) -> Wish:
    """What the body asks for, with the defaults that suit this résumé."""
    count = body.count or DEFAULT_QUESTIONS
    difficulties = body.difficulty.spread() if body.difficulty else _suited(resume.seniority, count)
    return Wish(
        count=len(difficulties),
        language=body.language or resume.language,
        types=tuple(dict.fromkeys(body.types or QUESTION_TYPES)),
        difficulties=difficulties,
        exact_difficulties=body.difficulty is not None,
        target_role=body.target_role,
        job_posting=body.job_posting,
        focus=tuple(body.focus or ()),
        previous=tuple(previous),
    )


def _suited(seniority: Seniority | None, count: int) -> tuple[Difficulty, ...]:
    mix = MIXES[seniority]
    return tuple(mix[index % len(mix)] for index in range(count))
