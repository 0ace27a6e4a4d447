"""The providers that have an adapter. A new one is a file beside this one, and a line here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.llm.providers.claude import CLAUDE
from shared.llm.providers.gemini import GEMINI
from shared.llm.providers.openai import COMPATIBLE, OPENAI
from shared.llm.providers.spec import ProviderSpec

PROVIDERS: Mapping[str, ProviderSpec[Any]] = {
    spec.name: spec
    for spec in (
        OPENAI,
        CLAUDE,
        GEMINI,
    )
}
"""By name, in the order in which they are asked unless LLM_PROVIDERS says otherwise."""


def spec_of(name: str) -> ProviderSpec[Any]:
    """The provider of this name; any other name is a server that speaks OpenAI's protocol."""
    return PROVIDERS.get(name) or replace(COMPATIBLE, name=name, prefix=name.upper())
