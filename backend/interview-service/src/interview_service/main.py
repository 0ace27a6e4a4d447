"""Application factory of interview-service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from interview_service.answers.crud import MIGRATIONS as ANSWER_MIGRATIONS
from interview_service.answers.crud import AnswerCrud
from interview_service.answers.evaluating import ClaimedEvaluations
from interview_service.answers.recipe import EvaluatedAnswers, EvaluationRecipe, Evaluations
from interview_service.answers.routes import router as answers_router
from interview_service.answers.routes import streams as answer_streams_router
from interview_service.answers.service import AnswerService
from interview_service.evaluation.generator_llm import COACHING, EVALUATION, LlmEvaluator
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.following.generator_llm import FOLLOW_UP, LlmFollowUps
from interview_service.following.models import FollowUps
from interview_service.following.rules import FollowUpsInThread
from interview_service.questions.bank import angle_bank
from interview_service.questions.crud import MIGRATIONS, QuestionSetCrud
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.guarding import GuardedRules, RulesAtNeed
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionRecipe
from interview_service.questions.routes import PREFIX, router
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
from shared.llm import Registry
from shared.protected.checking import prepare
from shared.runs.engine import Engine
from shared.runs.opening import Workshop, checks_of, open_workshop
from shared.runs.service import MadeService
from shared.telemetry.spans import tracing_of
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
        prompts = files("interview_service") / "prompts"
        prompt = load_prompt(prompts / "questions.yaml", PLACEHOLDERS, prompts / "examples")
        migrations = (*MIGRATIONS, *SESSION_MIGRATIONS, *ANSWER_MIGRATIONS)
        async with open_workshop(settings, settings.interview_database, migrations, tracing) as shop:
            yield _resources(shop, prompt, settings)

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
            providers_router(PREFIX),
            metrics_router(),
        ],
        tracing=tracing,
    )


def _resources(shop: Workshop, prompt: Prompt, settings: InterviewSettings) -> InterviewResources:
    crud = QuestionSetCrud(shop.database)
    # Loaded on first use: some hundred kilobytes of YAML.
    planned, given = SessionCrud(shop.database), AnswerCrud(shop.database)
    recipe = Lazy(partial(_recipe, shop.models.registry, prompt, crud, Aim(planned, given, settings.review_goal)))
    engine = Engine(recipe.get, crud, shop.quota)
    questions = MadeService(engine, crud, shop.resumes, shop.idempotency, QuestionSetNotFound)
    sessions = SessionService(planned, given, questions, shop.resumes, shop.idempotency)
    answers = AnswerService(
        given,
        sessions,
        _evaluations(shop, given),
        shop.resumes,
        shop.idempotency,
        _follow_ups(shop, settings.follow_up_seconds),
        free=not shop.models.registry.available,
    )
    reports = ReportService(sessions, answers, planned, given, shop.resumes)
    weaknesses = WeaknessService(planned, given, shop.resumes, settings.review_goal)
    return InterviewResources(
        questions, sessions, answers, reports, weaknesses, shop.idempotency, shop.models, checks_of(shop)
    )


def _recipe(registry: Registry, prompt: Prompt, crud: QuestionSetCrud, practice: Aim) -> QuestionRecipe:
    prepare()
    if registry.available:
        return QuestionRecipe(LlmGenerator(registry, prompt, RulesAtNeed(_rules)), crud, practice)
    return QuestionRecipe(_rules(), crud, practice)


def _evaluations(shop: Workshop, given: AnswerCrud) -> Evaluations:
    registry = shop.models.registry
    # What rules evaluate costs nothing, and is evaluated at reading, too: it does not count, and is not claimed.
    quota = shop.quota if registry.available else Quota(shop.database, "evaluations", 0)
    engine = Engine(Lazy(partial(_evaluation_recipe, registry)).get, EvaluatedAnswers(given), quota)
    return ClaimedEvaluations(engine, given) if registry.available else engine


def _evaluation_recipe(registry: Registry) -> EvaluationRecipe:
    if not registry.available:
        return EvaluationRecipe(RuleBasedEvaluator())
    prepare()
    prompts = files("interview_service") / "prompts"
    coaching = prompts / "coaching.yaml"
    passes = load_prompt(prompts / "evaluation.yaml", EVALUATION, coaching)
    return EvaluationRecipe(LlmEvaluator(registry, passes, load_prompt(coaching, COACHING)))


def _follow_ups(shop: Workshop, seconds: float) -> FollowUps:
    rules = FollowUpsInThread()
    if not shop.models.registry.available:
        return rules
    prompt = load_prompt(files("interview_service") / "prompts" / "follow_up.yaml", FOLLOW_UP)
    return LlmFollowUps(shop.models.registry, prompt, rules, shop.quota.has_room, seconds)


def _rules() -> GuardedRules:
    return GuardedRules(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))
