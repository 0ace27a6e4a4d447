"""State transitions of a session: changes by its owner, and answers. Pure functions: no storage and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from interview_service.sessions.errors import QuestionNotAnswered, WrongSessionState
from interview_service.sessions.models import Change, Planned, Session, State

ALLOWED: Mapping[State, frozenset[State]] = {
    "ready": frozenset({"running", "finished"}),
    "running": frozenset({"paused", "finished"}),
    "paused": frozenset({"running", "finished"}),
    "finished": frozenset(),
}
MAX_ATTEMPTS = 5
"""Maximum number of attempts at one question in a session."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn that has been answered or skipped."""

    question_id: UUID
    attempt: int
    skipped: bool
    at: datetime
    follow_up: Planned | None = None
    """The follow-up to the answer."""


def changed(session: Session, change: Change, now: datetime) -> Session:
    """Return the session after a change, or the same session if nothing changes.

    Raises `WrongSessionState`, `QuestionNotAnswered`.
    """
    new = session
    if change.question_id is not None and change.question_id != session.current:
        new = _retried(new, change.question_id)
    if change.state is not None and change.state != session.state:
        new = _moved(new, change.state, now)
    return (
        session
        if new is session
        else replace(new, version=session.version + 1, updated_at=max(now, session.updated_at))
    )


def advanced(session: Session, taken: Taken) -> Session:
    """Return the session after its current turn: the follow-up, or else the next question without an attempt."""
    done: list[Planned] = []
    for one in session.questions:
        if one.id != taken.question_id:
            done.append(one)
            continue
        done.append(replace(one, attempts=max(one.attempts, taken.attempt), skipped=taken.skipped))
        if taken.follow_up is not None and session.state != "finished":
            done.append(taken.follow_up)
    new = replace(
        session,
        questions=tuple(done),
        current=_next(done) if session.state != "finished" else None,
        turn=session.turn + 1,
        version=session.version + 1,
        updated_at=max(taken.at, session.updated_at),
    )
    # In practice mode, questions can be retried after the last one; a mock interview ends with its last question.
    over = new.current is None and new.mode == "mock" and new.state != "finished"
    return _moved(new, "finished", taken.at) if over else new


def _next(questions: list[Planned]) -> UUID | None:
    return next((one.id for one in questions if one.attempts == 0), None)


def _moved(session: Session, state: State, now: datetime) -> Session:
    if state not in ALLOWED[session.state]:
        raise WrongSessionState(f"The session is {session.state} and cannot become {state}.")
    timer = session.timer.started(now) if state == "running" else session.timer.stopped(now)
    new = replace(session, state=state, timer=timer)
    if state == "running" and session.started_at is None:
        return replace(new, started_at=now)
    if state != "finished":
        return new
    # Also if the clock was set back, nothing ends before it began.
    return replace(new, finished_at=max(now, session.started_at or session.created_at), current=None)


def _retried(session: Session, question_id: UUID) -> Session:
    planned = session.planned(question_id)
    if session.state == "finished":
        raise WrongSessionState("The session is finished. Start a new session to keep practising.")
    may = session.mode == "practice" and planned is not None and 0 < planned.attempts < MAX_ATTEMPTS
    if not may and question_id != _next(list(session.questions)):
        raise QuestionNotAnswered
    return replace(session, current=question_id)
