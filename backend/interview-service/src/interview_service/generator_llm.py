"""Questions by a language model: the prompt goes out without identifiers, and what comes back is proved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Annotated

import structlog
from pydantic import BaseModel, Field

from interview_service.errors import NoGroundedQuestions
from interview_service.models import Difficulty, Draft, Drafted, QuestionType, Wish
from interview_service.similarity import Asked
from shared.generation import Generation
from shared.llm import LlmAnswer, LlmRequest, Registry
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.redaction import Redaction
from shared.utils.prompts import Prompt, fenced

PLACEHOLDERS = frozenset(
    {"count", "language", "types", "difficulties", "target_role", "focus", "resume", "job_posting", "previous"}
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
LEAST_POINTS, MOST_POINTS = 2, 5
MOST_FOLLOW_UPS = 3

logger = structlog.stdlib.get_logger(__name__)


class ModelQuestion(BaseModel):
    """A question as the model is asked to write it."""

    type: QuestionType
    difficulty: Difficulty
    topics: Annotated[list[str], Field(description="One to four short tags.")]
    question: Annotated[str, Field(min_length=10, max_length=1_500)]
    intent: Annotated[str, Field(min_length=5, max_length=600)]
    what_good_answers_cover: Annotated[list[str], Field(min_length=LEAST_POINTS, description="Two to five points.")]
    follow_ups: Annotated[list[str], Field(description="At most three.")]
    evidence: Annotated[list[Evidence], Field(min_length=1)]


class ModelQuestions(BaseModel):
    """The model's answer."""

    questions: list[ModelQuestion]


class LlmGenerator:
    """Asks the registry; asks once more for what could not be proved; leaves out the rest."""

    def __init__(self, registry: Registry, prompt: Prompt) -> None:
        self._registry = registry
        self._prompt = prompt

    async def draft(self, resume: ResumeDocument, wish: Wish) -> Drafted:
        """Between one and `wish.count` questions; raises `NoGroundedQuestions` and the registry's errors."""
        started = perf_counter()
        redaction = Redaction(resume)
        sources = Sources(resume, wish.job_posting)
        asked = Asked(wish.previous)
        drafts: list[Draft] = []
        answers: list[LlmAnswer[ModelQuestions]] = []
        for _ in range(2):
            missing = _missing(wish, drafts)
            answer = await self._registry.generate(self._request(resume, missing, redaction))
            answers.append(answer)
            drafts += _accepted(answer.value, missing, redaction, sources, asked)
            if len(drafts) == wish.count:
                break
            logger.info("questions without ground", wanted=missing.count, have=len(drafts), of=wish.count)
        if not drafts:
            raise NoGroundedQuestions
        elapsed = round((perf_counter() - started) * 1000)
        return Drafted(drafts, Generation.by_llm(self._prompt.version, answers, elapsed))

    def _request(self, resume: ResumeDocument, wish: Wish, redaction: Redaction) -> LlmRequest[ModelQuestions]:
        mix = Counter(wish.difficulties)
        prompt = self._prompt.fill(
            {
                "count": str(wish.count),
                "language": LANGUAGES[wish.language],
                "types": ", ".join(wish.types),
                "difficulties": ", ".join(f"{count} {difficulty}" for difficulty, count in mix.items()),
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus": redaction.data("FOCUS", "\n".join(wish.focus)),
                "resume": fenced("RESUME", redaction.json(resume.written)),
                "job_posting": redaction.data("POSTING", wish.job_posting),
                "previous": redaction.data("ASKED", "\n".join(wish.previous)),
            }
        )
        return LlmRequest(ModelQuestions, self._prompt.instructions, prompt, "interview_questions")


def _missing(wish: Wish, drafts: Sequence[Draft]) -> Wish:
    """What is still to be asked for when `drafts` stand."""
    left = list(wish.difficulties)
    for draft in drafts:
        left.remove(draft.difficulty if draft.difficulty in left else left[0])
    asked = (*wish.previous, *(draft.question for draft in drafts))
    return replace(wish, count=len(left), difficulties=tuple(left), previous=asked)


def _accepted(answer: ModelQuestions, wish: Wish, redaction: Redaction, sources: Sources, asked: Asked) -> list[Draft]:
    """The questions that are of a wanted type, are proved, and are new; at most as many as wanted."""
    accepted: list[Draft] = []
    for made in answer.questions:
        if len(accepted) == wish.count:
            break
        question = redaction.show(made.question)
        evidence = sources.located(
            [Evidence(pointer=claim.pointer, quote=redaction.show(claim.quote)) for claim in made.evidence]
        )
        if made.type not in wish.types or not evidence or asked.has(question):
            continue
        asked.add(question)
        accepted.append(
            Draft(
                type=made.type,
                difficulty=made.difficulty,
                topics=tuple(made.topics[:4]),
                question=question,
                intent=redaction.show(made.intent),
                what_good_answers_cover=tuple(
                    redaction.show(point) for point in made.what_good_answers_cover[:MOST_POINTS]
                ),
                follow_ups=tuple(redaction.show(question) for question in made.follow_ups[:MOST_FOLLOW_UPS]),
                evidence=tuple(evidence),
            )
        )
    return accepted
