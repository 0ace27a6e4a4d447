"""Prometheus metrics of what is made from résumés, whichever way it was requested."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from shared.runs.watching import Outcome, Report

SECONDS = (0.05, 0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 180)


class RunMetrics:
    """Counts runs in a registry that is exported elsewhere."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._runs = Counter(
            "generations",
            "Runs by outcome; refused: the request was at fault, failed: this product or its providers were.",
            ("product", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "generation_duration_seconds",
            "Duration of the runs that completed.",
            ("product",),
            buckets=SECONDS,
            registry=registry,
        )

    def of(self, product: str) -> Report:
        """Return what is told about the runs of one product, which is exported from now on with zeros."""
        outcomes: tuple[Outcome, ...] = ("completed", "refused", "failed", "cancelled")
        counters = {outcome: self._runs.labels(product, outcome) for outcome in outcomes}
        duration = self._seconds.labels(product)

        def report(outcome: Outcome, seconds: float) -> None:
            counters[outcome].inc()
            if outcome == "completed":
                duration.observe(seconds)

        return report
