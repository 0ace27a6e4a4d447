"""The registry of this project."""

import logging
from dataclasses import dataclass
from typing import Any

import openai
import structlog
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Number, Setup, run

from shared.config.llm import LlmSettings
from shared.llm.base import ConfiguredProvider, ListRequest, LlmRequest
from shared.llm.factory import configured_providers
from shared.llm.registry import Registry, RegistryLimits

LISTED = ListRequest(Number, INSTRUCTIONS, LIST_PROMPT, "numbers")
FAST = openai.DefaultAioHttpClient


@dataclass
class Made:
    """A registry with what is to be closed after it."""

    llm: Registry
    configured: list[ConfiguredProvider]


class Ours:
    """The registry as `open_registry` makes it."""

    async def open(self, setup: Setup) -> Made:
        """Three providers. The transport is the SDKs' faster one, unless the same as the others' is asked for."""
        limits: dict[str, Any] = {} if setup.seconds is None else {"llm_deadline_seconds": setup.seconds}
        settings = LlmSettings(
            openai_api_key="k",  # pyright: ignore[reportArgumentType]  validated into a SecretStr
            anthropic_api_key="k",  # pyright: ignore[reportArgumentType]
            gemini_api_key="k",  # pyright: ignore[reportArgumentType]
            openai_base_url=setup.urls["openai"],
            anthropic_base_url=setup.urls["claude"],
            gemini_base_url=setup.urls["gemini"],
            **limits,
        )
        configured = configured_providers(settings)
        setattr(openai, "DefaultAioHttpClient", FAST if setup.fast else openai.DefaultAsyncHttpxClient)  # noqa: B010
        for one in configured:
            await one.provider.prepare()
        return Made(Registry(configured, RegistryLimits(settings.llm_deadline_seconds)), configured)

    async def ask(self, made: Made, prompt: str) -> Any:
        """A validated value."""
        return (await made.llm.generate(LlmRequest(Capital, INSTRUCTIONS, prompt, "capital"))).value

    async def numbers(self, made: Made) -> list[int]:
        """Elements as they become whole."""
        async with made.llm.stream(LISTED) as stream:
            return [element.number async for element in stream]

    async def close(self, made: Made) -> None:
        """Close the connections."""
        for one in made.configured:
            await one.provider.aclose()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    run(Ours())
