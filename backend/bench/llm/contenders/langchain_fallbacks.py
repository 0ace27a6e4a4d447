"""LangChain: chat models with structured output, joined by `with_fallbacks`."""

from typing import Any

from langchain_anthropic import ChatAnthropic
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_openai import ChatOpenAI
from pydantic_core import from_json
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Numbers, Setup, run


class LangChain:
    """A third of the time for each model where a time is given, as each has its own."""

    async def open(self, setup: Setup) -> Any:
        """A runnable for the value, and one for text."""
        limits: dict[str, Any] = {"max_retries": 0} if setup.tuned else {}
        if setup.seconds is not None:
            limits["timeout"] = setup.seconds / 3
        # Its Gemini model counts attempts, not retries.
        attempts = {**limits, "max_retries": 1} if setup.tuned else limits
        models = [
            ChatOpenAI(
                model="gpt-6-luna", base_url=setup.urls["openai"], api_key="k", use_responses_api=True, **limits
            ),
            ChatAnthropic(model="claude-haiku-5-5", base_url=setup.urls["claude"], api_key="k", **limits),
            ChatGoogleGenerativeAI(model="gemini-3.8-flash", base_url=setup.urls["gemini"], api_key="k", **attempts),
        ]
        first, *others = (model.with_structured_output(Capital, method="json_schema") for model in models)
        # Every exception, a parser's and Pydantic's included; this is its default, too.
        handled: Any = {"exceptions_to_handle": (Exception,)}
        return first.with_fallbacks(others, **handled), models[0].with_fallbacks(models[1:], **handled)

    async def ask(self, made: Any, prompt: str) -> Any:
        """What the runnable returns."""
        return await made[0].ainvoke([("system", INSTRUCTIONS), ("user", prompt)])

    async def numbers(self, made: Any) -> list[int]:
        """The chunks put together."""
        text = ""
        async for chunk in made[1].astream([("system", INSTRUCTIONS), ("user", LIST_PROMPT)]):
            text += chunk.text
        found = Numbers.model_validate(from_json(text, allow_partial=True))
        return [element.number for element in found.items]

    async def close(self, made: Any) -> None:
        """The clients are closed with the process."""


if __name__ == "__main__":
    run(LangChain())
