import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft7Validator
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


@pytest.fixture(scope="session")
def schema_errors() -> Callable[[Any], list[str]]:
    """Say what the official schema of JSON Resume has against a document."""
    schema = json.loads((Path(__file__).parent / "data" / "jsonresume" / "schema.json").read_text(encoding="utf-8"))
    validator: Any = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    return lambda document: [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
