"""A service's language models: the registry with its metrics, spans and budget."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shared.config.llm import LlmSettings
from shared.llm.factory import open_registry
from shared.llm.money.budget import Ledger
from shared.llm.registry import Registry
from shared.telemetry.metrics import LlmMetrics
from shared.telemetry.spans import LlmSpans, Tracing


@dataclass(frozen=True, slots=True)
class Models:
    """The registry and its metrics."""

    registry: Registry
    metrics: LlmMetrics


@asynccontextmanager
async def open_models(settings: LlmSettings, ledger: Ledger, tracing: Tracing | None) -> AsyncGenerator[Models]:
    """Yield the models; connections are closed at the end."""
    metrics = LlmMetrics()
    observers = (metrics, LlmSpans(tracing.provider)) if tracing is not None else (metrics,)
    async with open_registry(settings, observers=observers, ledger=ledger) as registry:
        metrics.watch(registry)
        yield Models(registry, metrics)
