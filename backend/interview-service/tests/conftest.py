from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from interview_service.main import create_app
from interview_service.prompting import load_prompts
from interview_service.questions.generator_llm import LlmGenerator
from interview_service.questions.models import Question, QuestionSet, Wish
from interview_service.questions.recipe import QuestionGenerator, QuestionSetDraft
from interview_service.settings import InterviewSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting, NoRules
from shared.testing.models.evaluations import Judge, told
from shared.testing.models.questions import answer, question
from shared.testing.models.silent import Answer, FakeProvider, registry_of
from shared.testing.mongod import Mongod
from shared.testing.services import WithResumes, example_resume
from shared.testing.serving import client_of, http_client, serving
from shared.testing.wire import WireServer, values_for
from shared.utils.prompts import Prompt

Run = Callable[..., AbstractAsyncContextManager[WithResumes]]
QuestionDrafting = Drafting[Wish, QuestionGenerator, Question, QuestionSet]


def drafting(generator: QuestionGenerator) -> QuestionDrafting:
    return Drafting(QuestionSetDraft, generator)


@pytest.fixture
def resume() -> ResumeDocument:
    return ResumeDocument(
        "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 3, {**example_resume(), "total_experience_months": 58}
    )


@pytest.fixture
async def services(mongod: Mongod, database_name: str) -> AsyncIterator[WithResumes]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resume_settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(create_resume_app(resume_settings)))
        settings = InterviewSettings(mongodb_url=url, interview_database=database_name, resume_service_url=resume_url)
        interview = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/interview"))
        resumes = http_client(f"{resume_url}/api/v1/resumes")
        yield WithResumes(interview, await stack.enter_async_context(resumes))


@pytest.fixture
def prompt() -> Prompt:
    return load_prompts().questions


@pytest.fixture
def generator() -> Callable[..., tuple[QuestionDrafting, FakeProvider]]:
    """Make the LLM generator over one fake provider that gives the scripted answers; no rules fill in."""

    def make(*answers: Answer) -> tuple[QuestionDrafting, FakeProvider]:
        provider = FakeProvider(*answers)
        prompt = load_prompts().questions
        return drafting(LlmGenerator(registry_of(provider), prompt, NoRules())), provider

    return make


@pytest.fixture
def judge() -> Judge:
    return Judge(level=3)


@pytest.fixture
async def wire(judge: Judge) -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        for provider in (server.openai, server.claude):
            provider.answers(lambda body: writes(judge, body))
        yield server


@pytest.fixture
def running(mongod: Mongod, database_name: str, wire: WireServer) -> Run:
    @asynccontextmanager
    async def run(quota: int = 0, **changes: object) -> AsyncGenerator[WithResumes]:
        url = SecretStr(mongod.url)
        async with AsyncExitStack() as stack:
            resume_settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
            resumes = await stack.enter_async_context(serving(create_resume_app(resume_settings)))
            settings = InterviewSettings(
                **values_for(wire, "openai", "claude", **changes),
                mongodb_url=url,
                interview_database=database_name,
                resume_service_url=resumes,
                quota_generations_per_day=quota,
            )
            service = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/interview"))
            client = http_client(f"{resumes}/api/v1/resumes")
            yield WithResumes(service, await stack.enter_async_context(client))

    return run


@pytest.fixture
async def modelled(running: Run) -> AsyncIterator[WithResumes]:
    async with running() as services:
        yield services


def writes(judge: Judge, body: dict[str, Any]) -> str:
    instructions, prompt = told(body)
    if prompt.startswith("Write "):
        return answer([question(number) for number in range(5)])
    return judge.write(instructions, prompt)
