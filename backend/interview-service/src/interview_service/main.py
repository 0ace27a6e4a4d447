"""Wires interview-service together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from interview_service.questions.bank import angle_bank
from interview_service.questions.crud import MIGRATIONS, QuestionSetCrud
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.routes import PREFIX, router
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank
from interview_service.settings import InterviewSettings
from shared.core.lazy import Lazy
from shared.llm import Registry
from shared.runs.engine import Engine
from shared.runs.opening import MakerResources, open_workshop, resources
from shared.runs.service import MadeService
from shared.telemetry.spans import tracing_of
from shared.utils.prompts import Prompt, load_prompt
from shared.web.app import build_app
from shared.web.providers import metrics_router, providers_router

DESCRIPTION = """
Makes interview questions out of a résumé. Every question names the places of the résumé it is built on, and each of
these quotes is checked. `generation` says whether a language model or the built-in rules made them, and which model.
"""


def create_app(settings: InterviewSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or InterviewSettings()
    tracing = tracing_of("interview-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[MakerResources[QuestionsIn, Question, QuestionSet]]:
        prompts = files("interview_service") / "prompts"
        prompt = load_prompt(prompts / "questions.yaml", PLACEHOLDERS, prompts / "examples")
        async with open_workshop(settings, settings.interview_database, MIGRATIONS, tracing) as shop:
            crud = QuestionSetCrud(shop.database)
            # At the first need: some hundred kilobytes of YAML.
            recipe = Lazy(partial(_recipe, shop.models.registry, prompt, crud))
            engine = Engine(recipe.get, crud, shop.quota)
            yield resources(shop, MadeService(engine, crud, shop.resumes, shop.idempotency, QuestionSetNotFound))

    return build_app(
        service="interview-service",
        title="Interview questions",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router, providers_router(PREFIX), metrics_router()],
        tracing=tracing,
    )


def _recipe(registry: Registry, prompt: Prompt, crud: QuestionSetCrud) -> QuestionRecipe:
    if registry.available:
        return QuestionRecipe(LlmGenerator(registry, prompt), crud)
    return QuestionRecipe(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()), crud)
