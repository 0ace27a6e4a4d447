"""Creation of a registry from settings."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from shared.config.llm import LlmSettings
from shared.core.lazy import Lazy
from shared.llm.base import ConfiguredProvider
from shared.llm.money.budget import Budget, Ledger
from shared.llm.money.pricing import price_table
from shared.llm.providers.known import spec_of
from shared.llm.providers.spec import ProviderSettings
from shared.llm.race.latency import HedgeLimits
from shared.llm.race.observing import Observer
from shared.llm.registry import Registry, RegistryLimits


def configured_providers(settings: LlmSettings) -> list[ConfiguredProvider]:
    """Return the providers with complete settings, in their order; nothing is loaded or connected yet."""
    return [_configured(name, settings.providers[name]) for name in settings.configured]


def _configured(name: str, settings: ProviderSettings) -> ConfiguredProvider:
    provider = spec_of(name).open(name, settings)
    return ConfiguredProvider(provider, settings.timeout_seconds, settings.max_tokens, settings.max_concurrency)


@asynccontextmanager
async def open_registry(
    settings: LlmSettings, *, observers: Sequence[Observer] = (), ledger: Ledger | None = None
) -> AsyncGenerator[Registry]:
    """Yield the registry of the configured providers; their connections are closed at the end.

    Their SDKs are loaded in a background thread, so a service is ready before them; an earlier call only waits for its
    own provider. `ledger` counts against LLM_BUDGET_USD_PER_DAY; without it there is no budget.
    Raises `OSError` or `ValueError` if LLM_PRICES_FILE is missing or invalid.
    """
    providers = configured_providers(settings)
    daily = settings.llm_budget_usd_per_day
    budget = Budget(daily, ledger) if daily is not None and ledger is not None else None
    prices = Lazy(lambda: price_table(settings.llm_prices_file))
    if settings.llm_prices_file is not None:
        await prices.get()  # fail at the start if the file cannot be read
    registry = Registry(
        providers,
        RegistryLimits(
            deadline_seconds=settings.llm_deadline_seconds,
            idle_seconds=settings.llm_idle_seconds,
            hedging=HedgeLimits(
                settings.llm_hedge_seconds, settings.llm_hedge_floor_seconds, settings.llm_hedge_ceiling_seconds
            ),
            hedge_share=settings.llm_hedge_share,
            max_retries=settings.llm_retries,
        ),
        prices=prices,
        observers=observers,
        budget=budget,
    )
    loading = asyncio.create_task(registry.prepare()) if providers else None
    try:
        yield registry
    finally:
        if loading is not None:
            loading.cancel()
        if budget is not None:
            await budget.settled()
        for one in providers:
            await one.provider.aclose()
