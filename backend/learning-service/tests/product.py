"""All three services on real sockets, for what happens between them."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from interview_service.main import create_app as create_interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.testing.practising import Practice, practise
from shared.testing.services import WithResumes
from shared.testing.serving import client_of, http_client, serving

WEAK = "열심히 했습니다."
GOOD = (
    "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 그 결과 240ms가 90ms로 줄었습니다."
)


@dataclass
class Product:
    """Clients of the three services, each below its own path."""

    learning: httpx.AsyncClient
    interview: httpx.AsyncClient
    resumes: httpx.AsyncClient

    async def practise(self, **body: Any) -> Practice:
        """A session that runs."""
        return await practise(WithResumes(self.interview, self.resumes), **body)


@asynccontextmanager
async def product_of(mongodb_url: str, database_name: str) -> AsyncGenerator[Product]:
    """Serve the whole product on one MongoDB, without any key."""
    url = SecretStr(mongodb_url)
    async with AsyncExitStack() as stack:
        resume_settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(create_resume_app(resume_settings)))
        interview_settings = InterviewSettings(
            mongodb_url=url, interview_database=f"{database_name}_i", resume_service_url=resume_url
        )
        interview_url = await stack.enter_async_context(serving(create_interview_app(interview_settings)))
        settings = LearningSettings(
            mongodb_url=url,
            learning_database=database_name,
            resume_service_url=resume_url,
            interview_service_url=interview_url,
        )
        learning = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/learning"))
        others = [
            await stack.enter_async_context(http_client(base))
            for base in (f"{interview_url}/api/v1/interview", f"{resume_url}/api/v1/resumes")
        ]
        yield Product(learning, *others)
