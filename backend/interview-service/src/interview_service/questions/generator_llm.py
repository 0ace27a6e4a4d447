"""Generates questions with a language model. The prompt contains no identifiers, and answers are verified.

Questions that fail verification are requested once more, then replaced by the rules. A failed request never loses
verified questions.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, Field

from interview_service.questions.checking import QuestionCheck
from interview_service.questions.guarding import Rules
from interview_service.questions.models import Difficulty, Draft, QuestionType, Weak, Wish
from shared.llm import ListRequest, Registry
from shared.llm.output.bounds import ListBounds, TextBounds
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.statements import Citations
from shared.runs.account import Account
from shared.runs.asking import Asking, written
from shared.runs.models import Material
from shared.utils.prompts import Prompt, shown

LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
TOKENS_PER_QUESTION = 420
"""Measured for a complete question in Korean."""

Tag = Annotated[str, TextBounds(60)]
Point = Annotated[str, TextBounds(300, min_length=2)]
FollowUp = Annotated[str, TextBounds(500, min_length=5)]


class ModelQuestion(BaseModel):
    """A question in the model's output."""

    type: QuestionType
    difficulty: Difficulty
    topics: Annotated[list[Tag], ListBounds(4), Field(description="One to four short tags.")]
    question: Annotated[str, TextBounds(1_500, min_length=10)]
    intent: Annotated[str, TextBounds(600, min_length=5)]
    what_good_answers_cover: Annotated[
        list[Point], ListBounds(5, min_items=2), Field(description="Two to five points.")
    ]
    follow_ups: Annotated[list[FollowUp], ListBounds(3), Field(description="At most three.")]
    evidence: Citations


class LlmGenerator:
    """Generates questions with the registry, retries unverified ones once, and fills up with rule-based ones."""

    def __init__(self, registry: Registry, prompt: Prompt, rules: Rules) -> None:
        self._registry = registry
        self._prompt = prompt
        self._rules = rules

    @property
    def version(self) -> str:
        """The version of the prompt."""
        return self._prompt.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """Yield at most `wish.count` questions as they are written; raises the registry's errors if there are none."""
        asking = Asking(self._registry, account, TOKENS_PER_QUESTION * wish.count, material)
        author = QuestionAuthor(profile, material, wish, self._prompt, self._rules, account)
        async with aclosing(written(asking, author)) as drafts:
            async for draft in drafts:
                yield draft


class QuestionAuthor:
    """Accepts verified questions and fills up with rule-based ones."""

    def __init__(
        self, profile: Profile, material: Material, wish: Wish, prompt: Prompt, rules: Rules, account: Account
    ) -> None:
        self._profile = profile
        self._material = material
        self._wish = wish
        self._prompt = prompt
        self._rules = rules
        self._account = account
        self._left = list(wish.difficulties)
        self._check = QuestionCheck(profile, wish)
        self._stands: list[str] = []

    @property
    def missing(self) -> int:
        """Number of questions still missing."""
        return len(self._left)

    def request(self) -> ListRequest[ModelQuestion]:
        """Return the request for the missing questions."""
        redaction, statements, wish = self._material.redaction, self._material.statements, self._wish
        mix = Counter(self._left)
        prompt = self._prompt.fill(
            {
                "count": str(self.missing),
                "language": LANGUAGES[wish.language],
                "types": _types(wish),
                "difficulties": ", ".join(f"{count} {difficulty}" for difficulty, count in mix.items()),
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus": redaction.data("FOCUS", "\n".join((*wish.focus, *_weak(wish).topics))),
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
            self._prompt.instructions(redaction.fence),
            prompt,
            "interview_questions",
            expected_tokens=TOKENS_PER_QUESTION * self.missing,
        )

    def take(self, element: ModelQuestion) -> Draft | str:
        """Return the accepted question, or the reason for rejecting it."""
        if not self._left:
            return "too_many"
        draft = self._draft(element)
        if self._wish.exact_difficulties and draft.difficulty not in self._left:
            return "wrong_difficulty"
        if (reason := self._check.objection(draft)) is not None:
            return reason
        self._stand(draft)
        return draft

    @property
    def rules(self) -> str:
        """The version of the rules."""
        return self._rules.version

    async def filled(self) -> AsyncGenerator[Draft]:
        """Yield rule-based questions in place of the missing ones."""
        wish, left = self._wish, tuple(self._left)
        missing = replace(wish, count=len(left), difficulties=left, previous=(*wish.previous, *self._stands))
        async with aclosing(self._rules.drafts(self._profile, self._material, missing, self._account)) as drafts:
            async for draft in drafts:
                self._stand(draft)
                yield draft

    def _stand(self, draft: Draft) -> None:
        self._left.remove(draft.difficulty if draft.difficulty in self._left else self._left[0])
        self._check.add(draft)
        self._stands.append(draft.question)

    def _draft(self, made: ModelQuestion) -> Draft:
        return Draft(
            type=made.type,
            difficulty=made.difficulty,
            topics=tuple(made.topics),
            question=made.question,
            intent=made.intent,
            what_good_answers_cover=tuple(made.what_good_answers_cover),
            follow_ups=tuple(made.follow_ups),
            evidence=tuple(self._material.statements.cited(made.evidence)),
        )


def _weak(wish: Wish) -> Weak:
    return wish.weak or Weak()


def _types(wish: Wish) -> str:
    """The types to choose from; those that test what was weak in practice are to be most of them."""
    first = [one for one in _weak(wish).types if one in wish.types]
    rest = [one for one in wish.types if one not in first]
    if not first or not rest:
        return ", ".join((*first, *rest))
    return f"most of them {', '.join(first)}; the others {', '.join(rest)}"


@cache
def examples(language: Language) -> str:
    """Return the examples in the prompt."""
    return shown(files("interview_service") / "prompts" / "examples" / f"questions.{language}.yaml")
