"""The pytest plugin of the whole workspace (`-p shared.testing.plugin`)."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from math import ceil
from pathlib import Path

import hypothesis
import pytest
from pymongo import MongoClient

from shared.config.auth import AuthSettings
from shared.core.ids import new_id
from shared.testing.jobs.nats import NatsServer, running_nats
from shared.testing.mongod import Mongod, running_mongod
from shared.utils import logging
from shared.web.server import GARBAGE_THRESHOLD

CONFIGURATION = "COVERAGE_PROCESS_CONFIG"
"""Tells a new Python process to measure coverage (coverage.py, `patch = subprocess`)."""

DATA_FILE = Path(__file__).resolve().parents[2] / ".coverage"


def _taken_from_children() -> Mapping[str, str]:
    configuration = os.environ.pop(CONFIGURATION, None) if "PYTEST_XDIST_WORKER" in os.environ else None
    return {} if configuration is None else {CONFIGURATION: configuration, "COVERAGE_FILE": str(DATA_FILE)}


MEASURED = _taken_from_children()
"""The environment of a short-lived process whose coverage counts; empty unless coverage is measured. Others are held to
times, and many are killed, so they are not measured."""

MEASURED_CASES = 20
"""Cases of a parametrised test during which coverage is measured. The others run nearly the same code with other data,
and measuring costs time in each. A line that a later case alone reaches counts as not run."""

OUTSIDE = ("tests/e2e/", "tests/openapi/", "tests/project/", "tests/stack/test_native_stack.py")
"""Tests of whole processes or of the sources, which are unmeasured: what they run in this process is run by others."""

WORKERS_PER_CORE = 1.5
"""For `pytest -n auto`: a worker waits for more than a quarter of its time, for processes that start above all."""

# A time limit for each example measures the load of the machine. Those that count are held by tests, in processor time.
hypothesis.settings.register_profile("workspace", deadline=None)
hypothesis.settings.load_profile("workspace")

# Nothing that loading the tests makes is garbage, and looking for some takes half of the time. It goes on once all are
# loaded.
gc.disable()


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start more workers than there are cores."""
    return ceil(WORKERS_PER_CORE * len(os.sched_getaffinity(0)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark the later cases of a parametrised test `unmeasured`, and what tests from outside."""
    cases = Counter[tuple[str, str]]()
    for item in items:
        function = (item.location[0], item.name.partition("[")[0])
        cases[function] += 1
        if cases[function] > MEASURED_CASES or item.nodeid.startswith(OUTSIDE):
            item.add_marker(pytest.mark.unmeasured)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect garbage from now on, as the services do: what was loaded is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def mongod() -> Iterator[Mongod]:
    """The mongod of this test process. Tests that break a mongod start one of their own."""
    with running_mongod() as running:
        yield running


@pytest.fixture(scope="session")
def mongo_client(mongod: Mongod) -> Iterator[MongoClient[dict[str, object]]]:
    """A client of that mongod."""
    with MongoClient[dict[str, object]](mongod.url) as client:
        yield client


@pytest.fixture(scope="session")
def nats_server() -> Iterator[NatsServer]:
    """The nats-server of this test process. Tests that break one start their own."""
    with running_nats() as running:
        yield running


@pytest.fixture
def database_name(mongo_client: MongoClient[dict[str, object]]) -> Iterator[str]:
    """The name of a database that only this test uses; it is dropped afterwards."""
    name = f"test_{new_id().hex}"
    yield name
    mongo_client.drop_database(name)


@pytest.fixture(autouse=True, scope="session")
def loggers_of_this_test() -> None:
    """Let each application that a test builds log as it is configured, whatever the one before was."""
    logging.FINAL = False


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the shell that runs the tests has set of this product's settings, keys above all."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def full_speed() -> Iterator[None]:
    """Stop measuring coverage: for a test that holds code to a time."""
    with unmeasured():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Stop measuring coverage during a test marked `unmeasured`, its fixtures included."""
    with unmeasured() if item.get_closest_marker("unmeasured") else nullcontext():
        yield


@contextmanager
def unmeasured() -> Generator[None]:
    """Stop measuring coverage within the block.

    `Coverage.stop` and `start` look at every loaded module again, which takes 0.2 s.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


SETTINGS = (
    *(name.upper() for name in AuthSettings.model_fields),
    *("MONGODB_URL", "LOG_LEVEL", "LOG_FORMAT", "MAX_BODY_BYTES", "RESUME_SERVICE_URL", "LLM_PROVIDERS"),
    *("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"),
    *("LLM_BUDGET_USD_PER_DAY", "LLM_PRICES_FILE", "LLM_HEDGE_SHARE", "OTEL_EXPORTER_OTLP_ENDPOINT"),
    *("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GEMINI_BASE_URL"),
    *("IMPORT_MAX_BYTES", "IMPORT_MAX_PAGES", "IMPORT_MAX_SECONDS", "IMPORT_MAX_MEMORY_MB"),
    *("NATS_URL", "NATS_REPLICAS", "JOBS_MAX_QUEUED", "WORKER_SLOTS"),
    *("WEBHOOK_SECRETS", "WEBHOOK_NETWORKS", "WEBHOOK_ALLOW_HTTP"),
    *("LOCAL_BASE_URL", "LOCAL_MODEL", "LOCAL_API_KEY"),
)
