"""Application factory of interview-service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI
from pydantic import TypeAdapter

from interview_service.answers.crud import MIGRATIONS as ANSWER_MIGRATIONS
from interview_service.answers.crud import AnswerCrud
from interview_service.answers.recipe import EvaluatedAnswers, EvaluationRecipe, Evaluations
from interview_service.answers.routes import router as answers_router
from interview_service.answers.routes import streams as answer_streams_router
from interview_service.answers.service import AnswerService
from interview_service.evaluation.generator_llm import COACHING, EVALUATION, LlmEvaluator
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.following.rules import FollowUpsInThread
from interview_service.jobs import QUESTIONS_KIND, job_routers
from interview_service.questions.bank import angle_bank
from interview_service.questions.crud import MIGRATIONS, QuestionSetCrud
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.guarding import GuardedRules, RulesAtNeed
from interview_service.questions.models import Question
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.routes import PREFIX, router
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank
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
from shared.jobs.service import JobService
from shared.jobs.work import EngineWork
from shared.llm import Registry
from shared.protected.checking import prepare
from shared.runs.engine import Engine
from shared.runs.opening import Workshop, checks_of, open_workshop
from shared.runs.service import MadeService
from shared.telemetry.spans import Tracing, tracing_of
from shared.utils.logging import configure_logging
from shared.utils.prompts import Prompt, load_prompt
from shared.web.app import build_app
from shared.web.providers import metrics_router, providers_router

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
            metrics_router(),
        ],
        tracing=tracing,
    )


@asynccontextmanager
async def _opened(
    settings: InterviewSettings, tracing: Tracing | None
) -> AsyncGenerator[tuple[Workshop, InterviewResources]]:
    prompts = files("interview_service") / "prompts"
    prompt = load_prompt(prompts / "questions.yaml", PLACEHOLDERS, prompts / "examples")
    migrations = (*MIGRATIONS, *SESSION_MIGRATIONS, *ANSWER_MIGRATIONS)
    async with open_workshop(settings, settings.interview_database, migrations, tracing) as shop:
        yield shop, _resources(shop, prompt)


def run_worker(settings: InterviewSettings) -> None:
    """Carry out jobs until SIGTERM; raises `QueueNotConfigured`."""
    configure_logging("interview-worker", settings.log_level, settings.log_format)

    @asynccontextmanager
    async def open_works() -> AsyncGenerator[Works]:
        async with _opened(settings, tracing_of("interview-worker", settings)) as (shop, resources):
            yield Works(shop.jobs, shop.broker, (resources.jobs.work,))

    run(open_works, settings.worker_slots)


def _resources(shop: Workshop, prompt: Prompt) -> InterviewResources:
    crud = QuestionSetCrud(shop.database)
    # Loaded on first use: some hundred kilobytes of YAML.
    planned, given = SessionCrud(shop.database), AnswerCrud(shop.database)
    recipe = Lazy(partial(_recipe, shop.models.registry, prompt, crud, Aim(planned, given)))
    engine = Engine(recipe.get, crud, shop.quota)
    questions = MadeService(engine, crud, shop.resumes, shop.idempotency, QuestionSetNotFound)
    sessions = SessionService(planned, given, questions, shop.resumes, shop.idempotency)
    answers = AnswerService(
        given,
        sessions,
        _evaluations(shop, given),
        shop.resumes,
        shop.idempotency,
        FollowUpsInThread(),
        free=not shop.models.registry.available,
    )
    reports = ReportService(sessions, answers, planned, given, shop.resumes)
    weaknesses = WeaknessService(planned, given, shop.resumes)
    work = EngineWork(QUESTIONS_KIND, engine, TypeAdapter(QuestionsIn), TypeAdapter(Question))
    jobs = JobService(work, shop.jobs, shop.broker, crud, shop.resumes, shop.idempotency)
    return InterviewResources(
        questions, sessions, answers, reports, weaknesses, jobs, shop.idempotency, shop.models, checks_of(shop)
    )


def _recipe(registry: Registry, prompt: Prompt, crud: QuestionSetCrud, practice: Aim) -> QuestionRecipe:
    prepare()
    if registry.available:
        return QuestionRecipe(LlmGenerator(registry, prompt, RulesAtNeed(_rules)), crud, practice)
    return QuestionRecipe(_rules(), crud, practice)


def _evaluations(shop: Workshop, given: AnswerCrud) -> Evaluations:
    registry = shop.models.registry
    # What rules evaluate costs nothing, and is evaluated at reading, too: it does not count.
    quota = shop.quota if registry.available else Quota(shop.database, "evaluations", 0)
    return Engine(Lazy(partial(_evaluation_recipe, registry)).get, EvaluatedAnswers(given), quota)


def _evaluation_recipe(registry: Registry) -> EvaluationRecipe:
    if not registry.available:
        return EvaluationRecipe(RuleBasedEvaluator())
    prepare()
    prompts = files("interview_service") / "prompts"
    coaching = prompts / "coaching.yaml"
    passes = load_prompt(prompts / "evaluation.yaml", EVALUATION, coaching)
    return EvaluationRecipe(LlmEvaluator(registry, passes, load_prompt(coaching, COACHING)))


def _rules() -> GuardedRules:
    return GuardedRules(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))
