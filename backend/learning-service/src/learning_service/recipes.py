"""The recipe of learning-service with everything it needs: rules, the prompt, the units and the catalogue.

Loading this module takes most of the time and memory of the service, so `main` does it in a thread once the service
listens, or when the first request needs it.
"""

from learning_service.catalogue.library import library
from learning_service.paths.generator_llm import LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.recipe import LearningPathRecipe
from shared.llm import Registry
from shared.utils.prompts import Prompt


def path_recipe(registry: Registry, prompt: Prompt) -> LearningPathRecipe:
    """Return the recipe of learning paths."""
    rules = RuleBasedGenerator(library())
    if not registry.available:
        return LearningPathRecipe(rules)
    return LearningPathRecipe(LlmGenerator(registry, prompt, library().catalogue, rules))
