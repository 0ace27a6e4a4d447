"""From settings to a registry. Adding a provider is an adapter file, its settings, and a line in `OPENERS`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

from shared.config.llm import LlmSettings, ProviderName
from shared.core.lazy import Lazy
from shared.llm.money.budget import Budget, Ledger
from shared.llm.money.pricing import price_table
from shared.llm.providers.claude import ClaudeProvider
from shared.llm.providers.gemini import GeminiProvider
from shared.llm.providers.openai import OpenAIProvider
from shared.llm.race.latency import HedgeLimits
from shared.llm.race.observing import Observer
from shared.llm.race.upstream import ConfiguredProvider
from shared.llm.registry import Registry, RegistryLimits

NO_KEY = "none"


def _sent(effort: str) -> str | None:
    return None if effort == "default" else effort


def _openai(settings: LlmSettings, key: str) -> ConfiguredProvider:
    seconds = settings.openai_timeout_seconds
    effort = _sent(settings.openai_effort)
    provider = OpenAIProvider("openai", key, settings.openai_model, settings.openai_base_url, seconds, effort)
    return ConfiguredProvider(provider, seconds, settings.openai_max_tokens, settings.openai_max_concurrency)


def _claude(settings: LlmSettings, key: str) -> ConfiguredProvider:
    seconds = settings.anthropic_timeout_seconds
    effort = _sent(settings.anthropic_effort)
    provider = ClaudeProvider(key, settings.anthropic_model, settings.anthropic_base_url, seconds, effort)
    return ConfiguredProvider(provider, seconds, settings.anthropic_max_tokens, settings.anthropic_max_concurrency)


def _gemini(settings: LlmSettings, key: str) -> ConfiguredProvider:
    seconds = settings.gemini_timeout_seconds
    provider = GeminiProvider(
        key,
        settings.gemini_model,
        settings.gemini_base_url,
        seconds,
        _sent(settings.gemini_effort),
        settings.gemini_api_version,
    )
    return ConfiguredProvider(provider, seconds, settings.gemini_max_tokens, settings.gemini_max_concurrency)


OPENERS: Mapping[ProviderName, Callable[[LlmSettings, str], ConfiguredProvider]] = {
    "openai": _openai,
    "claude": _claude,
    "gemini": _gemini,
}


def configured_providers(settings: LlmSettings) -> list[ConfiguredProvider]:
    """The providers that have what they need, in their order; nothing is loaded or connected yet."""
    return [_configured(settings, name) for name in settings.configured]


def _configured(settings: LlmSettings, name: str) -> ConfiguredProvider:
    key = settings.keys.get(name)
    if key is None:
        return _compatible(settings, name)
    return OPENERS[cast("ProviderName", name)](settings, key.get_secret_value())


def _compatible(settings: LlmSettings, name: str) -> ConfiguredProvider:
    server = settings.compatible[name]
    key = server.api_key.get_secret_value() if server.api_key is not None else NO_KEY
    seconds = server.timeout_seconds
    provider = OpenAIProvider(name, key, server.model, server.base_url, seconds, _sent(server.effort))
    return ConfiguredProvider(provider, seconds, server.max_tokens, server.max_concurrency)


@asynccontextmanager
async def open_registry(
    settings: LlmSettings, *, observers: Sequence[Observer] = (), ledger: Ledger | None = None
) -> AsyncGenerator[Registry]:
    """Yield the registry of the configured providers; their connections are closed at the end.

    Their SDKs are loaded in a thread meanwhile, so a service is ready before them; a call that comes sooner waits for
    its own provider only. `ledger` is where LLM_BUDGET_USD_PER_DAY is counted; without it there is no budget.
    Raises `OSError` or `ValueError` when LLM_PRICES_FILE is of no use.
    """
    providers = configured_providers(settings)
    daily = settings.llm_budget_usd_per_day
    budget = Budget(daily, ledger) if daily is not None and ledger is not None else None
    prices = Lazy(lambda: price_table(settings.llm_prices_file))
    if settings.llm_prices_file is not None:
        await prices.get()  # a file that cannot be read is to be known at the start
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
