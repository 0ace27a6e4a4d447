"""The table of limits in docs/operations.md names every limit, with the default and the failure of the code."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from interview_service.answers import crud as answers
from interview_service.answers.schemas import MAX_TEXT
from interview_service.sessions.machine import MAX_ATTEMPTS
from interview_service.settings import InterviewSettings
from learning_service.reviews import models as reviews
from learning_service.reviews import scheduling
from learning_service.settings import LearningSettings
from resume_service.imports.extraction import extractor
from resume_service.settings import ResumeSettings

from shared.core import paging
from shared.core.errors import AppError
from shared.database import idempotency
from shared.jobs import broker
from shared.jobs import crud as job_crud
from shared.jobs import models as jobs
from shared.jobs import service as job_service
from shared.jobs.webhooks import delivering, sending
from shared.jobs.webhooks import schemas as webhooks
from shared.llm.output import lists
from shared.llm.providers.known import PROVIDERS
from shared.llm.providers.openai import CompatibleSettings
from shared.resumes import extra
from shared.runs import crud, engine
from shared.testing.settings import variables
from shared.utils import rest
from shared.web import problems, server
from shared.web.identity import tokens
from shared.web.requests import bodies
from stack.settings import REPOSITORY, StackSettings

DOCUMENT = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
TEMPLATE = (REPOSITORY / "traefik" / "dynamic.yml").read_text(encoding="utf-8")

BOUNDS = re.compile(r"MAX|SLOTS|BYTES|QUOTA|BUDGET|SECONDS|TIMEOUT|RETRIES|SHARE|HISTORY")
"""What a setting that bounds something has in its name."""
NO_LIMITS = {"LLM_HEDGE_SECONDS", "LLM_HEDGE_FLOOR_SECONDS", "LLM_HEDGE_CEILING_SECONDS"}
"""When another provider is asked as well: nothing ends there."""
OF_A_PROVIDER = ("TIMEOUT_SECONDS", "MAX_TOKENS", "MAX_CONCURRENCY")
FIXED = {
    "items of one page": f"{paging.MAX_LIMIT}",
    "bytes of `extra`": f"{extra.MAX_BYTES}; {extra.MAX_DEPTH}",
    "characters of a bearer token": f"{tokens.MAX_TOKEN_LENGTH}",
    "hours an `Idempotency-Key`": f"{idempotency.KEPT_SECONDS // 3600}",
    "seconds of the lease": f"{idempotency.LEASE_TIME.total_seconds():g}",
    "seconds of the claim": f"{idempotency.LEASE_TIME.total_seconds():g}",
    "documents read at once": f"{extractor.PROCESSES}; {extractor.PROCESSES - 1}",
    "seconds that a process which reads": f"{extractor.IDLE_SECONDS:g}",
    "documents that wait": f"{extractor.QUEUES.max_waiting}; {extractor.QUEUES.max_per_owner}",
    "seconds a document waits": f"{extractor.QUEUES.seconds:g}",
    "seconds for reading a résumé": f"{rest.TOTAL_SECONDS:g}",
    "résumés a process reads at once": f"{rest.MAX_AT_ONCE}; {engine.STORING_AT_ONCE}",
    "parts of one answer": f"{lists.MAX_ELEMENTS}",
    "bytes of a question set": f"{crud.MAX_BYTES}",
    "jobs of an owner": f"{job_service.MAX_PER_OWNER}",
    "attempts at a job": f"{jobs.MAX_ATTEMPTS}",
    "seconds a running job": f"{job_crud.LEASE_SECONDS:g}",
    "seconds of an attempt to deliver": f"{sending.SECONDS:g}",
    "attempts to deliver a webhook": f"{len(delivering.PAUSES_SECONDS) + 1}; {sum(delivering.PAUSES_SECONDS) // 3600}",
    "webhooks of a kind": f"{delivering.SLOTS}",
    "characters of a `callback_url`": f"{webhooks.MAX_URL_CHARACTERS}",
    "days an ended job": f"{job_crud.KEPT_SECONDS // 86_400}; {broker.DAY_SECONDS // 3600}",
    "characters of an answer": f"{MAX_TEXT}",
    "attempts at one question": f"{MAX_ATTEMPTS}",
    "answers that progress": f"{answers.MAX_SCORED}",
    "ratings of a review card": f"{reviews.MAX_RATINGS}",
    "days between two reviews": f"{scheduling.MAX_DAYS}",
    "seconds a connection stays": f"{server.LINGER_SECONDS:g}",
    "seconds a process that is told to end": f"{server.DRAIN_SECONDS:g}; {server.GRACEFUL_SECONDS:g}",
}


def rows() -> list[list[str]]:
    """Limit, setting, default, and what happens beyond it."""
    table = re.search(r"(?:^\|.*\n)+", DOCUMENT[DOCUMENT.index("\n## Limits\n") :], re.MULTILINE)
    assert table is not None
    cells = [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in table[0].splitlines()[2:]]
    return [row for row in cells if not row[0].startswith("**")]


def documented() -> dict[str, str]:
    """The default of each setting, as it is shown."""
    return {name: default for _, setting, default, _ in rows() for name in re.findall(r"`([A-Z_<>]+)`", setting)}


def defaults() -> dict[str, object]:
    """The default of each setting that bounds something."""
    kinds = (ResumeSettings, InterviewSettings, LearningSettings, StackSettings)
    known = {name: field.default for kind in kinds for name, field in variables(kind).items()}
    own = {f"{spec.prefix}_{name}" for spec in PROVIDERS.values() for name in OF_A_PROVIDER}
    return {name: value for name, value in known.items() if BOUNDS.search(name) and name not in own | NO_LIMITS}


def failures(kind: type[AppError] = AppError) -> Iterator[type[AppError]]:
    """The tree of failures of all services."""
    for service in ("resume", "interview", "learning"):
        import_module(f"{service}_service.main")
    for one in kind.__subclasses__():
        yield one
        yield from failures(one)


def test_every_setting_that_bounds_something_is_there_with_its_default() -> None:
    shown = documented()

    assert shown.keys() == {
        *defaults(),
        *("GATEWAY_RATE_AVERAGE", "GATEWAY_RATE_BURST"),
        *(f"<PROVIDER>_{name}" for name in OF_A_PROVIDER),
    }
    for name, value in defaults().items():
        assert shown[name] == ("none" if value is None else f"`{value}`" if isinstance(value, int) else f"`{value:g}`")


@pytest.mark.parametrize("name", ["AVERAGE", "BURST"])
def test_the_gateways_rates_are_those_of_its_template(name: str) -> None:
    default = re.search(rf'env "GATEWAY_RATE_{name}" \| default "(\d+)"', TEMPLATE)

    assert default is not None
    assert documented()[f"GATEWAY_RATE_{name}"] == f"`{default[1]}`"


@pytest.mark.parametrize("name", OF_A_PROVIDER)
def test_the_providers_limits_are_those_of_all_of_them(name: str) -> None:
    own, other = documented()[f"<PROVIDER>_{name}"].split("; other servers ")

    assert {f"`{spec.settings.model_fields[name.lower()].default}`" for spec in PROVIDERS.values()} == {own}
    assert f"`{CompatibleSettings.model_fields[name.lower()].default}`" == other


def test_what_is_fixed_is_what_the_code_has() -> None:
    fixed = {limit: default for limit, setting, default, _ in rows() if setting == "fixed"}

    assert len(fixed) == len(FIXED)
    for begin, value in FIXED.items():
        assert [default for limit, default in fixed.items() if limit.startswith(begin)] == [value]


def test_what_happens_beyond_a_limit_has_the_status_and_the_code_of_the_failure() -> None:
    known = {(one.status, one.code) for one in (problems.DatabaseUnavailable, bodies.UploadsBusy, *failures())}

    said = [found for *_, beyond in rows() for found in re.findall(r"(\d{3}) `([A-Z_]+)`", beyond)]
    assert len(said) > len(rows()) / 3
    for status, code in said:
        assert (int(status), code) in known
