"""pydantic-ai: an Agent with the ModelFallback capability, with native structured output."""

from typing import Any

from pydantic import ValidationError
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.capabilities import ModelFallback
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.models.openai import OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Numbers, Setup, run


def breaks_schema(response: ModelResponse) -> bool:
    """A response handler: an answer that does not validate is a reason to ask the next model."""
    text = "".join(part.content for part in response.parts if part.part_kind == "text")
    try:
        Capital.model_validate_json(text)
    except ValidationError:
        return True
    return False


# `Exception` covers what its default, `ModelAPIError`, does not: answers that its model classes cannot read.
ANY_FAILURE = [Exception, breaks_schema]


def models_of(setup: Setup) -> list[Model]:
    """The three models in their order."""
    return [
        OpenAIResponsesModel("gpt-6-luna", provider=OpenAIProvider(base_url=setup.urls["openai"], api_key="k")),
        AnthropicModel("claude-haiku-5-5", provider=AnthropicProvider(base_url=setup.urls["claude"], api_key="k")),
        GoogleModel("gemini-3.8-flash", provider=GoogleProvider(base_url=setup.urls["gemini"], api_key="k")),
    ]


def settings_of(setup: Setup) -> ModelSettings:
    """A third of the time for each model where a time is given: its clock is of one model, reading included."""
    settings = ModelSettings()
    if setup.tuned:
        settings["max_retries"] = 0
    if setup.seconds is not None:
        settings["request_timeout"] = setup.seconds / 3
    return settings


class PydanticAi:
    """Two agents, for the value and for the list."""

    async def open(self, setup: Setup) -> Any:
        """The agents; what judges responses is for the value alone, as it does not apply to streams."""
        settings = settings_of(setup)
        first, *others = models_of(setup)
        handlers: Any = {"fallback_on": ANY_FAILURE} if setup.tuned else {}
        streamed: Any = {"fallback_on": (Exception,)} if setup.tuned else {}
        return (
            Agent(
                first,
                output_type=NativeOutput(Capital),
                instructions=INSTRUCTIONS,
                model_settings=settings,
                capabilities=[ModelFallback(*others, **handlers)],
            ),
            Agent(
                first,
                output_type=NativeOutput(Numbers),
                instructions=INSTRUCTIONS,
                model_settings=settings,
                capabilities=[ModelFallback(*others, **streamed)],
            ),
        )

    async def ask(self, made: Any, prompt: str) -> Any:
        """The agent's output."""
        return (await made[0].run(prompt)).output

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
