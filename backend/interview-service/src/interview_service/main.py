"""Application factory of interview-service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from pydantic import TypeAdapter

from interview_service.answers.crud import MIGRATIONS as ANSWER_MIGRATIONS
from interview_service.answers.crud import AnswerCrud
from interview_service.answers.evaluating import ClaimedEvaluations
from interview_service.answers.orders import EvaluatedAnswers, Evaluations
from interview_service.answers.routes import router as answers_router
from interview_service.answers.routes import streams as answer_streams_router
from interview_service.answers.service import AnswerService
from interview_service.following.models import FollowUps
from interview_service.following.thread import FollowUpsInThread, FollowUpsOfModel
from interview_service.jobs import QUESTION_JOBS, QUESTIONS_KIND, job_routers
from interview_service.prompting import Prompts, load_prompts
from interview_service.questions.crud import MIGRATIONS, QuestionSetCrud
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.models import Question
from interview_service.questions.routes import PREFIX, router
from interview_service.questions.schemas import QuestionsIn
from interview_service.reports.routes import reports as reports_router
from interview_service.reports.routes import router as progress_router
from interview_service.reports.service import ReportService
from interview_service.resources import InterviewResources
from interview_service.sessions.crud import MIGRATIONS as SESSION_MIGRATIONS
from interview_service.sessions.crud import SessionCrud
from interview_service.sessions.routes import router as sessions_router
from interview_service.sessions.service import SessionService
from interview_service.settings import InterviewSettings
from interview_service.weaknesses.aiming import Aim
from interview_service.weaknesses.routes import router as weaknesses_router
from interview_service.weaknesses.service import WeaknessService
from shared.core.lazy import Lazy
from shared.database.quotas import Quota
from shared.jobs.process import Works, run
from shared.jobs.service import JobService, Traces
from shared.jobs.work import EngineWork
from shared.llm import Registry
from shared.runs.engine import Engine
from shared.runs.opening import Workshop, checks_of, open_workshop
from shared.runs.service import MadeService
from shared.telemetry.spans import Tracing, tracing_of
from shared.utils.logging import configure_logging
from shared.web.app import build_app
from shared.web.providers import job_metrics, metrics_router, providers_router

if TYPE_CHECKING:
    from interview_service.answers.recipe import EvaluationRecipe
    from interview_service.questions.recipe import QuestionRecipe

DESCRIPTION = """
Generates interview questions from a résumé. Every question cites the places of the résumé that it is based on, and each
quote is verified. `generation` tells whether a language model or the built-in rules wrote them, and which model.

Texts are NFC plain text without control, bidirectional or invisible characters. HTML-like content is not escaped:
display it as text. No question is about a topic that interviewers must not ask about.

Practice: a session asks the questions of a set one at a time and measures the time. Call `POST
/interview/{resume_id}/sessions`, `PATCH` the session to `running`, then answer the current question, and so on.
"""


def create_app(settings: InterviewSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or InterviewSettings()
    tracing = tracing_of("interview-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[InterviewResources]:
        async with _opened(settings, tracing) as (_, resources):
            yield resources

    return build_app(
        service="interview-service",
        title="Interview questions",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[
            router,
            sessions_router,
            answers_router,
            answer_streams_router,
            reports_router,
            progress_router,
            weaknesses_router,
            *job_routers,
            providers_router(PREFIX),
            metrics_router(job_metrics),
        ],
        tracing=tracing,
    )


@asynccontextmanager
async def _opened(
    settings: InterviewSettings, tracing: Tracing | None
) -> AsyncGenerator[tuple[Workshop, InterviewResources]]:
    migrations = (*MIGRATIONS, *SESSION_MIGRATIONS, *ANSWER_MIGRATIONS)
    async with open_workshop(settings, settings.interview_database, migrations, tracing) as shop:
        yield shop, _resources(shop, load_prompts(), settings)


def run_worker(settings: InterviewSettings) -> None:
    """Carry out jobs until SIGTERM; raises `QueueNotConfigured`."""
    configure_logging("interview-worker", settings.log_level, settings.log_format)

    @asynccontextmanager
    async def open_works() -> AsyncGenerator[Works]:
        async with _opened(settings, tracing_of("interview-worker", settings)) as (shop, resources):
            metrics = shop.models.metrics.text
            yield Works(shop.jobs, shop.broker, (resources.jobs.work,), shop.callbacks, shop.webhooks, metrics)

    run(open_works, settings)


def _resources(shop: Workshop, prompts: Prompts, settings: InterviewSettings) -> InterviewResources:
    crud = QuestionSetCrud(shop.database)
    planned, given = SessionCrud(shop.database), AnswerCrud(shop.database)
    recipe = Lazy(
        partial(_question_recipe, shop.models.registry, prompts, crud, Aim(planned, given, settings.review_goal))
    )
    evaluation = Lazy(partial(_evaluation_recipe, shop.models.registry, prompts))
    rules = FollowUpsInThread()
    model = Lazy[FollowUps](partial(_follow_ups, shop, prompts, rules, settings.follow_up_seconds))
    engine = Engine(recipe.get, crud, shop.quota, report=shop.runs.of("questions"))
    questions = MadeService(engine, crud, shop.resumes, Traces(shop.idempotency, shop.jobs), QuestionSetNotFound)
    sessions = SessionService(planned, given, questions, shop.resumes, shop.idempotency)
    answers = AnswerService(
        given,
        sessions,
        _evaluations(shop, given, evaluation),
        shop.resumes,
        shop.idempotency,
        FollowUpsOfModel(rules, model) if shop.models.registry.available else rules,
        free=not shop.models.registry.available,
    )
    reports = ReportService(sessions, answers, planned, given, shop.resumes)
    weaknesses = WeaknessService(planned, given, shop.resumes, settings.review_goal)
    work = EngineWork(QUESTIONS_KIND, QUESTION_JOBS.urls, engine, TypeAdapter(QuestionsIn), TypeAdapter(Question))
    jobs = JobService(work, shop.jobs, shop.broker, crud, shop.resumes, shop.idempotency, shop.quota, shop.webhooks)
    return InterviewResources(
        questions,
        sessions,
        answers,
        reports,
        weaknesses,
        jobs,
        shop.idempotency,
        shop.models,
        checks_of(shop),
        (recipe, evaluation, rules.rules),
    )


def _evaluations(shop: Workshop, given: AnswerCrud, recipe: "Lazy[EvaluationRecipe]") -> Evaluations:
    # What rules evaluate costs nothing, and is evaluated at reading, too: it does not count, and is not claimed.
    quota = shop.quota if shop.models.registry.available else Quota(shop.database, "evaluations", 0)
    engine = Engine(recipe.get, EvaluatedAnswers(given), quota, report=shop.runs.of("evaluation"))
    return ClaimedEvaluations(engine, given) if shop.models.registry.available else engine


def _question_recipe(registry: Registry, prompts: Prompts, crud: QuestionSetCrud, practice: Aim) -> "QuestionRecipe":
    from interview_service.recipes import question_recipe  # noqa: PLC0415  the service listens before it is loaded

    return question_recipe(registry, prompts, crud, practice)


def _evaluation_recipe(registry: Registry, prompts: Prompts) -> "EvaluationRecipe":
    from interview_service.recipes import evaluation_recipe  # noqa: PLC0415  the same

    return evaluation_recipe(registry, prompts)


def _follow_ups(shop: Workshop, prompts: Prompts, rules: FollowUps, seconds: float) -> FollowUps:
    from interview_service.recipes import follow_ups  # noqa: PLC0415  the same

    return follow_ups(shop.models.registry, prompts, rules, shop.quota.has_room, seconds)
