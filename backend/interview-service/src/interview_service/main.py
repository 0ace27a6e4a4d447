"""Wires interview-service together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from fastapi import FastAPI

from interview_service.crud import MIGRATIONS, QuestionSetCrud
from interview_service.dependencies import InterviewResources
from interview_service.generator_llm import PLACEHOLDERS, LlmGenerator
from interview_service.generator_rules import RuleBasedGenerator
from interview_service.packs import question_bank
from interview_service.routes import PREFIX, router
from interview_service.service import QuestionGenerator, QuestionService
from interview_service.settings import InterviewSettings
from shared.database.connection import connect, ping
from shared.database.migrations import migrate
from shared.llm import open_registry
from shared.resumes.client import open_resumes
from shared.skills.index import skill_index
from shared.utils.prompts import load_prompt
from shared.web.app import build_app

DESCRIPTION = """
Makes interview questions out of a résumé. Every question names the places of the résumé it is built on, and each of
these quotes is checked. `generation` says whether a language model or the built-in rules made them, and which model.
"""


def create_app(settings: InterviewSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or InterviewSettings()

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[InterviewResources]:
        prompt = load_prompt(files("interview_service") / "prompts" / "questions.yaml", PLACEHOLDERS)
        async with (
            connect(settings, settings.interview_database) as database,
            open_resumes(settings.resume_service_url) as resumes,
            open_registry(settings) as registry,
        ):
            await migrate(database, MIGRATIONS)
            by_llm = LlmGenerator(registry, prompt)

            async def generator() -> QuestionGenerator:
                if registry.available:
                    return by_llm
                # Read at the first need and in a thread: some hundred kilobytes of YAML.
                return await asyncio.to_thread(lambda: RuleBasedGenerator(question_bank(), skill_index()))

            yield InterviewResources(
                questions=QuestionService(QuestionSetCrud(database), resumes, generator),
                checks={"mongodb": partial(ping, database), "resume-service": resumes.check},
            )

    return build_app(
        service="interview-service",
        title="Interview questions",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router],
    )
