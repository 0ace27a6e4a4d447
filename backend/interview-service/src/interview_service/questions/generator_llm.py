"""Questions by a language model: the prompt goes out without identifiers, and what comes back is proved.

What fails the proof is asked for once more, then left out; a second ask that fails costs nothing that is proved.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Annotated

import structlog
from pydantic import BaseModel, Field

from interview_service.questions.errors import AllQuestionsAsked, NoGroundedQuestions
from interview_service.questions.models import Difficulty, Draft, Drafted, QuestionType, Wish
from shared.generation import Generation
from shared.language.detecting import is_in
from shared.language.similarity import Asked
from shared.llm import Attempt, LlmRequest, Registry
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.redaction import Redaction
from shared.resumes.statements import Citations, Statements
from shared.utils.prompts import Prompt

PLACEHOLDERS = frozenset(
    {"count", "language", "types", "difficulties", "target_role", "focus", "resume", "job_posting", "previous"}
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MIN_POINTS, MAX_POINTS = 2, 5
MAX_FOLLOW_UPS = 3
MAX_ASKS = 2
TOKENS_PER_QUESTION = 420
"""A question with all its parts, in Korean, measured."""

logger = structlog.stdlib.get_logger(__name__)


class ModelQuestion(BaseModel):
    """A question as the model is asked to write it."""

    type: QuestionType
    difficulty: Difficulty
    topics: Annotated[list[str], Field(description="One to four short tags.")]
    question: Annotated[str, Field(min_length=10, max_length=1_500)]
    intent: Annotated[str, Field(min_length=5, max_length=600)]
    what_good_answers_cover: Annotated[list[str], Field(min_length=MIN_POINTS, description="Two to five points.")]
    follow_ups: Annotated[list[str], Field(description="At most three.")]
    evidence: Citations


class ModelQuestions(BaseModel):
    """The model's answer."""

    questions: list[ModelQuestion]


class LlmGenerator:
    """Asks the registry; asks once more for what could not be proved; leaves out the rest."""

    def __init__(self, registry: Registry, prompt: Prompt) -> None:
        self._registry = registry
        self._prompt = prompt

    async def draft(self, resume: ResumeDocument, wish: Wish) -> Drafted:
        """Between one and `wish.count` questions; raises `NoGroundedQuestions`, `AllQuestionsAsked` and the registry's
        errors when there is none.
        """
        started = perf_counter()
        deadline = self._registry.deadline(TOKENS_PER_QUESTION * wish.count)
        redaction = Redaction(resume)
        statements = Statements(resume, wish.job_posting, redaction)
        proof = _Proof(wish, redaction, statements)
        attempts: list[Attempt] = []
        writers: list[tuple[str, str]] = []
        for _ in range(MAX_ASKS):
            missing = _missing(wish, proof.drafts)
            try:
                answer = await self._registry.generate(self._request(missing, redaction, statements, deadline))
            except (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded) as error:
                if not proof.drafts:
                    raise
                attempts += error.attempts
                break
            attempts += answer.attempts
            before = len(proof.drafts)
            proof.take(answer.value, missing)
            writers += [(answer.provider, answer.model)] * (len(proof.drafts) - before)
            if len(proof.drafts) == wish.count:
                break
            logger.info("questions without proof", have=len(proof.drafts), of=wish.count, rejected=dict(proof.rejected))
        if not proof.drafts:
            raise AllQuestionsAsked if wish.previous and set(proof.rejected) == {"duplicate"} else NoGroundedQuestions
        elapsed = round((perf_counter() - started) * 1000)
        generation = Generation.by_llm(self._prompt.version, attempts, writers, elapsed, proof.rejected)
        return Drafted(proof.drafts, generation)

    def _request(
        self, wish: Wish, redaction: Redaction, statements: Statements, deadline: float
    ) -> LlmRequest[ModelQuestions]:
        mix = Counter(wish.difficulties)
        prompt = self._prompt.fill(
            {
                "count": str(wish.count),
                "language": LANGUAGES[wish.language],
                "types": ", ".join(wish.types),
                "difficulties": ", ".join(f"{count} {difficulty}" for difficulty, count in mix.items()),
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus": redaction.data("FOCUS", "\n".join(wish.focus)),
                "resume": statements.resume(),
                "job_posting": statements.posting(),
                "previous": redaction.data("ASKED", "\n".join(wish.previous)),
            }
        )
        return LlmRequest(
            ModelQuestions,
            self._prompt.instructions,
            prompt,
            "interview_questions",
            expected_tokens=TOKENS_PER_QUESTION * wish.count,
            deadline=deadline,
        )


class _Proof:
    """Takes the questions that are of a wanted type and difficulty, are proved, in the right language, and new."""

    def __init__(self, wish: Wish, redaction: Redaction, statements: Statements) -> None:
        self.drafts: list[Draft] = []
        self.rejected: Counter[str] = Counter()
        self._language: Language = wish.language
        self._redaction = redaction
        self._statements = statements
        self._asked = Asked(wish.previous)

    def take(self, answer: ModelQuestions, missing: Wish) -> None:
        """Add what stands of an answer, at most as much as is `missing`."""
        left = Counter(missing.difficulties)
        most = len(self.drafts) + missing.count
        for made in answer.questions:
            if len(self.drafts) == most:
                break
            draft = self._draft(made)
            reason = self._objection(draft, missing, left)
            if reason is not None:
                self.rejected[reason] += 1
                continue
            left[draft.difficulty] -= 1
            self._asked.add(draft.question)
            self.drafts.append(draft)

    def _objection(self, draft: Draft, missing: Wish, left: Counter[Difficulty]) -> str | None:
        if draft.type not in missing.types:
            return "wrong_type"
        if missing.exact_difficulties and left[draft.difficulty] < 1:
            return "wrong_difficulty"
        if not draft.evidence:
            return "no_evidence"
        if not _is_in(self._language, draft):
            return "wrong_language"
        return "duplicate" if self._asked.has(draft.question) else None

    def _draft(self, made: ModelQuestion) -> Draft:
        show = self._redaction.show
        return Draft(
            type=made.type,
            difficulty=made.difficulty,
            topics=tuple(show(topic) for topic in made.topics[:4]),
            question=show(made.question),
            intent=show(made.intent),
            what_good_answers_cover=tuple(show(point) for point in made.what_good_answers_cover[:MAX_POINTS]),
            follow_ups=tuple(show(question) for question in made.follow_ups[:MAX_FOLLOW_UPS]),
            evidence=tuple(self._statements.cited(made.evidence)),
        )


def _is_in(language: Language, draft: Draft) -> bool:
    sentences = (draft.question, draft.intent, *draft.follow_ups)
    points = draft.what_good_answers_cover
    return all(is_in(language, text) for text in sentences) and all(
        is_in(language, text, terms=True) for text in points
    )


def _missing(wish: Wish, drafts: Sequence[Draft]) -> Wish:
    """What is still to be asked for when `drafts` stand."""
    left = list(wish.difficulties)
    for draft in drafts:
        left.remove(draft.difficulty if draft.difficulty in left else left[0])
    asked = (*wish.previous, *(draft.question for draft in drafts))
    return replace(wish, count=len(left), difficulties=tuple(left), previous=asked)
