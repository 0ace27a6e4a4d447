"""Reports and practice progress."""

from collections.abc import Sequence
from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.models import Scored
from interview_service.answers.service import AnswerService
from interview_service.reports.means import newest_attempts
from interview_service.reports.models import Progress, Report
from interview_service.reports.progress import progress_of, weakest_of
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.errors import WrongSessionState
from interview_service.sessions.models import Session
from interview_service.sessions.service import SessionService
from shared.core.clock import utc_now
from shared.core.identity import Identity
from shared.resumes.client import Resumes


class ReportService:
    """Computes reports from sessions and answers on each call; nothing is stored."""

    def __init__(
        self,
        sessions: SessionService,
        answers: AnswerService,
        session_crud: SessionCrud,
        answer_crud: AnswerCrud,
        resumes: Resumes,
    ) -> None:
        self._sessions = sessions
        self._answers = answers
        self._session_crud = session_crud
        self._answer_crud = answer_crud
        self._resumes = resumes

    async def report(self, caller: Identity, session_id: UUID) -> Report:
        """Return the report of a session. A mock interview must be finished.

        Raises `SessionNotFound`, `WrongSessionState`, `ResumeServiceUnavailable`.
        """
        session = await self._sessions.get(caller, session_id)
        if session.mode == "mock" and session.state != "finished":
            raise WrongSessionState("A mock interview has a report only at its end. Finish the session first.")
        answers = await self._answers.evaluated(caller, session)
        from interview_service.reports.report import ReportOf  # noqa: PLC0415  loads the rubric

        return ReportOf(session, answers, await self._before(session)).made(utc_now())

    async def progress(self, caller: Identity, resume_id: str) -> Progress:
        """Return the practice progress for a résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        resume = await self._resumes.get(resume_id, caller)
        hidden = await self._session_crud.unfinished_mocks(caller.id, resume.uuid)
        counted = newest_attempts(await self._answer_crud.scored(caller.id, resume.uuid, hidden))
        weakest = weakest_of(counted)
        wanted = {one.id for _, _, group in weakest for one in group}
        shown = await self._answer_crud.some(caller.id, list(wanted))
        return progress_of(resume.uuid, counted, weakest, {one.id: one for one in shown})

    async def _before(self, session: Session) -> Sequence[Scored]:
        """Return the evaluated answers of the previous session."""
        hidden = await self._session_crud.unfinished_mocks(session.owner_id, session.resume_id)
        return newest_attempts(await self._answer_crud.scored_before(session, hidden))
