"""Settings under which the registry talks to a `WireServer`."""

from typing import Any

from shared.config.llm import LlmSettings
from shared.testing.wire.server import WireServer

KEYS: dict[str, str] = {
    "openai": "sk-wire-openai-0123456789-Zq7x",
    "claude": "sk-ant-wire-0123456789-Vk4w",
    "gemini": "AIza-wire-0123456789-Hj2y",
}


def values_for(wire: WireServer, *providers: str, **changes: Any) -> dict[str, Any]:
    """What settings are made of that have these providers in this order, each with a key and the wire's URL.

    `changes` come on top.
    """
    return {
        "llm_providers": providers,
        "openai_api_key": KEYS["openai"],
        "anthropic_api_key": KEYS["claude"],
        "gemini_api_key": KEYS["gemini"],
        "openai_base_url": wire.openai.base_url,
        "anthropic_base_url": wire.claude.base_url,
        "gemini_base_url": wire.gemini.base_url,
        **changes,
    }


def environment_for(base_url: str) -> dict[str, str]:
    """The environment of processes that have OpenAI at this base URL as their only provider, asked once at a time."""
    return {
        "LLM_PROVIDERS": "openai",
        "OPENAI_API_KEY": KEYS["openai"],
        "OPENAI_BASE_URL": base_url,
        "LLM_HEDGE_SHARE": "0",
    }


def settings_for(wire: WireServer, *providers: str, **changes: Any) -> LlmSettings:
    """Settings of the registry with these providers, as `values_for` says."""
    return LlmSettings(**values_for(wire, *providers, **changes))
