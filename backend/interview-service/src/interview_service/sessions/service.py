"""What callers do with sessions."""

from typing import Protocol
from uuid import UUID

from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.models import QuestionSet
from interview_service.questions.schemas import QuestionsIn
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.errors import SessionNotFound
from interview_service.sessions.machine import Taken, advanced, changed
from interview_service.sessions.models import Change, Planned, Session
from interview_service.sessions.planning import fitting, personas, wanted
from interview_service.sessions.schemas import SessionIn
from shared.core.clock import utc_now
from shared.core.errors import PreconditionFailed
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.idempotency import IdempotencyStore
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.runs.kept import KeptService

TRIES = 5
"""How often a change is tried again that another one overtook, where the caller named no version."""


class QuestionSets(Protocol):
    """Where questions come from."""

    async def get(self, caller: Identity, thing_id: UUID) -> QuestionSet:
        """A set; raises `QuestionSetNotFound`."""
        ...

    async def create(self, caller: Identity, resume_id: str, body: QuestionsIn, new: NewResource) -> QuestionSet:
        """Make a set of a résumé."""
        ...


class Turns(Protocol):
    """What was answered. An answer is stored before its session says so; which one took a turn is known here."""

    async def taken(self, owner_id: str, session_id: UUID, turn: int) -> Taken | None:
        """What a turn was used for."""
        ...

    async def forget(self, owner_id: str, session_id: UUID) -> list[UUID]:
        """Remove all that was answered in a session; the ids of it."""
        ...


class SessionService(KeptService[Session]):
    """The sessions of their owners."""

    def __init__(
        self, crud: SessionCrud, turns: Turns, sets: QuestionSets, resumes: Resumes, idempotency: IdempotencyStore
    ) -> None:
        super().__init__(crud, resumes, idempotency, SessionNotFound)
        self._sessions = crud
        self._turns = turns
        self._sets = sets

    async def get(self, caller: Identity, thing_id: UUID) -> Session:
        """One session; raises `SessionNotFound`, also when its résumé is deleted, and `ResumeServiceUnavailable`."""
        return await self.settled(await super().get(caller, thing_id))

    async def own(self, owner_id: str, session_id: UUID) -> Session:
        """The same, without a look at whether its résumé is still there: for what looks at that later."""
        session = await self._crud.find(owner_id, session_id)
        if session is None:
            raise SessionNotFound
        return await self.settled(session)

    async def settled(self, session: Session) -> Session:
        """The session after all its answers, which it may not know of yet; raises `SessionNotFound`.

        A process can die, or fall behind another one, between an answer and its session.
        """
        while (taken := await self._turns.taken(session.owner_id, session.id, session.turn)) is not None:
            new = advanced(session, taken)
            if await self._sessions.replace(new, session.version):
                session = new
                continue
            found = await self._sessions.find(session.owner_id, session.id)
            if found is None:
                raise SessionNotFound
            session = found
        return session

    async def create(self, caller: Identity, resume_id: str, body: SessionIn, new: NewResource) -> Session:
        """Plan a session and store it; raises `QuestionSetNotFound`, and what making a set raises."""
        if new.again and (stored := await self._crud.find(caller.id, new.id)) is not None:
            return stored
        resume = await self._resumes.get(resume_id, caller)
        found = await self._set(caller, resume, body, new)
        questions = fitting(found.questions, body.minutes)
        now = utc_now()
        session = Session(
            id=new.id,
            owner_id=caller.id,
            resume_id=resume.uuid,
            resume_version=resume.version,
            language=found.language,
            mode=body.mode,
            persona=body.persona,
            minutes=body.minutes,
            set_id=found.id,
            questions=tuple(Planned(question) for question in questions),
            current=questions[0].id,
            created_at=now,
            updated_at=now,
            follow_ups=body.follow_ups if body.follow_ups is not None else personas()[body.persona].depth,
        )
        if await self._crud.insert(session):
            return session
        # Two are at one request when one of them was thought to be dead; the other was faster.
        return await self.get(caller, new.id)

    async def change(self, caller: Identity, session_id: UUID, change: Change, expected: int | None) -> Session:
        """Move a session to another state or question.

        Raises `SessionNotFound`, `WrongSessionState`, `QuestionNotAnswered`, `ResumeServiceUnavailable`, and
        `PreconditionFailed` when it is no longer the `expected` version.
        """
        for _ in range(TRIES):
            session = await self.get(caller, session_id)
            if expected is not None and session.version != expected:
                raise PreconditionFailed
            new = changed(session, change, utc_now())
            if new is session or await self._sessions.replace(new, session.version):
                return new
        raise PreconditionFailed

    async def remove(self, owner_id: str, session_id: UUID, expected: int | None) -> None:
        """Remove a session with its answers; raises `SessionNotFound`, `PreconditionFailed`."""
        session = await self._crud.find(owner_id, session_id)
        if session is not None and expected is not None and session.version != expected:
            raise PreconditionFailed
        await self._idempotency.forget_things([session_id])
        if session is not None and expected is not None:
            if not await self._sessions.delete_version(owner_id, session_id, expected):
                raise PreconditionFailed
        elif session is not None:
            await self._crud.delete(owner_id, session_id)
        # Also where the session is gone: an earlier try may have come no further than that.
        await self._idempotency.forget_things(await self._turns.forget(owner_id, session_id))
        if session is None:
            raise SessionNotFound

    async def _set(self, caller: Identity, resume: ResumeDocument, body: SessionIn, new: NewResource) -> QuestionSet:
        if body.question_set_id is not None:
            found = await self._sets.get(caller, body.question_set_id)
            if found.resume_id != resume.uuid:
                raise QuestionSetNotFound
            return found
        order = body.questions or QuestionsIn()
        if order.count is None and order.difficulty is None:
            order = order.model_copy(update={"count": wanted(body.minutes)})
        # The set's id follows from the session's, so that a request that comes again makes no second set.
        return await self._sets.create(caller, resume.id, order, NewResource(UUID(int=new.id.int ^ 1), new.again))
