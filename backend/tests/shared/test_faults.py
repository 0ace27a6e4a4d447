"""MongoDB or resume-service gone: interview and learning answer a 503 problem within two seconds, and recover."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic

import httpx
import pytest
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError, WriteError
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.testing.breaking import free_port
from shared.testing.mongod import Mongod, running_mongod
from shared.testing.services import example_resume
from shared.testing.serving import client_of, http_client, serving
from shared.web.problems import database_failure

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
LIMIT_SECONDS = 2.0


@dataclass
class Product:
    mongod: Mongod
    resumes: httpx.AsyncClient
    interview: httpx.AsyncClient
    learning: httpx.AsyncClient
    resume_id: str


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    with running_mongod() as mongod:
        url = SecretStr(mongod.url)
        async with AsyncExitStack() as stack:
            resume_url = await stack.enter_async_context(serving(resume_app(ResumeSettings(mongodb_url=url))))
            interview = interview_app(InterviewSettings(mongodb_url=url, resume_service_url=resume_url))
            learning = learning_app(LearningSettings(mongodb_url=url, resume_service_url=resume_url))
            base = f"{resume_url}/api/v1/resumes"
            resumes = await stack.enter_async_context(http_client(base))
            resume_id = (await resumes.post("", json=example_resume())).json()["id"]
            yield Product(
                mongod,
                resumes,
                await stack.enter_async_context(client_of(interview, "/api/v1/interview")),
                await stack.enter_async_context(client_of(learning, "/api/v1/learning")),
                resume_id,
            )


async def every_route(product: Product) -> list[httpx.Response]:
    started = monotonic()
    answers = await asyncio.gather(
        product.interview.post(f"/{product.resume_id}/questions"),
        product.interview.get(f"/{product.resume_id}/questions"),
        product.interview.get(f"/question-sets/{NOBODY}"),
        product.interview.delete(f"/question-sets/{NOBODY}"),
        product.interview.get("/ready"),
        product.learning.post(f"/{product.resume_id}/learning-path"),
        product.learning.get(f"/{product.resume_id}/learning-path"),
        product.learning.get(f"/{product.resume_id}/learning-paths"),
        product.learning.get(f"/learning-paths/{NOBODY}"),
        product.learning.delete(f"/learning-paths/{NOBODY}"),
        product.learning.get("/ready"),
    )
    assert monotonic() - started < LIMIT_SECONDS
    return answers


@pytest.mark.parametrize("fault", ["kill", "freeze"])
async def test_every_route_answers_503_within_two_seconds_and_recovers(product: Product, fault: str) -> None:
    getattr(product.mongod, fault)()

    answers = await every_route(product)

    assert {answer.status_code for answer in answers} == {503}
    codes = {answer.json()["code"] for answer in answers}
    assert codes == {"DATABASE_UNAVAILABLE", "RESUME_SERVICE_UNAVAILABLE", "NOT_READY"}
    product.mongod.restart() if fault == "kill" else product.mongod.thaw()
    async with asyncio.timeout(10):
        while (await product.interview.post(f"/{product.resume_id}/questions")).status_code != 201:
            pass
    assert (await product.learning.post(f"/{product.resume_id}/learning-path")).status_code == 201


@pytest.mark.parametrize("silent", [False, True], ids=["refused", "silent"])
async def test_a_resume_service_that_is_gone_or_silent_is_a_fast_503(mongod: Mongod, silent: bool) -> None:
    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            writer.close()

    port = free_port()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", port) if silent else None
    settings = InterviewSettings(
        mongodb_url=SecretStr(mongod.url), resume_service_url=f"http://127.0.0.1:{port}", interview_database="gone"
    )
    async with client_of(interview_app(settings), "/api/v1/interview") as client:
        started = monotonic()
        made, ready = await asyncio.gather(client.post(f"/{NOBODY}/questions"), client.get("/ready"))
        elapsed = monotonic() - started
    if server is not None:
        server.close()

    assert elapsed < LIMIT_SECONDS
    assert (made.status_code, made.json()["code"]) == (503, "RESUME_SERVICE_UNAVAILABLE")
    assert ready.json()["checks"] == {"mongodb": "ok", "resume-service": "unavailable"}
    assert "Not responding" in ready.json()["detail"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AutoReconnect("connection closed"), "DATABASE_UNAVAILABLE"),
        (OperationFailure("interrupted at shutdown", 11600), "DATABASE_UNAVAILABLE"),
        (
            OperationFailure("Transaction numbers are only allowed on a replica set member or mongos", 20),
            "DATABASE_UNAVAILABLE",
        ),
        (OperationFailure("cannot do that", 20), "INTERNAL"),
        (WriteError("Document failed validation", 121), "INTERNAL"),
    ],
)
def test_a_database_that_is_ending_is_told_from_an_operation_that_is_wrong(error: PyMongoError, code: str) -> None:
    assert database_failure(error).code == code
