"""Use cases for answers: create, list, evaluate."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.errors import AnswerNotFound, NothingToEvaluate, QuestionNotCurrent, SessionOver
from interview_service.answers.models import Answer, Answered, Shown, shown
from interview_service.answers.orders import Evaluations, Given
from interview_service.answers.schemas import AnswerIn
from interview_service.answers.turns import Turns
from interview_service.evaluation.models import Judgement
from interview_service.following.models import FollowUps, Said
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from interview_service.sessions.models import Session
from interview_service.sessions.service import SessionService
from shared.core.clock import utc_now
from shared.core.constraints import shown as as_it_looks
from shared.core.errors import AppError
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.quotas import QuotaExceeded
from shared.resumes.client import Resumes
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.runs.ahead import ahead
from shared.runs.kept import KeptService, Traces
from shared.runs.models import CallersResumes, Completed, Event, Failed, Order, Part, Progress

AnswerPart = Answered | Judgement
"""The parts of a stream: the stored answer, then the judgement of each dimension."""

NOT_NOW = (ResumeServiceUnavailable, QuotaExceeded)
"""Failures of an evaluation after which the answer is returned without one."""

ENDLESS = "a run ended without an end"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is stored, with the session before it."""

    answer: Answer
    before: Session
    is_new: bool


class AnswerService(KeptService[Answer]):
    """Creates, lists and evaluates the answers of a caller.

    If evaluations are `free`, as those by rules are, reading an answer makes a missing one.
    """

    def __init__(
        self,
        crud: AnswerCrud,
        sessions: SessionService,
        evaluations: Evaluations,
        resumes: Resumes,
        traces: Traces,
        follow_ups: FollowUps,
        *,
        free: bool = True,
    ) -> None:
        super().__init__(crud, resumes, traces, AnswerNotFound)
        self._answers = crud
        self._sessions = sessions
        self._evaluations = evaluations
        self._follow_ups = follow_ups
        self._free = free
        self._turns = Turns()

    async def create(self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource) -> Answered:
        """Store and evaluate an answer to the current question. Return the answer and the updated session.

        Raises `SessionNotFound`, `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`. The registry's errors are
        raised after the answer was stored.
        """
        answered: Answered | None = None
        async with aclosing(self.events(caller, session_id, body, new)) as events:
            async for event in events:
                if isinstance(event, Part) and isinstance(event.value, Answered):
                    answered = event.value
                if isinstance(event, Failed):
                    if answered is not None and isinstance(event.error, NOT_NOW):
                        # The answer is stored and can be evaluated later.
                        return answered
                    raise event.error
                if isinstance(event, Completed):
                    return event.value
        raise RuntimeError(ENDLESS)

    async def events(
        self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource
    ) -> AsyncGenerator[Event[AnswerPart, Answered]]:
        """Do the same and yield the stored answer, then each judgement, then the result or the failure.

        While a model words the follow-up, judgements do not wait for it and come before the answer. Errors before the
        answer is stored are raised.
        """
        kept = await self.keep(caller, session_id, body, new)
        stored, session = kept.answer, kept.before
        sources = [self._evaluation(caller, stored, session)]
        if self._is_to_word(kept):
            sources.append(self._worded(caller, stored, session))
        else:
            session = await self._sessions.own(caller.id, session_id)
            yield _moved_on(stored, session)
        async with (
            ahead(*sources) as coming,
            aclosing(self._shown_events(caller, stored, session, coming)) as events,
        ):
            async for event in events:
                yield event

    async def keep(self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource) -> Kept:
        """Store an answer to the current question, or find the one of an earlier attempt.

        Raises `SessionNotFound`, `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`.
        """
        async with self._turns.first((caller.id, session_id, body.question_id)):
            before = await self._sessions.own(caller.id, session_id)
            stored = await self._crud.find(caller.id, new.id) if new.again else None
            if stored is not None:
                return Kept(stored, before, is_new=False)
            return Kept(await self._inserted(_answer_of(before, body, new.id), before), before, is_new=True)

    async def word(self, caller: Identity, kept: Kept) -> None:
        """Let a model word the follow-up to a new answer, and move the session on."""
        if self._is_to_word(kept):
            async for _ in self._worded(caller, kept.answer, kept.before):
                pass
        else:
            await self._sessions.own(caller.id, kept.answer.session_id)

    async def order(self, owner_id: str, session_id: UUID, answer_id: UUID) -> Order[Given]:
        """Return the order of the evaluation of a stored answer; raises `SessionNotFound`, `AnswerNotFound`."""
        session = await self._sessions.own(owner_id, session_id)
        answer = await self._answers.find(owner_id, answer_id)
        if answer is None or answer.session_id != session.id:
            raise AnswerNotFound
        return await self._order(answer, session)

    async def find(self, owner_id: str, thing_id: UUID) -> Answered | None:
        """Return an answer with its session, or `None` if one of them is gone."""
        answer = await self._answers.find(owner_id, thing_id)
        if answer is None:
            return None
        try:
            session = await self._sessions.own(owner_id, answer.session_id)
        except SessionNotFound:
            return None
        return await self._answered(answer, session)

    async def evaluate(self, caller: Identity, session_id: UUID, answer_id: UUID) -> Answered:
        """Evaluate an answer; return it unchanged if it has an evaluation.

        Raises `SessionNotFound`, `AnswerNotFound`, `NothingToEvaluate`, `WrongSessionState`, `QuotaExceeded`,
        `ResumeServiceUnavailable`, and the registry's errors.
        """
        return await _last(self.evaluation_events(caller, session_id, answer_id))

    async def evaluation_events(
        self, caller: Identity, session_id: UUID, answer_id: UUID
    ) -> AsyncGenerator[Event[AnswerPart, Answered]]:
        """Do the same and yield each judgement. Raises the errors that come before the evaluation."""
        answer, session = await self.evaluable(caller, session_id, answer_id)
        async with (
            aclosing(self._evaluation(caller, answer, session)) as coming,
            aclosing(self._shown_events(caller, answer, session, coming)) as events,
        ):
            async for event in events:
                yield event

    async def evaluable(self, caller: Identity, session_id: UUID, answer_id: UUID) -> tuple[Answer, Session]:
        """Return an answer that may be evaluated now, and its session.

        Raises `SessionNotFound`, `AnswerNotFound`, `NothingToEvaluate`, `WrongSessionState`,
        `ResumeServiceUnavailable`.
        """
        session = await self._sessions.get(caller, session_id)
        answer = await self._answers.find(caller.id, answer_id)
        if answer is None or answer.session_id != session.id:
            raise AnswerNotFound
        if not session.shows_evaluations:
            raise WrongSessionState("The evaluations of a mock interview come at its end; finish the session first.")
        if answer.skipped:
            raise NothingToEvaluate
        return answer, session

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
        if not self._free:
            # A GET must not cost anything: missing evaluations by a model have an endpoint of their own.
            return answers
        return [await self._evaluated(caller, one, session) for one in answers]

    async def _inserted(self, answer: Answer, session: Session) -> Answer:
        """Choose the follow-up and insert the answer; raises `QuestionNotCurrent` if another answer was faster."""
        answer = await self._followed(answer, session)
        # Once inserted, the answer is final: the session is derived from the stored answers.
        if not await self._crud.insert(answer):
            raise QuestionNotCurrent
        return answer

    async def _followed(self, answer: Answer, session: Session) -> Answer:
        """Return the answer with its follow-up, if any."""
        said = await self._said(answer, session)
        return answer if said is None else replace(answer, follow_up=await self._follow_ups.after(said))

    async def _shown(self, caller: Identity, session: Session) -> list[Shown]:
        return shown(await self.evaluated(caller, session), open_now=session.shows_evaluations)

    async def _evaluated(self, caller: Identity, answer: Answer, session: Session) -> Answer:
        if answer.skipped or answer.evaluation is not None:
            return answer
        order = await self._order(answer, session)
        return await self._evaluations.make(order, CallersResumes(self._resumes, caller))

    async def _order(self, answer: Answer, session: Session) -> Order[Given]:
        """Return the order of an evaluation. The run has the answer's id, so an answer gets one evaluation."""
        given = Given(answer, session, await self._before(answer, session))
        return Order(answer.id, answer.owner_id, frozenset[str](), str(answer.resume_id), given, again=True)

    async def _before(self, answer: Answer, session: Session) -> tuple[str, ...]:
        """Return the answers that the question of an answer follows."""
        followed = [one.answer_id for one in session.thread(answer.question_id)]
        before = await self._answers.some(session.owner_id, followed) if followed else []
        return tuple(one.text for one in before if one.text is not None)

    async def _said(self, answer: Answer, session: Session) -> Said | None:
        """Return an answer as follow-ups are chosen for it; `None` if it gets none."""
        planned = session.planned(answer.question_id)
        # A second attempt is compared with the first and leads to no new question.
        if answer.text is None or answer.attempt > 1 or planned is None:
            return None
        before = await self._before(answer, session)
        return Said(session, planned, answer.id, answer.text, answer.created_at, before)

    async def _worded(
        self, caller: Identity, answer: Answer, session: Session
    ) -> AsyncGenerator[Event[AnswerPart, Answer]]:
        """Let a model word the follow-up to a new answer, before anybody is shown it; yield the answer then."""
        said = await self._said(answer, session)
        if said is not None and answer.follow_up is not None:
            better = await self._follow_ups.better(said, answer.follow_up, CallersResumes(self._resumes, caller))
            if better is not answer.follow_up:
                await self._answers.reword(answer, better)
        yield _moved_on(answer, await self._sessions.own(caller.id, session.id))

    async def _evaluation(
        self, caller: Identity, answer: Answer, session: Session
    ) -> AsyncGenerator[Event[AnswerPart, Answer]]:
        """Yield the events of the evaluation of a stored answer, none for a skip."""
        if answer.skipped:
            return
        order, resumes = await self._order(answer, session), CallersResumes(self._resumes, caller)
        async with aclosing(self._evaluations.events(order, resumes)) as events:
            async for event in events:
                yield Part(event.number, event.value) if isinstance(event, Part) else event

    async def _shown_events(
        self, caller: Identity, answer: Answer, session: Session, coming: AsyncGenerator[Event[AnswerPart, Answer]]
    ) -> AsyncGenerator[Event[AnswerPart, Answered]]:
        """Yield the events of an evaluation for the client, without judgements in an unfinished mock interview.

        The answer may be among them; the end comes behind it.
        """
        if not await self._is_there(caller, answer):
            yield Failed(SessionNotFound())
            return
        failed: AppError | None = None
        async for event in coming:
            if isinstance(event, Failed):
                failed = event.error
            elif isinstance(event, Part) and isinstance(event.value, Answered):
                session = event.value.session
                yield Part(event.number, event.value)
            elif isinstance(event, Progress):
                yield event
            elif isinstance(event, Part) and session.shows_evaluations:
                yield Part(event.number, event.value)
        if failed is not None:
            yield Failed(await self.failure(caller, answer, failed))
            return
        answered = await self._answered(answer, session)
        yield Completed(answered) if answered is not None else Failed(SessionNotFound())

    async def _answered(self, answer: Answer, session: Session) -> Answered | None:
        """Return an answer as it is now, compared with the first attempt; `None` if it is gone."""
        found = shown(await self._answers.of_session(session.owner_id, session.id), open_now=session.shows_evaluations)
        this = next((one for one in found if one.answer.id == answer.id), None)
        return Answered(this, session) if this is not None else None

    def _is_to_word(self, kept: Kept) -> bool:
        return kept.is_new and kept.answer.follow_up is not None and self._follow_ups.asks_models

    async def _is_there(self, caller: Identity, answer: Answer) -> bool:
        """Return whether the session and its résumé still exist; if not, delete the answers."""
        try:
            await self._sessions.check(caller, answer.session_id)
        except SessionNotFound:
            await self._answers.forget(caller.id, answer.session_id)
            return False
        except ResumeServiceUnavailable:
            # The run needs the résumé, too, and reports this.
            return True
        return True

    async def failure(self, caller: Identity, answer: Answer, error: AppError) -> AppError:
        """Return the error for the client, with the id of the stored answer."""
        if isinstance(error, ResumeNotFound):
            await self._answers.forget(caller.id, answer.session_id)
            return SessionNotFound()
        error.extensions["answer_id"] = str(answer.id)
        return error


async def _last(events: AsyncGenerator[Event[AnswerPart, Answered]]) -> Answered:
    """Return the result of a run; raises its failure."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Completed):
                return event.value
    raise RuntimeError(ENDLESS)


def _moved_on(answer: Answer, session: Session) -> Part[AnswerPart]:
    """Return the event of a stored answer, with the session as it is then."""
    return Part(1, Answered(Shown(answer, session.shows_evaluations), session))


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
