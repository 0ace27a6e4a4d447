"""Prometheus metrics of the requests that a service answers."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180)


class _Children:
    """The metrics of one kind, method and status, cached because looking them up costs more than counting."""

    def __init__(self, metrics: "RequestMetrics", kind: str, method: str, status: str) -> None:
        self.requests = metrics.requests.labels(kind, method, status)
        self.seconds = metrics.seconds.labels(kind)


class RequestMetrics:
    """Counts requests in a collector registry of its own, so that applications do not share counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests",
            "Requests answered, by kind of endpoint; status 499: the client went away.",
            ("kind", "method", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "http_request_duration_seconds",
            "Time to the end of the response, a stream included.",
            ("kind",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._children: dict[tuple[str, str, int], _Children] = {}

    def observe(self, kind: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        key = kind, method, status
        children = self._children.get(key)
        if children is None:
            children = self._children[key] = _Children(self, kind, method, str(status))
        children.requests.inc()
        children.seconds.observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self._registry)
