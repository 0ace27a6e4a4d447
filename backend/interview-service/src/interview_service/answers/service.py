"""Use cases for answers: create, list, evaluate."""

import asyncio
from dataclasses import replace
from typing import Protocol
from uuid import UUID
from weakref import WeakValueDictionary

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.errors import AnswerNotFound, QuestionNotCurrent, SessionOver
from interview_service.answers.models import Answer, Shown, shown
from interview_service.answers.schemas import AnswerIn
from interview_service.evaluation.models import Evaluation, Subject
from interview_service.following.models import FollowUps, Said
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from interview_service.sessions.models import Session
from interview_service.sessions.planning import personas
from interview_service.sessions.service import SessionService
from shared.core.clock import utc_now
from shared.core.constraints import shown as as_it_looks
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.idempotency import IdempotencyStore
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.runs.kept import KeptService


class Evaluator(Protocol):
    """Evaluates answers, by rules or by a model with the rules as fallback."""

    async def evaluate(self, subject: Subject) -> Evaluation:
        """Return the evaluation of an answer, with verified places. Raises `AppError` if it is unavailable for now."""
        ...


class _Turn:
    """A turn of a session while answers to it arrive."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.taken = False


class AnswerService(KeptService[Answer]):
    """Creates, lists and evaluates the answers of a caller."""

    def __init__(
        self,
        crud: AnswerCrud,
        sessions: SessionService,
        evaluator: Evaluator,
        resumes: Resumes,
        idempotency: IdempotencyStore,
        follow_ups: FollowUps,
    ) -> None:
        super().__init__(crud, resumes, idempotency, AnswerNotFound)
        self._answers = crud
        self._sessions = sessions
        self._evaluator = evaluator
        self._follow_ups = follow_ups
        self._taking: WeakValueDictionary[tuple[UUID, int], _Turn] = WeakValueDictionary()

    async def create(
        self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource
    ) -> tuple[Shown, Session]:
        """Store and evaluate an answer to the current question. Return the answer and the updated session.

        Raises `SessionNotFound`, `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`.
        """
        session = await self._sessions.own(caller.id, session_id)
        stored = await self._crud.find(caller.id, new.id) if new.again else None
        if stored is None:
            stored = await self._inserted(_answer_of(session, body, new.id), session)
        try:
            # After the insert: of two hundred concurrent answers, only one fetches the résumé.
            session = await self._sessions.get(caller, session_id)
            found = await self._shown(caller, session)
        except (SessionNotFound, ResumeNotFound):
            # The session or its résumé was deleted meanwhile, so nothing of it may remain.
            await self._answers.forget(caller.id, session_id)
            raise SessionNotFound from None
        except ResumeServiceUnavailable:
            # The answer is kept and will be evaluated on the next read.
            session = await self._sessions.own(caller.id, session_id)
            return Shown(stored, _is_open(session)), session
        return next(one for one in found if one.answer.id == stored.id), session

    async def of_session(self, caller: Identity, session_id: UUID) -> list[Shown]:
        """Return all answers of a session, evaluated; raises `SessionNotFound`, `ResumeServiceUnavailable`."""
        return await self._shown(caller, await self._sessions.get(caller, session_id))

    async def one(self, caller: Identity, session_id: UUID, answer_id: UUID) -> Shown:
        """Return an answer of a session; raises `AnswerNotFound`, `SessionNotFound`, `ResumeServiceUnavailable`."""
        for found in await self.of_session(caller, session_id):
            if found.answer.id == answer_id:
                return found
        raise AnswerNotFound

    async def evaluated(self, caller: Identity, session: Session) -> list[Answer]:
        """Return all answers of a session, evaluating those that have no evaluation yet."""
        answers = await self._answers.of_session(session.owner_id, session.id)
        if all(one.skipped or one.evaluation is not None for one in answers):
            return answers
        resume = await self._resumes.get(str(session.resume_id), caller)
        return [await self._evaluated(one, session, resume) for one in answers]

    async def _inserted(self, answer: Answer, session: Session) -> Answer:
        """Choose the follow-up and insert the answer; raises `QuestionNotCurrent` if another answer was faster."""
        turn = self._taking.setdefault((session.id, answer.turn), _Turn())
        # Of two hundred concurrent answers, only one is read for a follow-up, and the others ask nobody.
        async with turn.lock:
            if turn.taken:
                raise QuestionNotCurrent
            answer = await self._followed(answer, session)
            # Once inserted, the answer is final: the session is derived from the stored answers.
            inserted = await self._crud.insert(answer)
            turn.taken = True
        if not inserted:
            raise QuestionNotCurrent
        return answer

    async def _followed(self, answer: Answer, session: Session) -> Answer:
        """Return the answer with its follow-up, if any."""
        planned = session.planned(answer.question_id)
        # A second attempt is compared with the first and leads to no new question.
        if answer.text is None or answer.attempt > 1 or planned is None:
            return answer
        said = Said(session, planned, answer.id, answer.text, answer.created_at)
        return replace(answer, follow_up=await self._follow_ups.after(said))

    async def _shown(self, caller: Identity, session: Session) -> list[Shown]:
        return shown(await self.evaluated(caller, session), open_now=_is_open(session))

    async def _evaluated(self, answer: Answer, session: Session, resume: ResumeDocument) -> Answer:
        planned = session.planned(answer.question_id)
        if answer.text is None or answer.evaluation is not None or planned is None:
            return answer
        weights = tuple(personas()[session.persona].weights.items())
        subject = Subject(
            planned.question, answer.text, session.language, resume, weights, planned.follow_up is not None
        )
        evaluation = await self._evaluator.evaluate(subject)
        await self._answers.evaluate(answer.owner_id, answer.id, evaluation)
        return replace(answer, evaluation=evaluation)


def _is_open(session: Session) -> bool:
    """Return whether evaluations of the session may be shown."""
    return session.mode == "practice" or session.state == "finished"


def _answer_of(session: Session, body: AnswerIn, answer_id: UUID) -> Answer:
    """Build the answer for the current turn; raises `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`."""
    if session.state == "finished":
        raise SessionOver
    if session.state != "running":
        raise WrongSessionState(f"The session is {session.state}; set it to running to answer.")
    asked = session.asked
    if asked is None or asked.id != body.question_id:
        raise QuestionNotCurrent
    return Answer(
        id=answer_id,
        owner_id=session.owner_id,
        resume_id=session.resume_id,
        resume_version=session.resume_version,
        session_id=session.id,
        question_id=asked.id,
        turn=session.turn,
        attempt=asked.attempts + 1,
        language=session.language,
        # Normalise before storing, because spans index into the stored text.
        text=as_it_looks(body.text) if body.text is not None else None,
        seconds=body.seconds,
        created_at=utc_now(),
        type=asked.question.draft.type,
        topics=asked.question.draft.topics,
    )
