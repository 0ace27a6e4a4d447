"""LiteLLM: a Router with fallbacks."""

import logging
import os
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"] = "True"

import litellm
from litellm import Router
from pydantic_core import from_json
from worker import INSTRUCTIONS, LIST_PROMPT, Capital, Numbers, Setup, run

# What a careful user sets. Its retries ask the same model again before the next one. A model that failed more than
# `allowed_fails` times in its window rests for `cooldown_time` seconds; without the first, a group of one model never
# rests for a 5xx or a time-out.
TUNED: dict[str, Any] = {"num_retries": 0, "allowed_fails": 1, "cooldown_time": 5}


class LiteLlm:
    """A third of the time for each model where a time is given, as each has its own."""

    async def open(self, setup: Setup) -> Router:
        """A router of three model groups."""
        limits: dict[str, Any] = dict(TUNED) if setup.tuned else {}
        # An answer that breaks the schema raises inside the router then, which falls back.
        litellm.enable_json_schema_validation = setup.tuned
        if setup.seconds is not None:
            limits["timeout"] = setup.seconds / 3
        return Router(
            model_list=[
                {"model_name": name, "litellm_params": {"model": model, "api_base": base, "api_key": "k"}}
                for name, model, base in (
                    ("first", "openai/gpt-6-luna", setup.urls["openai"]),
                    ("second", "anthropic/claude-haiku-5-5", setup.urls["claude"]),
                    ("third", "gemini/gemini-3.8-flash", setup.urls["gemini"] + "/v1beta"),
                )
            ],
            fallbacks=[{"first": ["second", "third"]}],
            **limits,
        )

    async def ask(self, made: Router, prompt: str) -> Any:
        """The text, validated when there is one."""
        answer: Any = await made.acompletion(model="first", messages=_messages(prompt), response_format=Capital)
        text = answer.choices[0].message.content
        return Capital.model_validate_json(text) if text else text

    async def numbers(self, made: Router) -> list[int]:
        """The deltas put together."""
        text = ""
        stream: Any = await made.acompletion(model="first", messages=_messages(LIST_PROMPT), stream=True)
        async for chunk in stream:
            text += chunk.choices[0].delta.content or ""
        found = Numbers.model_validate(from_json(text, allow_partial=True))
        return [element.number for element in found.items]

    async def close(self, made: Router) -> None:
        """Its clients are shared and closed with the process."""


def _messages(prompt: str) -> list[Any]:
    return [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": prompt}]


if __name__ == "__main__":
    litellm.suppress_debug_info = True
    for name in ("LiteLLM", "LiteLLM Router"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    run(LiteLlm())
