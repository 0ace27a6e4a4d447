"""No library: the three SDKs in a row, one pass, any exception goes on to the next."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from anthropic import AsyncAnthropic
from google.genai import Client
from google.genai.types import GenerateContentConfig, HttpOptions
from openai import AsyncOpenAI
from pydantic_core import from_json
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Numbers, Setup, run

SCHEMA = {**Capital.model_json_schema(), "additionalProperties": False}
MAX_TOKENS = 4096


@dataclass
class Clients:
    """The clients in their order."""

    openai: AsyncOpenAI
    claude: AsyncAnthropic
    gemini: Client


class Plain:
    """A third of the time for each SDK where a time is given, as each has its own."""

    async def open(self, setup: Setup) -> Clients:
        """Three clients; Gemini's does not retry unless told so."""
        limits: dict[str, Any] = {"max_retries": 0} if setup.tuned else {}
        milliseconds = None
        if setup.seconds is not None:
            limits["timeout"] = setup.seconds / 3
            milliseconds = int(setup.seconds * 1000 / 3)
        return Clients(
            AsyncOpenAI(api_key="k", base_url=setup.urls["openai"], **limits),
            AsyncAnthropic(api_key="k", base_url=setup.urls["claude"], **limits),
            Client(api_key="k", http_options=HttpOptions(base_url=setup.urls["gemini"], timeout=milliseconds)),
        )

    async def ask(self, made: Clients, prompt: str) -> Any:
        """The first answer that validates."""
        for request in (_openai, _claude, _gemini):
            try:
                return Capital.model_validate_json(await request(made, prompt))
            except Exception as error:  # noqa: BLE001  whatever it was, the next one is asked
                last = error
        raise last

    async def numbers(self, made: Clients) -> list[int]:
        """The deltas put together; what was handed over cannot be taken back, so only a silent failure falls back."""
        for deltas in (_openai_deltas, _claude_deltas, _gemini_deltas):
            text = ""
            try:
                async for delta in deltas(made):
                    text += delta
            except Exception as error:
                if text:
                    raise
                last = error
                continue
            found = Numbers.model_validate(from_json(text, allow_partial=True))
            return [element.number for element in found.items]
        raise last

    async def close(self, made: Clients) -> None:
        """Close them."""
        await made.openai.close()
        await made.claude.close()
        await made.gemini.aio.aclose()


async def _openai(made: Clients, prompt: str) -> str:
    response = await made.openai.responses.create(
        model="gpt-6-luna",
        instructions=INSTRUCTIONS,
        input=prompt,
        store=False,
        text={"format": {"type": "json_schema", "name": "capital", "strict": True, "schema": SCHEMA}},
    )
    return response.output_text


async def _claude(made: Clients, prompt: str) -> str:
    message = await made.claude.messages.create(
        model="claude-haiku-5-5",
        max_tokens=MAX_TOKENS,
        system=INSTRUCTIONS,
        messages=[{"role": "user", "content": prompt}],
        output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
    )
    return "".join(block.text for block in message.content if block.type == "text")


async def _gemini(made: Clients, prompt: str) -> str:
    config = GenerateContentConfig(
        system_instruction=INSTRUCTIONS, response_mime_type="application/json", response_json_schema=SCHEMA
    )
    response = await made.gemini.aio.models.generate_content(model="gemini-3.8-flash", contents=prompt, config=config)
    return response.text or ""


async def _openai_deltas(made: Clients) -> AsyncIterator[str]:
    async for event in await made.openai.responses.create(model="gpt-6-luna", input=LIST_PROMPT, stream=True):
        if event.type == "response.output_text.delta":
            yield event.delta


async def _claude_deltas(made: Clients) -> AsyncIterator[str]:
    turns: Any = [{"role": "user", "content": LIST_PROMPT}]
    async with made.claude.messages.stream(model="claude-haiku-5-5", max_tokens=MAX_TOKENS, messages=turns) as stream:
        async for text in stream.text_stream:
            yield text


async def _gemini_deltas(made: Clients) -> AsyncIterator[str]:
    stream = await made.gemini.aio.models.generate_content_stream(model="gemini-3.8-flash", contents=LIST_PROMPT)
    async for chunk in stream:
        yield chunk.text or ""


if __name__ == "__main__":
    run(Plain())
