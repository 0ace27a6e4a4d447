"""Use cases for sessions: create, change, delete."""

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
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.runs.kept import KeptService, Traces

TRIES = 5
"""Attempts at a change that conflicts with concurrent ones, if the caller gave no version."""


class QuestionSets(Protocol):
    """Source of question sets."""

    async def get(self, caller: Identity, thing_id: UUID) -> QuestionSet:
        """Return a set; raises `QuestionSetNotFound`."""
        ...

    async def create(self, caller: Identity, resume_id: str, body: QuestionsIn, new: NewResource) -> QuestionSet:
        """Generate a set for a résumé."""
        ...


class Turns(Protocol):
    """Answered turns. An answer is stored before its session is updated, so this is the source of truth."""

    async def taken(self, owner_id: str, session_id: UUID, turn: int) -> Taken | None:
        """Return the answer or skip of a turn, if any."""
        ...

    async def forget(self, owner_id: str, session_id: UUID) -> list[UUID]:
        """Delete all answers of a session and return their ids."""
        ...


class SessionService(KeptService[Session]):
    """Creates, changes and deletes the sessions of a caller."""

    def __init__(self, crud: SessionCrud, turns: Turns, sets: QuestionSets, resumes: Resumes, traces: Traces) -> None:
        super().__init__(crud, resumes, traces, SessionNotFound)
        self._sessions = crud
        self._turns = turns
        self._sets = sets

    async def get(self, caller: Identity, thing_id: UUID) -> Session:
        """Return a session; raises `SessionNotFound`, also if its résumé is deleted, and `ResumeServiceUnavailable`."""
        return await self.settled(await super().get(caller, thing_id))

    async def check(self, caller: Identity, session_id: UUID) -> None:
        """Raise what `get` does, without applying an answer: its follow-up may still be being worded."""
        await super().get(caller, session_id)

    async def own(self, owner_id: str, session_id: UUID) -> Session:
        """Return a session without checking that its résumé exists, for callers that check it later."""
        session = await self._crud.find(owner_id, session_id)
        if session is None:
            raise SessionNotFound
        return await self.settled(session)

    async def settled(self, session: Session) -> Session:
        """Apply answers that the stored session does not reflect yet; raises `SessionNotFound`.

        They exist if a process died, or was overtaken, after storing an answer and before updating the session.
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
        """Plan and store a session; raises `QuestionSetNotFound` and the errors of generating a set."""
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
        # Another process has taken over this request and stored the session first.
        return await self.get(caller, new.id)

    async def change(self, caller: Identity, session_id: UUID, change: Change, expected: int | None) -> Session:
        """Change the state or the current question of a session.

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
        """Delete a session and its answers; raises `SessionNotFound`, `PreconditionFailed`."""
        session = await self._crud.find(owner_id, session_id)
        if session is not None and expected is not None and session.version != expected:
            raise PreconditionFailed
        await self._traces.forget_things([session_id])
        if session is not None and expected is not None:
            if not await self._sessions.delete_version(owner_id, session_id, expected):
                raise PreconditionFailed
        elif session is not None:
            await self._crud.delete(owner_id, session_id)
        # Also if the session is already gone: an earlier attempt may have stopped after deleting it.
        await self._traces.forget_things(await self._turns.forget(owner_id, session_id))
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
        # The set's id is derived from the session's, so that a repeated request does not create a second set.
        return await self._sets.create(caller, resume.id, order, NewResource(UUID(int=new.id.int ^ 1), new.again))
