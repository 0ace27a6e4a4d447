"""From settings to a registry. Adding a provider is an adapter file, its settings, and a line in `OPENERS`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from shared.config.llm import LlmSettings, ProviderName
from shared.llm.claude_client import ClaudeProvider
from shared.llm.gemini_client import GeminiProvider
from shared.llm.openai_client import OpenAIProvider
from shared.llm.registry import Entry, Registry


def _openai(settings: LlmSettings) -> Entry | None:
    if settings.openai_api_key is None:
        return None
    seconds, key = settings.openai_timeout_seconds, settings.openai_api_key.get_secret_value()
    provider = OpenAIProvider(key, settings.openai_model, settings.openai_base_url, seconds)
    return Entry(provider, seconds, settings.openai_max_tokens)


def _claude(settings: LlmSettings) -> Entry | None:
    if settings.anthropic_api_key is None:
        return None
    seconds, key = settings.anthropic_timeout_seconds, settings.anthropic_api_key.get_secret_value()
    provider = ClaudeProvider(key, settings.anthropic_model, settings.anthropic_base_url, seconds)
    return Entry(provider, seconds, settings.anthropic_max_tokens)


def _gemini(settings: LlmSettings) -> Entry | None:
    if settings.gemini_api_key is None:
        return None
    seconds, key = settings.gemini_timeout_seconds, settings.gemini_api_key.get_secret_value()
    provider = GeminiProvider(key, settings.gemini_model, settings.gemini_base_url, seconds)
    return Entry(provider, seconds, settings.gemini_max_tokens)


OPENERS: Mapping[ProviderName, Callable[[LlmSettings], Entry | None]] = {
    "openai": _openai,
    "claude": _claude,
    "gemini": _gemini,
}


@asynccontextmanager
async def open_registry(settings: LlmSettings) -> AsyncGenerator[Registry]:
    """Yield the registry of the configured providers; their connections are closed at the end.

    The first provider's SDK is loaded in a thread meanwhile, the others' when they are needed: each costs 15 to 40 MB.
    """
    entries = [entry for name in settings.llm_providers if (entry := OPENERS[name](settings)) is not None]
    loading = asyncio.create_task(entries[0].provider.prepare()) if entries else None
    try:
        yield Registry(entries, settings.llm_deadline_seconds)
    finally:
        if loading is not None:
            loading.cancel()
        for entry in entries:
            await entry.provider.aclose()
