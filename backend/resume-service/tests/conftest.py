from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from resume_service.main import create_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod
from shared.testing.serving import client_of

Json = dict[str, Any]


@pytest.fixture
def settings(mongod: Mongod, database_name: str) -> ResumeSettings:
    return ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name)


@pytest.fixture
async def client(settings: ResumeSettings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        yield client


@pytest.fixture
def resume() -> Callable[..., Json]:
    """Make a résumé with the given members on top of the least that one needs."""

    def make(**members: object) -> Json:
        return {"name": "김민수", "summary": "백엔드 엔지니어", **members}

    return make
