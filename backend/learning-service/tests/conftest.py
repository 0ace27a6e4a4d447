from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from learning_service.main import create_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.resumes.document import ResumeDocument
from shared.testing.mongod import Mongod
from shared.testing.services import WithResumes, example_resume
from shared.testing.serving import client_of, http_client, serving


@pytest.fixture
def resume() -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 3, example_resume())


@pytest.fixture
async def services(mongod: Mongod, database_name: str) -> AsyncIterator[WithResumes]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resume_settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(create_resume_app(resume_settings)))
        settings = LearningSettings(mongodb_url=url, learning_database=database_name, resume_service_url=resume_url)
        learning = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/learning"))
        resumes = http_client(f"{resume_url}/api/v1/resumes")
        yield WithResumes(learning, await stack.enter_async_context(resumes))
