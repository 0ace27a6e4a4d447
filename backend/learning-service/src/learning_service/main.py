"""Wires learning-service together."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from learning_service.catalogue.library import library
from learning_service.dependencies import LearningResources
from learning_service.paths.crud import MIGRATIONS, LearningPathCrud
from learning_service.paths.generator_llm import PLACEHOLDERS, LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.routes import PREFIX, router
from learning_service.paths.service import LearningPathService, PathGenerator
from learning_service.settings import LearningSettings
from shared.core.lazy import Lazy
from shared.database.connection import connect, ping
from shared.database.idempotency import IDEMPOTENCY_MIGRATION, IdempotencyStore
from shared.database.migrations import migrate
from shared.database.quotas import QUOTA_MIGRATION, Quota
from shared.database.spending import SPENDING_MIGRATION, SpendingLedger
from shared.llm import Registry
from shared.resumes.client import open_resumes
from shared.skills.index import skill_index
from shared.telemetry.models import open_models
from shared.telemetry.spans import tracing_of
from shared.utils.prompts import Prompt, load_prompt
from shared.web.app import build_app
from shared.web.models import metrics_router, models_router

DESCRIPTION = """
Makes learning paths out of a résumé: what it shows, what it lacks, and what to do in which week. Every statement names
the places of the résumé it rests on; every resource comes from the project's own catalogue.
"""


def create_app(settings: LearningSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or LearningSettings()
    tracing = tracing_of("learning-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[LearningResources]:
        prompt = load_prompt(files("learning_service") / "prompts" / "learning_path.yaml", PLACEHOLDERS)
        async with (
            connect(settings, settings.learning_database) as database,
            open_resumes(settings.resume_service_url) as resumes,
            AsyncExitStack() as stack,
        ):
            await migrate(database, (*MIGRATIONS, SPENDING_MIGRATION, IDEMPOTENCY_MIGRATION, QUOTA_MIGRATION))
            # Last, so that loading the SDKs in a thread delays nothing that comes before the service is ready.
            models = await stack.enter_async_context(open_models(settings, SpendingLedger(database), tracing))
            # At the first need: some hundred kilobytes of YAML.
            generator = Lazy(partial(_generator, models.registry, prompt))
            idempotency = IdempotencyStore(database)
            quota = Quota(database, "generations", settings.quota_generations_per_day)
            yield LearningResources(
                models=models,
                paths=LearningPathService(LearningPathCrud(database), resumes, generator.get, quota, idempotency),
                idempotency=idempotency,
                checks={"mongodb": partial(ping, database), "resume-service": resumes.check},
            )

    return build_app(
        service="learning-service",
        title="Learning paths",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router, models_router(PREFIX), metrics_router()],
        tracing=tracing,
    )


def _generator(registry: Registry, prompt: Prompt) -> PathGenerator:
    if registry.available:
        return LlmGenerator(registry, prompt, library().catalogue, library().roles, skill_index())
    return RuleBasedGenerator(library(), skill_index())
