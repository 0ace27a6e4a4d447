"""A service listens before it has loaded what only some requests need, and loads that right afterwards."""

import asyncio
import gc
import importlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from shared.core import garbage
from shared.core.garbage import undisturbed
from shared.core.lazy import Lazy
from shared.testing.mongod import Mongod
from shared.web.server import warmed

LATER = {
    "resume": ("resume_service.imports.structuring.rules", "resume_service.imports.structuring.doubts", "pypdf"),
    "interview": ("shared.claims", "shared.protected", "shared.resumes.masking", "interview_service.recipes", "yaml"),
    "learning": ("shared.claims", "shared.resumes.masking", "learning_service.recipes", "icalendar", "genanki", "yaml"),
}
NEVER = ("rich", "pygments", "openai", "anthropic", "google.genai", "cryptography")
CODE = """
import sys
from shared.web.starting import starting
with starting():
    from {name}_service.main import create_app
create_app()
print(*[name for name in {names!r} if sys.modules.get(name) is not None])
import rich
from pydantic import BaseModel
print(BaseModel.model_config)
"""


@pytest.fixture
def collecting() -> Iterator[None]:
    """The collector as a process begins with it."""
    gc.enable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("name", LATER)
def test_a_start_loads_only_what_every_request_needs(name: str) -> None:
    names = (*LATER[name], *NEVER)
    ended = subprocess.run(
        [sys.executable, "-c", CODE.format(name=name, names=names)], capture_output=True, text=True, check=True
    )

    loaded, config = ended.stdout.split("\n")[:2]
    assert loaded == ""
    # What was held back during the start is available again.
    assert config == "{}"


async def test_what_is_slow_is_built_in_order_and_a_failure_stops_nothing() -> None:
    built: list[str] = []

    def failing() -> None:
        built.append("broken")
        raise ValueError("invalid data")

    app = FastAPI()
    lazies: list[Lazy[Any]] = [Lazy(lambda: built.append("first")), Lazy(failing), Lazy(lambda: built.append("last"))]
    app.state.slow = lazies

    await warmed(app, after=0)

    assert built == ["first", "broken", "last"]
    with pytest.raises(ValueError, match="invalid data"):
        await lazies[1].get()


async def test_a_value_is_built_without_garbage_collections(collecting: None) -> None:  # noqa: ARG001
    during = await Lazy(gc.isenabled).get()

    assert not during
    assert gc.isenabled()


def test_the_last_of_several_loaders_lets_garbage_be_collected_again(collecting: None) -> None:  # noqa: ARG001
    garbage.start_undisturbed()
    with undisturbed():
        garbage.started()
        assert not gc.isenabled()

    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_whoever_switched_the_collector_off_keeps_it_off(collecting: None) -> None:  # noqa: ARG001
    gc.disable()
    with undisturbed():
        pass

    assert not gc.isenabled()


async def test_loading_ahead_ends_with_its_server() -> None:
    app = FastAPI()
    app.state.slow = (Lazy(lambda: None),)

    task = asyncio.create_task(warmed(app))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await app.state.slow[0].built() is None


@pytest.mark.parametrize(
    ("service", "prompts"), [("interview", "load_prompts"), ("learning", "load_path_prompt")], ids=lambda part: part
)
async def test_a_broken_prompt_stops_the_start(
    service: str, prompts: str, mongod: Mongod, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not the first request that needs it, also without a key: the next deployment may have one."""

    def broken() -> None:
        raise ValueError("the prompt lacks {resume}")

    main = importlib.import_module(f"{service}_service.main")
    monkeypatch.setattr(main, prompts, broken)
    monkeypatch.setenv("MONGODB_URL", mongod.url)
    monkeypatch.setenv(f"{service.upper()}_DATABASE", database_name)
    app = main.create_app()
    with pytest.raises(ValueError, match="lacks"):
        async with app.router.lifespan_context(app):
            pass
