"""Settings under which the registry talks to a `WireServer`."""

from typing import Any

from shared.config.llm import LlmSettings
from shared.testing.wire.server import WireServer

KEYS: dict[str, str] = {
    "openai": "sk-wire-openai-0123456789-Zq7x",
    "claude": "sk-ant-wire-0123456789-Vk4w",
    "gemini": "AIza-wire-0123456789-Hj2y",
}


def settings_for(wire: WireServer, *providers: str, **changes: Any) -> LlmSettings:
    """Settings with these providers in this order, each with a key and the wire's URL; `changes` come on top."""
    return LlmSettings(**values_for(wire, *providers, **changes))


def values_for(wire: WireServer, *providers: str, **changes: Any) -> dict[str, Any]:
    """The values of such settings, for those of a service that hold them among others."""
    settings: dict[str, Any] = {
        "llm_providers": providers,
        "openai_api_key": KEYS["openai"],
        "anthropic_api_key": KEYS["claude"],
        "gemini_api_key": KEYS["gemini"],
        "openai_base_url": wire.openai.base_url,
        "anthropic_base_url": wire.claude.base_url,
        "gemini_base_url": wire.gemini.base_url,
    }
    return {**settings, **changes}
