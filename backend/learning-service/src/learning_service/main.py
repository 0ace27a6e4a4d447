"""Wires learning-service together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from learning_service.catalogue.library import library
from learning_service.paths.crud import MIGRATIONS, LearningPathCrud
from learning_service.paths.generator_llm import PLACEHOLDERS, LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.recipe import LearningPathRecipe
from learning_service.paths.routes import PREFIX, exports, router
from learning_service.paths.schemas import LearningPathIn
from learning_service.paths.service import LearningPathService
from learning_service.settings import LearningSettings
from shared.core.lazy import Lazy
from shared.llm import Registry
from shared.runs.engine import Engine
from shared.runs.opening import MakerResources, open_workshop, resources
from shared.telemetry.spans import tracing_of
from shared.utils.prompts import Prompt, load_prompt
from shared.web.app import build_app
from shared.web.providers import metrics_router, providers_router

DESCRIPTION = """
Makes learning paths out of a résumé: what it shows, what it lacks, and what to do in which week. Every statement names
the places of the résumé it rests on; every resource comes from the project's own catalogue.
"""


def create_app(settings: LearningSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or LearningSettings()
    tracing = tracing_of("learning-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[MakerResources[LearningPathIn, PathPart, LearningPath]]:
        prompt = load_prompt(files("learning_service") / "prompts" / "learning_path.yaml", PLACEHOLDERS)
        async with open_workshop(settings, settings.learning_database, MIGRATIONS, tracing) as shop:
            crud = LearningPathCrud(shop.database)
            # At the first need: some hundred kilobytes of YAML.
            recipe = Lazy(partial(_recipe, shop.models.registry, prompt))
            engine = Engine(recipe.get, crud, shop.quota)
            yield resources(shop, LearningPathService(engine, crud, shop.resumes, shop.idempotency))

    return build_app(
        service="learning-service",
        title="Learning paths",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router, exports, providers_router(PREFIX), metrics_router()],
        tracing=tracing,
    )


def _recipe(registry: Registry, prompt: Prompt) -> LearningPathRecipe:
    if registry.available:
        return LearningPathRecipe(LlmGenerator(registry, prompt, library().catalogue))
    return LearningPathRecipe(RuleBasedGenerator(library()))
