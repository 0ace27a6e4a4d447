"""Prometheus metrics of the language models, for `GET /metrics`."""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.llm.race.observing import Observation
from shared.llm.registry import Registry

MODEL = ("provider", "model")
SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
STATES = ("closed", "half_open", "open")


class _Children:
    """The metrics of one provider and model, cached because looking them up by labels costs more than counting."""

    def __init__(self, metrics: "LlmMetrics", provider: str, model: str) -> None:
        self.requests = {"ok": metrics.requests.labels(provider, model, "ok")}
        self.seconds = metrics.seconds.labels(provider, model)
        self.first_token = metrics.first_token.labels(provider, model)
        self.cost = metrics.cost.labels(provider, model)
        kinds = ("input", "output", "cached", "reasoning")
        self.input, self.output, self.cached, self.reasoning = (
            metrics.tokens.labels(provider, model, kind) for kind in kinds
        )


class LlmMetrics:
    """A registry observer with its own collector `registry`, so that applications do not share counts."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "llm_requests", "Requests to providers, by outcome.", (*MODEL, "outcome"), registry=registry
        )
        self.seconds = Histogram(
            "llm_request_duration_seconds", "Duration of a request.", MODEL, buckets=SECONDS, registry=registry
        )
        self.first_token = Histogram(
            "llm_first_token_seconds", "Time to the first piece of a stream.", MODEL, buckets=SECONDS, registry=registry
        )
        self.tokens = Counter(
            "llm_tokens",
            "Billed tokens; cached are part of input, reasoning of output.",
            (*MODEL, "kind"),
            registry=registry,
        )
        self.cost = Counter(
            "llm_cost_usd", "Cost in US dollars, including estimates for cancelled requests.", MODEL, registry=registry
        )
        self._children: dict[tuple[str, str], _Children] = {}

    def watch(self, llm: Registry) -> None:
        """Also export the providers' states at the moment of each scrape."""
        self.registry.register(_States(llm))

    def observe(self, seen: Observation) -> None:
        """Count one request."""
        made = seen.attempt
        key = made.provider, seen.asked_model
        children = self._children.get(key)
        if children is None:
            children = self._children[key] = _Children(self, *key)
        requests = children.requests.get(made.outcome)
        if requests is None:
            requests = children.requests[made.outcome] = self.requests.labels(*key, made.outcome)
        requests.inc()
        children.seconds.observe(seen.seconds)
        if seen.first_token_seconds is not None:
            children.first_token.observe(seen.first_token_seconds)
        # Never negative, whatever a compatible server reports: a counter raises then, and the answer would be lost.
        if made.cost_usd is not None:
            children.cost.inc(max(0.0, made.cost_usd))
        if not made.estimated:
            children.input.inc(max(0, made.usage.input_tokens))
            children.output.inc(max(0, made.usage.output_tokens))
            children.cached.inc(max(0, made.usage.cached_tokens))
            children.reasoning.inc(max(0, made.usage.reasoning_tokens))

    def text(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self.registry)


class _States(Collector):
    def __init__(self, llm: Registry) -> None:
        self._llm = llm

    def describe(self) -> Iterable[Metric]:
        """Return the metrics of `collect`; called on registration."""
        return self._metrics()

    def collect(self) -> Iterator[Metric]:
        """Yield the current states."""
        breaker, flying = self._metrics()
        for state in self._llm.states:
            labels = state.provider, state.model
            flying.add_metric(labels, state.in_flight)
            for name in STATES:
                breaker.add_metric((*labels, name), float(state.breaker == name))
        yield breaker
        yield flying

    def _metrics(self) -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily(
                "llm_breaker_state", "1 for the provider's current breaker state, else 0.", labels=(*MODEL, "state")
            ),
            GaugeMetricFamily("llm_in_flight", "Requests in flight.", labels=MODEL),
        )
