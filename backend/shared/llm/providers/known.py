"""The providers that have an adapter. To add one, add a module beside this one and a line here."""

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
"""By name, in the default order of LLM_PROVIDERS."""


def spec_of(name: str) -> ProviderSpec[Any]:
    """Return the provider with this name; any unknown name is an OpenAI-compatible server."""
    return PROVIDERS.get(name) or replace(COMPATIBLE, name=name, prefix=name.upper())
