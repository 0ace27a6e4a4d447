"""Checks that every question must pass, regardless of its generator."""

from collections.abc import Callable, Mapping

from interview_service.questions.models import Draft, Wish
from shared.language.asking import asks
from shared.language.detecting import is_in
from shared.language.similarity import Asked
from shared.profiles.profile import Profile
from shared.protected.checking import protected_in
from shared.resumes.document import Language


class QuestionCheck:
    """Checks the questions of a set. Accepted questions count as already asked."""

    def __init__(self, profile: Profile, wish: Wish) -> None:
        self._wish = wish
        self._asked = Asked(wish.previous)
        self._topics = profile.topics.again()

    def add(self, draft: Draft) -> None:
        """Record an accepted question."""
        self._asked.add(draft.question)

    def objection(self, draft: Draft) -> str | None:
        """Return why a model's question is rejected (one of `shared.runs.generation.REASONS`), or `None`."""
        checks: Mapping[str, Callable[[], bool]] = {
            "wrong_type": lambda: draft.type not in self._wish.types,
            "no_evidence": lambda: not draft.evidence,
            "wrong_language": lambda: not _is_in(self._wish.language, draft),
            "not_a_question": lambda: not asks(draft.question),
            "protected_topic": lambda: is_protected(draft),
            "duplicate": lambda: self._asked.has(draft.question),
        }
        failed = next((reason for reason, fails in checks.items() if fails()), None)
        return failed or self._topics.objection(draft.question, draft.type, draft.topics, draft.evidence)


def is_protected(draft: Draft) -> bool:
    """Return whether any text of a question touches a topic that interviewers must not ask about."""
    quotes = [one.quote for one in draft.evidence]
    texts = (draft.question, draft.intent, *draft.topics, *draft.what_good_answers_cover, *draft.follow_ups)
    return any(protected_in(text, quotes) is not None for text in texts)


def _is_in(language: Language, draft: Draft) -> bool:
    sentences = (draft.question, draft.intent, *draft.follow_ups)
    points = (*draft.what_good_answers_cover, *draft.topics)
    return all(is_in(language, text) for text in sentences) and all(
        is_in(language, text, terms=True) for text in points
    )
