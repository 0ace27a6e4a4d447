"""Questions by a language model: the prompt goes out without identifiers, and what comes back is proved.

What fails the proof is asked for once more, then left out; a second ask that fails costs nothing that is proved.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, Field

from interview_service.questions.models import Difficulty, Draft, QuestionType, Wish
from shared.language.detecting import is_in
from shared.language.similarity import Asked
from shared.llm import ListRequest, Registry
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.statements import Citations
from shared.runs.account import Account
from shared.runs.asking import Asking, written
from shared.runs.models import Material
from shared.utils.prompts import Prompt

PLACEHOLDERS = frozenset(
    {
        *("count", "language", "types", "difficulties", "target_role", "focus", "resume", "job_posting", "previous"),
        *("profession", "level", "competencies", "examples"),
    }
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MIN_POINTS, MAX_POINTS = 2, 5
MAX_FOLLOW_UPS = 3
TOKENS_PER_QUESTION = 420
"""A question with all its parts, in Korean, measured."""


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


class LlmGenerator:
    """Asks the registry; asks once more for what could not be proved; leaves out the rest."""

    def __init__(self, registry: Registry, prompt: Prompt) -> None:
        self._registry = registry
        self._prompt = prompt

    @property
    def version(self) -> str:
        """The version of the prompt."""
        return self._prompt.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions, as they are written; raises the registry's errors when there is none."""
        asking = Asking(self._registry, account, TOKENS_PER_QUESTION * wish.count)
        async with aclosing(written(asking, QuestionAuthor(profile, material, wish, self._prompt))) as drafts:
            async for draft in drafts:
                yield draft


class QuestionAuthor:
    """Takes the questions that are of a wanted type and difficulty, are proved, in the right language, and new."""

    def __init__(self, profile: Profile, material: Material, wish: Wish, prompt: Prompt) -> None:
        self._profile = profile
        self._material = material
        self._wish = wish
        self._prompt = prompt
        self._left = list(wish.difficulties)
        self._asked = Asked(wish.previous)
        self._stands: list[str] = []

    @property
    def missing(self) -> int:
        """How many questions are still wanted."""
        return len(self._left)

    def request(self) -> ListRequest[ModelQuestion]:
        """The request for what is missing."""
        redaction, statements, wish = self._material.redaction, self._material.statements, self._wish
        mix = Counter(self._left)
        prompt = self._prompt.fill(
            {
                "count": str(self.missing),
                "language": LANGUAGES[wish.language],
                "types": ", ".join(wish.types),
                "difficulties": ", ".join(f"{count} {difficulty}" for difficulty, count in mix.items()),
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus": redaction.data("FOCUS", "\n".join(wish.focus)),
                "resume": statements.resume(),
                "job_posting": statements.posting(),
                "profession": known.name.of(wish.language) if (known := self._profile.profession) else "(not known)",
                "level": self._profile.level or "(not known)",
                "competencies": "; ".join(one.name.of(wish.language) for one in known.competencies) if known else "-",
                "examples": examples(wish.language),
                "previous": redaction.data("ASKED", "\n".join((*wish.previous, *self._stands))),
            }
        )
        return ListRequest(
            ModelQuestion,
            self._prompt.instructions,
            prompt,
            "interview_questions",
            expected_tokens=TOKENS_PER_QUESTION * self.missing,
        )

    def take(self, element: ModelQuestion) -> Draft | str:
        """The question, or why it is left out."""
        draft = self._draft(element)
        if (reason := self._objection(draft)) is not None:
            return reason
        self._left.remove(draft.difficulty if draft.difficulty in self._left else self._left[0])
        self._asked.add(draft.question)
        self._stands.append(draft.question)
        return draft

    def _objection(self, draft: Draft) -> str | None:
        if not self._left:
            return "too_many"
        if draft.type not in self._wish.types:
            return "wrong_type"
        if self._wish.exact_difficulties and draft.difficulty not in self._left:
            return "wrong_difficulty"
        if not draft.evidence:
            return "no_evidence"
        if not _is_in(self._wish.language, draft):
            return "wrong_language"
        return "duplicate" if self._asked.has(draft.question) else None

    def _draft(self, made: ModelQuestion) -> Draft:
        show = self._material.redaction.show
        return Draft(
            type=made.type,
            difficulty=made.difficulty,
            topics=tuple(show(topic) for topic in made.topics[:4]),
            question=show(made.question),
            intent=show(made.intent),
            what_good_answers_cover=tuple(show(point) for point in made.what_good_answers_cover[:MAX_POINTS]),
            follow_ups=tuple(show(question) for question in made.follow_ups[:MAX_FOLLOW_UPS]),
            evidence=tuple(self._material.statements.cited(made.evidence)),
        )


@cache
def examples(language: Language) -> str:
    """The examples that a model is shown."""
    path = files("interview_service") / "prompts" / "examples" / f"questions.{language}.yaml"
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    shown = (
        [
            f"Statement: {one['statement']}",
            f"Question: {one['question']}",
            *map("Follow-up: {}".format, one["follow_ups"]),
        ]
        for one in found
    )
    return "\n\n".join(map("\n".join, shown))


def _is_in(language: Language, draft: Draft) -> bool:
    sentences = (draft.question, draft.intent, *draft.follow_ups)
    points = draft.what_good_answers_cover
    return all(is_in(language, text) for text in sentences) and all(
        is_in(language, text, terms=True) for text in points
    )
