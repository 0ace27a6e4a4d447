"""pydantic-ai: an Agent over a FallbackModel, with native structured output."""

from typing import Any

from pydantic_ai import Agent, NativeOutput
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.openai import OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from worker import INSTRUCTIONS, LIST_PROMPT, PROMPT, Capital, Numbers, Setup, run


class PydanticAi:
    """An agent; a third of the time for each model where a time is given, as each has its own."""

    def model(self, setup: Setup) -> FallbackModel:
        """The three models in their order."""
        retries: dict[str, Any] = {"max_retries": 0} if setup.tuned else {}
        from anthropic import AsyncAnthropic  # noqa: PLC0415  with options that the provider does not take
        from openai import AsyncOpenAI  # noqa: PLC0415

        return FallbackModel(
            OpenAIResponsesModel(
                "gpt-6-luna",
                provider=OpenAIProvider(
                    openai_client=AsyncOpenAI(base_url=setup.urls["openai"], api_key="k", **retries)
                ),
            ),
            AnthropicModel(
                "claude-haiku-5-5",
                provider=AnthropicProvider(
                    anthropic_client=AsyncAnthropic(base_url=setup.urls["claude"], api_key="k", **retries)
                ),
            ),
            GoogleModel("gemini-3.8-flash", provider=GoogleProvider(base_url=setup.urls["gemini"], api_key="k")),
        )

    async def open(self, setup: Setup) -> Any:
        """Two agents, for the value and for the list."""
        settings = ModelSettings() if setup.seconds is None else ModelSettings(timeout=setup.seconds / 3)
        model = self.model(setup)
        return (
            Agent(model, output_type=NativeOutput(Capital), instructions=INSTRUCTIONS, model_settings=settings),
            Agent(model, output_type=NativeOutput(Numbers), instructions=INSTRUCTIONS, model_settings=settings),
        )

    async def ask(self, made: Any) -> Any:
        """The agent's output."""
        return (await made[0].run(PROMPT)).output

    async def numbers(self, made: Any) -> list[int]:
        """The last output of the stream."""
        found: list[int] = []
        async with made[1].run_stream(LIST_PROMPT) as stream:
            async for output in stream.stream_output(debounce_by=None):
                found = [element.number for element in output.items]
        return found

    async def close(self, made: Any) -> None:
        """The clients are shared by the library and closed with the process."""


if __name__ == "__main__":
    run(PydanticAi())
