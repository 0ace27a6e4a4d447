"""OpenAI's own SDK, alone: what every call costs at least."""

from typing import Any

from openai import AsyncOpenAI
from pydantic_core import from_json
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Numbers, Setup, run


class Raw:
    """It has no second provider."""

    async def open(self, setup: Setup) -> AsyncOpenAI:
        """A client."""
        limits: dict[str, Any] = {"max_retries": 0} if setup.tuned else {}
        if setup.seconds is not None:
            limits["timeout"] = setup.seconds
        return AsyncOpenAI(api_key="k", base_url=setup.urls["openai"], **limits)

    async def ask(self, made: AsyncOpenAI, prompt: str) -> Any:
        """Strict JSON by the Responses API."""
        schema = {**Capital.model_json_schema(), "additionalProperties": False}
        response = await made.responses.create(
            model="gpt-6-luna",
            instructions=INSTRUCTIONS,
            input=prompt,
            store=False,
            text={"format": {"type": "json_schema", "name": "capital", "strict": True, "schema": schema}},
        )
        return Capital.model_validate_json(response.output_text)

    async def numbers(self, made: AsyncOpenAI) -> list[int]:
        """The deltas put together."""
        text = ""
        stream = await made.responses.create(model="gpt-6-luna", input=LIST_PROMPT, stream=True)
        async for event in stream:
            if event.type == "response.output_text.delta":
                text += event.delta
        found = Numbers.model_validate(from_json(text, allow_partial=True))
        return [element.number for element in found.items]

    async def close(self, made: AsyncOpenAI) -> None:
        """Close it."""
        await made.close()


if __name__ == "__main__":
    run(Raw())
