"""What callers do with answers."""

from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.errors import AnswerNotFound, QuestionNotCurrent, SessionOver
from interview_service.answers.models import Answer
from interview_service.answers.schemas import AnswerIn
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from interview_service.sessions.models import Session
from interview_service.sessions.service import SessionService
from shared.core.clock import utc_now
from shared.core.constraints import shown
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.idempotency import IdempotencyStore
from shared.resumes.client import Resumes
from shared.runs.kept import KeptService


class AnswerService(KeptService[Answer]):
    """The answers of their owners."""

    def __init__(
        self, crud: AnswerCrud, sessions: SessionService, resumes: Resumes, idempotency: IdempotencyStore
    ) -> None:
        super().__init__(crud, resumes, idempotency, AnswerNotFound)
        self._answers = crud
        self._sessions = sessions

    async def create(
        self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource
    ) -> tuple[Answer, Session]:
        """Store an answer to the current question; the answer and what the session is then.

        Raises `SessionNotFound`, `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`, `ResumeServiceUnavailable`.
        """
        session = await self._sessions.get(caller, session_id)
        if new.again and (stored := await self._crud.find(caller.id, new.id)) is not None:
            return stored, session
        answer = _answer_of(session, body, new.id)
        # From here on it stands, whatever happens: the session follows from the answers that are stored.
        if not await self._crud.insert(answer):
            raise QuestionNotCurrent
        try:
            return answer, await self._sessions.settled(session)
        except SessionNotFound:
            # It was deleted while this came in; nothing of it is to stay.
            await self._answers.forget(caller.id, session_id)
            raise

    async def of_session(self, caller: Identity, session_id: UUID) -> list[Answer]:
        """All answers of a session; raises `SessionNotFound`, `ResumeServiceUnavailable`."""
        session = await self._sessions.get(caller, session_id)
        return await self._answers.of_session(session.owner_id, session.id)

    async def one(self, caller: Identity, session_id: UUID, answer_id: UUID) -> Answer:
        """One answer of a session; raises `AnswerNotFound`, `ResumeServiceUnavailable`."""
        answer = await self.get(caller, answer_id)
        if answer.session_id != session_id:
            raise AnswerNotFound
        return answer


def _answer_of(session: Session, body: AnswerIn, answer_id: UUID) -> Answer:
    """The answer that takes the session's turn; raises `SessionOver`, `WrongSessionState`, `QuestionNotCurrent`."""
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
        # As it looks: places in it are counted in what is kept.
        text=shown(body.text) if body.text is not None else None,
        seconds=body.seconds,
        created_at=utc_now(),
    )
