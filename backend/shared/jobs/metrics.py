"""Prometheus metrics of the jobs of one kind, read from their documents at each scrape.

Every replica of a service exports the same numbers, so a dashboard takes their maximum and not their sum.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from shared.core.clock import utc_now
from shared.jobs.crud import JobCrud
from shared.jobs.models import JobState

STATES: tuple[JobState, ...] = ("queued", "running", "failed")


class _Once(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as they were read."""
        yield from self._families


async def job_metrics(jobs: JobCrud, kind: str) -> bytes:
    """Return the metrics in the Prometheus text format; without MongoDB, only that they could not be read."""
    readable = GaugeMetricFamily("jobs_readable", "1 if the jobs could be read, else 0.", labels=("kind",))
    stored = GaugeMetricFamily("jobs_stored", "Jobs by state; ended ones for a week.", labels=("kind", "state"))
    oldest = GaugeMetricFamily(
        "jobs_oldest_queued_seconds", "How long the oldest job waits for a worker.", labels=("kind",)
    )
    families: list[Metric] = [readable]
    try:
        counts = {state: await jobs.count(kind, state) for state in STATES}
        since = await jobs.oldest("queued")
    except PyMongoError:
        readable.add_metric((kind,), 0)
    else:
        readable.add_metric((kind,), 1)
        for state, count in counts.items():
            stored.add_metric((kind, state), count)
        oldest.add_metric((kind,), 0.0 if since is None else max(0.0, (utc_now() - since).total_seconds()))
        families += [stored, oldest]
    registry = CollectorRegistry()
    registry.register(_Once(families))
    return generate_latest(registry)
