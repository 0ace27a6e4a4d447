"""Prometheus metrics of the job queue, for `GET /metrics`."""

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.jobs.figures import Figures, Queued, Stored

KIND = ("kind",)
STORED = {
    "jobs_running": "Jobs that workers carry out.",
    "jobs_retrying": "Jobs that wait for another attempt.",
    "jobs_dead": "Jobs that were given up and not tried again since.",
    "jobs_oldest_waiting_seconds": "How long the oldest job that waits has done so.",
}
QUEUED = {
    "jobs_queued": "Jobs in the queue that no worker has.",
    "jobs_taken": "Jobs in the queue that workers have, those that wait for another attempt included.",
    "jobs_webhooks_queued": "Ends of jobs that are to be told, those that wait for another attempt included.",
}
FOLLOWED = {
    "jobs_event_followers": "Clients that follow events, through all processes.",
    "jobs_event_lag": "Events that the slowest follower did not get yet.",
}
UP = ("jobs_up", "Whether the figures could be read, from `database` and `queue`.")


def text(figures: Sequence[Figures]) -> bytes:
    """Return the figures of all kinds in the Prometheus text format; what could not be read is left out."""
    registry = CollectorRegistry()
    registry.register(_Read(figures))
    return generate_latest(registry)


class _Read(Collector):
    def __init__(self, figures: Sequence[Figures]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Return the metrics."""
        gauges = {name: GaugeMetricFamily(name, what, labels=KIND) for name, what in (STORED | QUEUED).items()}
        shared = {name: GaugeMetricFamily(name, what) for name, what in FOLLOWED.items()}
        up = GaugeMetricFamily(*UP, labels=("source",))
        for one in self._figures:
            for name, value in (_of_stored(one.stored) | _of_queued(one.queued)).items():
                gauges[name].add_metric((one.kind,), value)
        queued = [one.queued for one in self._figures if one.queued is not None]
        if queued:
            shared["jobs_event_followers"].add_metric((), queued[0].followers)
            shared["jobs_event_lag"].add_metric((), queued[0].behind)
        up.add_metric(("database",), float(all(one.stored is not None for one in self._figures)))
        up.add_metric(("queue",), float(len(queued) == len(self._figures)))
        return (*gauges.values(), *shared.values(), up)


def _of_stored(stored: Stored | None) -> dict[str, float]:
    if stored is None:
        return {}
    return dict(zip(STORED, (stored.running, stored.retrying, stored.dead, stored.oldest_seconds), strict=True))


def _of_queued(queued: Queued | None) -> dict[str, float]:
    if queued is None:
        return {}
    webhooks = queued.webhooks.waiting + queued.webhooks.taken
    return dict(zip(QUEUED, (queued.jobs.waiting, queued.jobs.taken, webhooks), strict=True))
