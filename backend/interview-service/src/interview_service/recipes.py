"""The recipes of interview-service with everything they need: rules, prompts and hundreds of kilobytes of data.

Loading this module takes most of the time and memory of the service, so `main` does it in a thread once the service
listens, or when the first request needs it.
"""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from interview_service.answers.recipe import EvaluationRecipe
from interview_service.evaluation.generator_llm import COACHING, EVALUATION, LlmEvaluator
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.following.generator_llm import FOLLOW_UP, LlmFollowUps
from interview_service.following.models import FollowUps
from interview_service.questions.bank import angle_bank
from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.guarding import GuardedRules, RulesAtNeed
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.topics import topic_bank
from interview_service.weaknesses.aiming import Aim
from shared.llm import Registry
from shared.protected.checking import prepare
from shared.utils.prompts import load_prompt


def question_recipe(registry: Registry, crud: QuestionSetCrud, practice: Aim) -> QuestionRecipe:
    """Return the recipe of question sets; raises `ValueError` if the prompt is invalid."""
    prepare()
    if not registry.available:
        return QuestionRecipe(_rules(), crud, practice)
    prompts = files("interview_service") / "prompts"
    prompt = load_prompt(prompts / "questions.yaml", PLACEHOLDERS, prompts / "examples")
    return QuestionRecipe(LlmGenerator(registry, prompt, RulesAtNeed(_rules)), crud, practice)


def evaluation_recipe(registry: Registry) -> EvaluationRecipe:
    """Return the recipe of evaluations; raises `ValueError` if a prompt is invalid."""
    if not registry.available:
        return EvaluationRecipe(RuleBasedEvaluator())
    prepare()
    prompts = files("interview_service") / "prompts"
    coaching = prompts / "coaching.yaml"
    passes = load_prompt(prompts / "evaluation.yaml", EVALUATION, coaching)
    return EvaluationRecipe(LlmEvaluator(registry, passes, load_prompt(coaching, COACHING)))


def follow_ups(
    registry: Registry, rules: FollowUps, has_room: Callable[[str], Awaitable[bool]], seconds: float
) -> LlmFollowUps:
    """Return the follow-ups that a model words; raises `ValueError` if the prompt is invalid."""
    prompt = load_prompt(files("interview_service") / "prompts" / "follow_up.yaml", FOLLOW_UP)
    return LlmFollowUps(registry, prompt, rules, has_room, seconds)


def _rules() -> GuardedRules:
    return GuardedRules(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))
