"""Questions by a language model: the prompt goes out without identifiers, and what comes back is proved.

What fails the proof is asked for once more, then made by the rules. An ask that fails costs nothing that is proved.
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

PLACEHOLDERS = frozenset(
    {
        *("count", "language", "types", "difficulties", "target_role", "focus", "resume", "job_posting", "previous"),
        *("profession", "level", "competencies", "examples"),
    }
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
TOKENS_PER_QUESTION = 420
"""A question with all its parts, in Korean, measured."""

Tag = Annotated[str, TextBounds(60)]
Point = Annotated[str, TextBounds(300, min_length=2)]
FollowUp = Annotated[str, TextBounds(500, min_length=5)]


class ModelQuestion(BaseModel):
    """A question as the model is asked to write it."""

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
    """Asks the registry; asks once more for what could not be proved; the rules make the rest."""

    def __init__(self, registry: Registry, prompt: Prompt, rules: Rules) -> None:
        self._registry = registry
        self._prompt = prompt
        self._rules = rules

    @property
    def version(self) -> str:
        """The version of the prompt."""
        return self._prompt.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions, as they are written; raises the registry's errors when there is none."""
        asking = Asking(self._registry, account, TOKENS_PER_QUESTION * wish.count, material)
        author = QuestionAuthor(profile, material, wish, self._prompt, self._rules, account)
        async with aclosing(written(asking, author)) as drafts:
            async for draft in drafts:
                yield draft


class QuestionAuthor:
    """Takes the questions that stand, and has the rules make those that are missing."""

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
        """The question, or why it is left out."""
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
        """Questions of the rules for those that are missing."""
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
    """The examples that a model is shown."""
    return shown(files("interview_service") / "prompts" / "examples" / f"questions.{language}.yaml")
