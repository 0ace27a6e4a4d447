"""Everything that a client must be able to do, by both Python clients against the real product."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from clients import scenarios
from clients.product import Product
from clients.scenarios import SCENARIOS, Scenario
from clients.waiting import synchronous
from clients.writing import SDK
from interview_prep import AsyncInterviewPrep, Forbidden, InterviewPrep, NotFound, Unauthorized

NAMES = [scenario.__name__ for scenario in SCENARIOS]


@pytest.fixture(scope="module")
def waiting() -> ModuleType:
    """The same scenarios for the client that waits."""
    module = ModuleType("waiting_scenarios")
    source = Path(scenarios.__file__).read_text(encoding="utf-8")
    exec(compile(synchronous(source), "waiting_scenarios", "exec"), module.__dict__)  # noqa: S102  our own code
    return module


@pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)
async def test_a_client_for_asyncio(product: Product, scenario: Scenario) -> None:
    async with AsyncInterviewPrep(product.url, token=product.token(f"async {scenario.__name__}")) as api:
        await scenario(api)


@pytest.mark.parametrize("name", NAMES)
async def test_a_client_that_waits(product: Product, waiting: ModuleType, name: str) -> None:
    scenario: Callable[[InterviewPrep], None] = getattr(waiting, name)

    def run() -> None:
        with InterviewPrep(product.url, token=product.token(f"waiting {name}")) as api:
            scenario(api)

    await asyncio.to_thread(run)


def test_they_are_those_that_each_client_must_pass() -> None:
    assert json.loads((SDK / "scenarios.json").read_text(encoding="utf-8")) == NAMES


async def test_a_token_decides_what_is_seen_and_done(product: Product) -> None:
    async with AsyncInterviewPrep(product.url, token=product.token("one")) as one:
        resume = await one.create_resume(scenarios.example())
        async with AsyncInterviewPrep(product.url, token=product.token("other")) as other:
            with pytest.raises(NotFound):
                await other.get_resume(resume.id)

    reading = product.issuer.token("one", scope="resumes:read")
    async with AsyncInterviewPrep(product.url, token=reading) as reader:
        assert (await reader.get_resume(resume.id)).id == resume.id
        with pytest.raises(Forbidden, match="INSUFFICIENT_SCOPE"):
            await reader.create_resume(scenarios.example())
    async with AsyncInterviewPrep(product.url) as nobody:
        with pytest.raises(Unauthorized, match="UNAUTHORIZED"):
            await nobody.list_resumes()
