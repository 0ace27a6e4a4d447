"""Evaluates an answer once, even if that is requested several times at the same time, by one process or by several."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.errors import AnswerNotFound
from interview_service.answers.models import Answer
from interview_service.answers.orders import Evaluations, Given
from interview_service.evaluation.models import Judgement
from shared.core.ids import new_id
from shared.database.heartbeats import held
from shared.runs.models import Completed, Event, Failed, Order, Part, ResumeSource

PAUSE_SECONDS = 0.2
"""Between two looks at whether another process has evaluated the answer."""


class ClaimedEvaluations:
    """The evaluations of an engine, each of which claims its answer first.

    Whoever finds an answer claimed waits, and gets the same evaluation. If the other request fails, or its process dies
    and its claim expires, whoever waited evaluates the answer.
    """

    def __init__(self, evaluations: Evaluations, crud: AnswerCrud) -> None:
        self._evaluations = evaluations
        self._crud = crud

    async def make(self, order: Order[Given], resumes: ResumeSource) -> Answer:
        """Return the evaluated answer; raises what the engine raises."""
        async with aclosing(self.events(order, resumes)) as events:
            async for event in events:
                if isinstance(event, Failed):
                    raise event.error
                if isinstance(event, Completed):
                    return event.value
        raise RuntimeError("the run ended without a result")

    async def events(
        self, order: Order[Given], resumes: ResumeSource, kept: Sequence[Judgement] = ()
    ) -> AsyncGenerator[Event[Judgement, Answer]]:
        """Yield the events of the evaluation, whoever makes it; the last one is `Completed` or `Failed`."""
        owner_id, answer_id, holder, waited = order.owner_id, order.id, new_id(), False
        while (claim := await self._crud.claim(owner_id, answer_id, holder)) == "held":
            waited = True
            await asyncio.sleep(PAUSE_SECONDS)
        if claim == "over":
            async for event in self._ended(owner_id, answer_id, kept, waited=waited):
                yield event
            return
        renew = partial(self._crud.claim, owner_id, answer_id, holder)
        async with (
            held(renew, partial(self._crud.disclaim, owner_id, answer_id, holder)),
            aclosing(self._evaluations.events(order, resumes, kept)) as events,
        ):
            async for event in events:
                yield event

    async def _ended(
        self, owner_id: str, answer_id: UUID, kept: Sequence[Judgement], *, waited: bool
    ) -> AsyncGenerator[Event[Judgement, Answer]]:
        """Yield an evaluation by another request: each judgement not `kept` too, if the caller has `waited` for it."""
        answer = await self._crud.find(owner_id, answer_id)
        if answer is None or answer.evaluation is None:
            yield Failed(AnswerNotFound())
            return
        known = {judgement.name for judgement in kept}
        new = [judgement for judgement in answer.evaluation.dimensions if waited and judgement.name not in known]
        for number, judgement in enumerate(new, len(kept) + 1):
            yield Part(number, judgement)
        yield Completed(answer)
