"""Questions that callers answered below a level."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from interview_service.answers.crud import MAX_SCORED, AnswerCrud
from interview_service.answers.models import Answer, Scored
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.models import Session
from interview_service.weaknesses.models import JudgedAnswer, WeakQuestion, WeakSlice
from shared.core.identity import Identity
from shared.core.paging import Page, Slice, cut
from shared.resumes.client import Resumes

MAX_SAID = 300
"""Characters of an answer that are shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers that have a total, newest first."""

    answers: Sequence[Scored]

    @property
    def newest(self) -> Scored:
        """The newest answer."""
        return self.answers[0]


class WeaknessService:
    """Finds what was answered below a level, by default the `goal`, over all sessions of a caller."""

    def __init__(self, sessions: SessionCrud, answers: AnswerCrud, resumes: Resumes, goal: float) -> None:
        self._sessions = sessions
        self._answers = answers
        self._resumes = resumes
        self._goal = goal

    async def weak(self, caller: Identity, below: float | None, page: Page, known: str) -> WeakSlice:
        """A part of the questions that were answered below a level; raises `ResumeServiceUnavailable`.

        Where the tag of the list is in `known`, the part is left out: the caller has it.
        Those of mock interviews that go on are not among them, nor are those of deleted résumés.
        """
        scored = await self._answers.scored_of_all(caller.id)
        asked = below_level(await self._shown(caller, scored), self._goal if below is None else below)
        tag = _tag(asked)
        complete = len(scored) < MAX_SCORED
        if f'"{tag}"' in known:
            return WeakSlice(None, tag, complete)
        before = page.before
        rest = [one for one in asked if before is None or one.newest.id < before]
        part = cut(rest[: page.limit + 1], [one.newest.id for one in rest], page.limit)
        items = await self._told(caller.id, part.items)
        return WeakSlice(Slice(items, part.next_cursor), tag, complete)

    async def _shown(self, caller: Identity, scored: Sequence[Scored]) -> list[Scored]:
        """The answers that their owner may see now."""
        versions = {one.resume: one.resume_version for one in scored}
        seen = await asyncio.gather(*(self._hidden(caller, UUID(bytes=one), at) for one, at in versions.items()))
        hidden = dict(zip(versions, seen, strict=True))
        return [one for one in scored if (of := hidden[one.resume]) is not None and one.session not in of]

    async def _hidden(self, caller: Identity, resume_id: UUID, version: int) -> frozenset[bytes] | None:
        """The sessions of a résumé that are not shown yet; `None` when it is deleted."""
        if not await self._resumes.has(str(resume_id), version, caller):
            return None
        return frozenset(one.bytes for one in await self._sessions.unfinished_mocks(caller.id, resume_id))

    async def _told(self, owner_id: str, asked: Sequence[Asked]) -> list[WeakQuestion]:
        answers = {one.id: one for one in await self._answers.some(owner_id, [one.newest.id for one in asked])}
        wanted = list(dict.fromkeys(one.newest.session_id for one in asked))
        sessions = {one.id: one for one in await self._sessions.some(owner_id, wanted)}
        return [
            _told(one, answers[one.newest.id], sessions[one.newest.session_id])
            for one in asked
            if one.newest.id in answers and _is_planned(one, sessions.get(one.newest.session_id))
        ]


def below_level(scored: Sequence[Scored], below: float) -> list[Asked]:
    """The questions of answers, newest first, that were answered below a level at least once."""
    groups: dict[bytes, list[Scored]] = {}
    for one in scored:
        if one.total is not None:
            groups.setdefault(one.question, []).append(one)
    return [Asked(group) for group in groups.values() if any((one.total or 0) < below for one in group)]


def _is_planned(asked: Asked, session: Session | None) -> bool:
    """Return whether a question stands by itself: a follow-up to an answer means nothing without that answer."""
    planned = session.planned(asked.newest.question_id) if session is not None else None
    return planned is not None and planned.follow_up is None


def _tag(asked: Sequence[Asked]) -> str:
    """A name for all of the list, which changes with it."""
    told = "".join(f"{one.key.hex()}{one.total}" for group in asked for one in group.answers)
    return sha256(told.encode()).hexdigest()[:32]


def _told(asked: Asked, answer: Answer, session: Session) -> WeakQuestion:
    planned = session.planned(answer.question_id)
    evaluation = answer.evaluation
    draft = planned.question.draft if planned is not None else None
    judged = [one for one in evaluation.dimensions if one.level is not None] if evaluation is not None else []
    weakest = min(judged, key=lambda one: one.level or 0, default=None)
    return WeakQuestion(
        question_id=str(answer.question_id),
        session_id=str(answer.session_id),
        resume_id=str(answer.resume_id),
        resume_version=answer.resume_version,
        language=answer.language,
        type=answer.type,
        topics=list(answer.topics),
        question=draft.question if draft is not None else "",
        what_good_answers_cover=list(draft.what_good_answers_cover) if draft is not None else [],
        said=(answer.text or "")[:MAX_SAID],
        weakest=weakest.name if weakest is not None else None,
        why=weakest.why if weakest is not None else "",
        to_next_level=weakest.to_next_level if weakest is not None else None,
        missing=[one.point for one in evaluation.points if one.state == "missing"] if evaluation is not None else [],
        answers=[
            JudgedAnswer(answer_id=str(one.id), answered_at=one.created_at, total=one.total)
            for one in reversed(asked.answers)
            if one.total is not None
        ],
    )
