"""The recipe of learning-service with everything it needs: rules, the prompt, the units and the catalogue.

Loading this module takes most of the time and memory of the service, so `main` does it in a thread once the service
listens, or when the first request needs it.
"""

from importlib.resources import files

from learning_service.catalogue.library import library
from learning_service.paths.generator_llm import PLACEHOLDERS, LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.recipe import LearningPathRecipe
from shared.llm import Registry
from shared.utils.prompts import load_prompt


def path_recipe(registry: Registry) -> LearningPathRecipe:
    """Return the recipe of learning paths; raises `ValueError` if the prompt is invalid."""
    rules = RuleBasedGenerator(library())
    if not registry.available:
        return LearningPathRecipe(rules)
    prompts = files("learning_service") / "prompts"
    prompt = load_prompt(prompts / "learning_path.yaml", PLACEHOLDERS, prompts / "examples")
    return LearningPathRecipe(LlmGenerator(registry, prompt, library().catalogue, rules))
