"""What new questions should aim at: competences and dimensions that were weak in practice."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.models import Scored
from interview_service.evaluation.models import Dimension
from interview_service.questions.models import QuestionType, Weak
from interview_service.reports.means import grouped, mean, newest_attempts
from interview_service.reports.progress import weakest_of
from interview_service.sessions.crud import SessionCrud

MAX_TOPICS, MAX_TYPES = 3, 4
K = TypeVar("K")
TYPES: Mapping[Dimension, tuple[QuestionType, ...]] = {
    "content": (),
    "reasoning": ("trade_off", "scalability"),
    "own_part": ("collaboration", "behavioral"),
    "structure": ("behavioral", "situational"),
    "evidence": ("performance", "business"),
    "clarity": (),
}
"""Which questions test a dimension most; content and clarity are tested by all of them."""


class Aim:
    """Knows what was weak in practice with a résumé: what was below `goal` in the mean."""

    def __init__(self, sessions: SessionCrud, answers: AnswerCrud, goal: float) -> None:
        self._sessions = sessions
        self._answers = answers
        self._goal = goal

    async def weak(self, owner_id: str, resume_id: UUID) -> Weak:
        """What was weak in all sessions that may be seen."""
        hidden = await self._sessions.unfinished_mocks(owner_id, resume_id)
        return weak_of(newest_attempts(await self._answers.scored(owner_id, resume_id, hidden)), self._goal)


def weak_of(counted: Sequence[Scored], goal: float) -> Weak:
    """What is below the goal, the weakest first."""
    topics = _below(grouped(counted, lambda one: one.topics), goal)
    by_type: Mapping[QuestionType, Sequence[Scored]] = grouped(counted, lambda one: (one.type,))
    dimensions: list[Dimension] = [name for name, level, _ in weakest_of(counted) if level < goal]
    types: list[QuestionType] = [kind for name in dimensions for kind in TYPES[name]]
    return Weak(tuple(topics[:MAX_TOPICS]), tuple(dict.fromkeys((*types, *_below(by_type, goal))))[:MAX_TYPES])


def _below(groups: Mapping[K, Sequence[Scored]], goal: float) -> list[K]:
    """The keys of groups whose mean is below the goal, the lowest first."""
    means = [(level, key) for key, group in groups.items() if (level := mean(one.total for one in group)) is not None]
    return [key for level, key in sorted(means, key=lambda one: one[0]) if level < goal]
