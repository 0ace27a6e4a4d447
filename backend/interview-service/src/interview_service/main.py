"""Wires interview-service together."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from interview_service.dependencies import InterviewResources
from interview_service.questions.crud import MIGRATIONS, QuestionSetCrud
from interview_service.questions.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.packs import question_bank
from interview_service.questions.routes import PREFIX, router
from interview_service.questions.service import QuestionGenerator, QuestionService
from interview_service.settings import InterviewSettings
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
Makes interview questions out of a résumé. Every question names the places of the résumé it is built on, and each of
these quotes is checked. `generation` says whether a language model or the built-in rules made them, and which model.
"""


def create_app(settings: InterviewSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or InterviewSettings()
    tracing = tracing_of("interview-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[InterviewResources]:
        prompt = load_prompt(files("interview_service") / "prompts" / "questions.yaml", PLACEHOLDERS)
        async with (
            connect(settings, settings.interview_database) as database,
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
            yield InterviewResources(
                models=models,
                questions=QuestionService(QuestionSetCrud(database), resumes, generator.get, quota, idempotency),
                idempotency=idempotency,
                checks={"mongodb": partial(ping, database), "resume-service": resumes.check},
            )

    return build_app(
        service="interview-service",
        title="Interview questions",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router, models_router(PREFIX), metrics_router()],
        tracing=tracing,
    )


def _generator(registry: Registry, prompt: Prompt) -> QuestionGenerator:
    if registry.available:
        return LlmGenerator(registry, prompt)
    return RuleBasedGenerator(question_bank(), skill_index())
