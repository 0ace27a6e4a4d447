"""What is counted of runs and requests."""

import asyncio
from contextlib import aclosing, suppress
from http import HTTPStatus

import pytest
from prometheus_client import CollectorRegistry

from shared.core.errors import AppError, DependencyUnavailable, NotFound
from shared.runs.watching import Outcome, watching
from shared.telemetry.requests import RequestMetrics
from shared.telemetry.runs import RunMetrics
from shared.web.kinds import kind_of


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NotFound(), "refused"),
        (DependencyUnavailable(), "failed"),
        (AppError(), "failed"),
        (ValueError(), "failed"),
        (asyncio.CancelledError(), "cancelled"),
    ],
)
def test_an_exception_is_told_apart_and_passed_on(error: BaseException, outcome: Outcome) -> None:
    told: list[Outcome] = []

    with pytest.raises(type(error)), watching(lambda outcome, _: told.append(outcome)):
        raise error

    assert told == [outcome]


def test_a_run_whose_result_is_stored_is_completed_though_nobody_reads_on() -> None:
    told: list[Outcome] = []

    with suppress(GeneratorExit), watching(lambda outcome, _: told.append(outcome)) as watched:
        watched.completed()
        raise GeneratorExit

    assert told == ["completed"]


async def test_a_run_that_is_given_up_in_the_middle_is_cancelled() -> None:
    told: list[Outcome] = []

    async def events():  # noqa: ANN202  of one number
        with watching(lambda outcome, _: told.append(outcome)):
            yield 1

    async with aclosing(events()) as coming:
        async for _ in coming:
            break

    assert told == ["cancelled"]


def test_every_outcome_is_exported_before_it_first_happens() -> None:
    registry = CollectorRegistry()

    RunMetrics(registry).of("questions")

    # An alert on a rate would miss the first failure if the series began with it.
    for outcome in ("completed", "refused", "failed", "cancelled"):
        assert registry.get_sample_value("generations_total", {"product": "questions", "outcome": outcome}) == 0


def test_only_completed_runs_have_a_duration() -> None:
    registry = CollectorRegistry()
    report = RunMetrics(registry).of("questions")

    report("completed", 3.0)
    report("failed", 180.0)

    assert registry.get_sample_value("generation_duration_seconds_sum", {"product": "questions"}) == 3.0


def test_requests_are_counted_by_kind_method_and_status() -> None:
    metrics = RequestMetrics()

    metrics.observe("read", "GET", HTTPStatus.OK, 0.004)
    metrics.observe("read", "GET", HTTPStatus.OK, 0.2)

    text = metrics.text().decode()
    assert 'http_requests_total{kind="read",method="GET",status="200"} 2.0' in text
    assert 'http_request_duration_seconds_bucket{kind="read",le="0.005"} 1.0' in text


def test_what_matched_no_endpoint_has_no_kind() -> None:
    assert kind_of(None, "GET") == "unknown"
