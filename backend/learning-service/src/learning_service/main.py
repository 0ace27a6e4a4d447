"""Application factory of learning-service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import TypeAdapter

from learning_service.jobs import PATH_JOBS, PATHS_KIND, job_routers
from learning_service.paths.crud import MIGRATIONS, LearningPathCrud
from learning_service.paths.models import PathPart
from learning_service.paths.order import PathOrder
from learning_service.paths.routes import PREFIX, exports, router
from learning_service.paths.service import LearningPathService
from learning_service.practice.client import PracticeClient, open_practice
from learning_service.prompting import load_path_prompt
from learning_service.resources import LearningResources
from learning_service.reviews.crud import MIGRATIONS as REVIEW_MIGRATIONS
from learning_service.reviews.crud import ReviewCrud
from learning_service.reviews.routes import exports as review_exports
from learning_service.reviews.routes import router as reviews_router
from learning_service.reviews.scheduling import Reviewing
from learning_service.reviews.service import ReviewService
from learning_service.reviews.syncing import ReviewSync
from learning_service.settings import LearningSettings
from shared.core.lazy import Lazy
from shared.jobs.process import Works, run
from shared.jobs.service import JobService, Traces
from shared.jobs.work import EngineWork
from shared.llm import Registry
from shared.runs.engine import Engine
from shared.runs.opening import Workshop, checks_of, open_workshop
from shared.telemetry.spans import Tracing, tracing_of
from shared.utils.logging import configure_logging
from shared.utils.prompts import Prompt
from shared.web.app import build_app
from shared.web.providers import job_metrics, metrics_router, providers_router

if TYPE_CHECKING:
    from learning_service.paths.recipe import LearningPathRecipe

DESCRIPTION = """
Generates learning paths from a résumé: what it shows, what it lacks, and what to do in which week. Every statement
cites the places of the résumé that it is based on; every resource comes from the project's own catalogue.

Reviews: each question answered below the goal in a session comes back on the day it is due.

Texts are NFC plain text without control, bidirectional or invisible characters. HTML-like content is not escaped:
display it as text.
"""


def create_app(settings: LearningSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or LearningSettings()
    tracing = tracing_of("learning-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[LearningResources]:
        async with _opened(settings, tracing) as (_, resources):
            yield resources

    return build_app(
        service="learning-service",
        title="Learning paths",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[
            router,
            exports,
            review_exports,
            reviews_router,
            *job_routers,
            providers_router(PREFIX),
            metrics_router(job_metrics),
        ],
        tracing=tracing,
    )


@asynccontextmanager
async def _opened(
    settings: LearningSettings, tracing: Tracing | None
) -> AsyncGenerator[tuple[Workshop, LearningResources]]:
    migrations = (*MIGRATIONS, *REVIEW_MIGRATIONS)
    async with (
        open_workshop(settings, settings.learning_database, migrations, tracing) as shop,
        open_practice(settings.interview_service_url) as practice,
    ):
        yield shop, _resources(shop, practice, load_path_prompt(), settings)


def run_worker(settings: LearningSettings) -> None:
    """Carry out jobs until SIGTERM; raises `QueueNotConfigured`."""
    configure_logging("learning-worker", settings.log_level, settings.log_format)

    @asynccontextmanager
    async def open_works() -> AsyncGenerator[Works]:
        async with _opened(settings, tracing_of("learning-worker", settings)) as (shop, resources):
            metrics = shop.models.metrics.text
            yield Works(shop.jobs, shop.broker, (resources.jobs.work,), shop.callbacks, shop.webhooks, metrics)

    run(open_works, settings)


def _resources(
    shop: Workshop, practice: PracticeClient, prompt: Prompt, settings: LearningSettings
) -> LearningResources:
    crud = LearningPathCrud(shop.database)
    recipe = Lazy(partial(_recipe, shop.models.registry, prompt))
    engine = Engine(recipe.get, crud, shop.quota, report=shop.runs.of("path"))
    traces = Traces(shop.idempotency, shop.jobs)
    paths = LearningPathService(engine, crud, shop.resumes, traces, practice, settings.review_goal)
    cards, reviewing = ReviewCrud(shop.database), Reviewing(settings.review_retention)
    sync = ReviewSync(practice, cards, reviewing, settings.review_goal)
    reviews = ReviewService(cards, sync, reviewing, shop.resumes, shop.idempotency)
    zone = ZoneInfo(settings.review_time_zone)
    work = EngineWork(PATHS_KIND, PATH_JOBS.urls, engine, TypeAdapter(PathOrder), TypeAdapter[PathPart](PathPart))
    jobs = JobService(work, shop.jobs, shop.broker, crud, shop.resumes, shop.idempotency, shop.quota, shop.webhooks)
    return LearningResources(paths, reviews, zone, jobs, shop.idempotency, shop.models, checks_of(shop), (recipe,))


def _recipe(registry: Registry, prompt: Prompt) -> "LearningPathRecipe":
    from learning_service.recipes import path_recipe  # noqa: PLC0415  the service listens before it is loaded

    return path_recipe(registry, prompt)
