"""Has questions and paths made for people: by the rules, or by whatever language model is configured."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from interview_service.prompting import load_prompts
from interview_service.questions.bank import angle_bank
from interview_service.questions.generator_llm import LlmGenerator as QuestionLlm
from interview_service.questions.generator_rules import RuleBasedGenerator as QuestionRules
from interview_service.questions.guarding import GuardedRules
from interview_service.questions.models import QUESTION_TYPES, Question, QuestionSet, Wish
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionGenerator, QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionSetOut, QuestionsIn
from interview_service.questions.topics import topic_bank
from learning_service.catalogue.library import library
from learning_service.paths.generator_llm import LlmGenerator as PathLlm
from learning_service.paths.generator_rules import RuleBasedGenerator as PathRules
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.models import Wish as PathWish
from learning_service.paths.recipe import LearningPathDraft, PathGenerator
from learning_service.paths.recipe import wish_of as path_wish_of
from learning_service.paths.schemas import LearningPathIn, LearningPathOut
from learning_service.prompting import load_path_prompt

from eval.answers import Answers, Made, PathMade, SetMade
from eval.people import Person, months_since_written
from shared.config.llm import LlmSettings
from shared.core.clock import utc_now
from shared.core.errors import AppError
from shared.llm.factory import open_registry
from shared.testing.models.drafting import Drafting

IN_A_ROW = 4
TYPES_ASKED = 6
DIFFICULTY_ASKED: Mapping[str, int] = {"easy": 1, "medium": 2, "hard": 1}
HOURS_PER_WEEK = 6
TIGHT_HOURS, TIGHT_DAYS = 2, 21
"""A path that cannot fit: what it says then is judged like any other."""


@dataclass(frozen=True, slots=True)
class Generators:
    """What makes sets and paths; `source` names it in a report."""

    source: str
    questions: QuestionGenerator
    paths: PathGenerator


def rules() -> Generators:
    """The built-in rules."""
    return Generators("rules", _question_rules(), PathRules(library()))


@asynccontextmanager
async def models() -> AsyncGenerator[Generators]:
    """The configured language models; raises `ValueError` when none is."""
    async with open_registry(LlmSettings()) as registry:
        if not registry.available:
            raise ValueError("no provider is configured; see .env.example")
        paths = PathLlm(registry, load_path_prompt(), library().catalogue, PathRules(library()))
        yield Generators("llm", QuestionLlm(registry, load_prompts().questions, _question_rules()), paths)


async def answers_of(people: Sequence[Person], made_by: Generators, in_a_row: int = IN_A_ROW) -> Answers:
    """Sets in a row, one with types and difficulties asked for, and two paths for everybody."""
    made = {
        person.id: Made(
            sets=await _sets(person, number, made_by.questions, in_a_row), paths=await _paths(person, made_by.paths)
        )
        for number, person in enumerate(people)
    }
    return Answers(source=made_by.source, months_later=months_since_written(), people=made)


def _question_rules() -> GuardedRules:
    return GuardedRules(QuestionRules(question_bank(), angle_bank(), topic_bank()))


async def _sets(person: Person, number: int, generator: QuestionGenerator, in_a_row: int) -> tuple[SetMade, ...]:
    found: list[SetMade] = []
    asked: list[str] = []
    request = person.request.model_dump(exclude_none=True, exclude_defaults=True)
    for _ in range(in_a_row):
        made = await _set(person, request, generator, asked)
        found.append(made)
        asked += [question.question for question in (made.answer.questions if made.answer is not None else ())]
    # Other types for other people, so that each is asked for by somebody.
    types = [QUESTION_TYPES[(number + step) % len(QUESTION_TYPES)] for step in range(TYPES_ASKED)]
    ordered = {key: value for key, value in request.items() if key != "count"}
    found.append(await _set(person, {**ordered, "types": types, "difficulty": dict(DIFFICULTY_ASKED)}, generator, []))
    return tuple(found)


async def _set(person: Person, request: dict[str, Any], generator: QuestionGenerator, asked: list[str]) -> SetMade:
    wish = wish_of(QuestionsIn.model_validate(request), person.resume, asked)
    drafting: Drafting[Wish, QuestionGenerator, Question, QuestionSet] = Drafting(QuestionSetDraft, generator)
    try:
        made = await drafting.draft(person.resume, wish)
    except AppError as error:
        return SetMade(request=request, error=error.code)
    answer = QuestionSetOut.of(made).model_dump(mode="json")
    told = {"profession": made.profession, "level": made.level}
    match = {"match": made.match.model_dump(mode="json")} if made.match is not None else {}
    return SetMade.model_validate({"request": request, "answer": {**answer, **told, **match}})


async def _paths(person: Person, generator: PathGenerator) -> tuple[PathMade, ...]:
    asked = person.request
    wanted = {
        "target_role": asked.target_role,
        "job_posting": asked.job_posting,
        "focus_areas": list(asked.focus) or None,
    }
    request = {key: value for key, value in wanted.items() if value is not None}
    soon = (utc_now().date() + timedelta(days=TIGHT_DAYS)).isoformat()
    tight = {**request, "hours_per_week": TIGHT_HOURS, "target_date": soon}
    return (
        await _path(person, {**request, "hours_per_week": HOURS_PER_WEEK}, generator),
        await _path(person, tight, generator),
    )


async def _path(person: Person, request: dict[str, Any], generator: PathGenerator) -> PathMade:
    wish = path_wish_of(LearningPathIn.model_validate(request), person.resume)
    drafting: Drafting[PathWish, PathGenerator, PathPart, LearningPath] = Drafting(LearningPathDraft, generator)
    try:
        made = await drafting.draft(person.resume, wish)
    except AppError as error:
        return PathMade(request=request, error=error.code)
    return PathMade.model_validate({"request": request, "answer": LearningPathOut.of(made).model_dump(mode="json")})
