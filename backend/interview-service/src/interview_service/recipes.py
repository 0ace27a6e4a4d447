"""The recipes of interview-service with everything they need: rules, prompts and hundreds of kilobytes of data.

Loading this module takes most of the time and memory of the service, so `main` does it in a thread once the service
listens, or when the first request needs it.
"""

from collections.abc import Awaitable, Callable

from interview_service.answers.recipe import EvaluationRecipe
from interview_service.evaluation.generator_llm import LlmEvaluator
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.following.generator_llm import LlmFollowUps
from interview_service.following.models import FollowUps
from interview_service.prompting import Prompts
from interview_service.questions.bank import angle_bank
from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.generator_llm import LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.guarding import GuardedRules, RulesAtNeed
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.topics import topic_bank
from interview_service.weaknesses.aiming import Aim
from shared.llm import Registry
from shared.protected.checking import prepare


def question_recipe(registry: Registry, prompts: Prompts, crud: QuestionSetCrud, practice: Aim) -> QuestionRecipe:
    """Return the recipe of question sets."""
    prepare()
    if not registry.available:
        return QuestionRecipe(_rules(), crud, practice)
    return QuestionRecipe(LlmGenerator(registry, prompts.questions, RulesAtNeed(_rules)), crud, practice)


def evaluation_recipe(registry: Registry, prompts: Prompts) -> EvaluationRecipe:
    """Return the recipe of evaluations."""
    if not registry.available:
        return EvaluationRecipe(RuleBasedEvaluator())
    prepare()
    return EvaluationRecipe(LlmEvaluator(registry, prompts.evaluation, prompts.coaching))


def follow_ups(
    registry: Registry, prompts: Prompts, rules: FollowUps, has_room: Callable[[str], Awaitable[bool]], seconds: float
) -> LlmFollowUps:
    """Return the follow-ups that a model words."""
    return LlmFollowUps(registry, prompts.follow_up, rules, has_room, seconds)


def _rules() -> GuardedRules:
    return GuardedRules(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))
