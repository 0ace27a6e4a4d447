"""Structured output: the JSON schema a provider is given, and the value read back out of what it says."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, cast

from pydantic import BaseModel, ValidationError

from shared.llm.base import T

Dialect = Literal["openai", "claude", "gemini"]

UNSUPPORTED: Mapping[Dialect, frozenset[str]] = {
    "openai": frozenset({"minLength", "maxLength"}),
    "claude": frozenset(
        {"minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern", "multipleOf"}
    ),
    "gemini": frozenset({"minLength", "maxLength", "pattern", "multipleOf"}),
}
"""Keywords a provider's schema mode rejects or ignores. They move into the description, where the model reads them;
Pydantic checks them in any case."""

DECORATION = frozenset({"title", "default", "examples"})
MOST_ERRORS = 5


@cache
def schema_of(output: type[BaseModel], dialect: Dialect) -> dict[str, Any]:
    """The JSON schema of `output` as a provider's strict mode takes it: closed objects, every property required."""
    return _translated(output.model_json_schema(), UNSUPPORTED[dialect])


def _translated(schema: Mapping[str, Any], unsupported: frozenset[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    notes: list[str] = []
    for keyword, value in schema.items():
        if keyword in unsupported:
            notes.append(f"{keyword}: {value}")
        elif keyword in ("properties", "$defs"):
            members = cast(Mapping[str, Mapping[str, Any]], value)
            made[keyword] = {name: _translated(member, unsupported) for name, member in members.items()}
        elif keyword in ("items", "additionalProperties") and isinstance(value, Mapping):
            made[keyword] = _translated(cast(Mapping[str, Any], value), unsupported)
        elif keyword in ("anyOf", "oneOf", "allOf", "prefixItems"):
            made[keyword] = [_translated(member, unsupported) for member in cast(list[Mapping[str, Any]], value)]
        elif keyword not in DECORATION:
            made[keyword] = value
    if made.get("type") == "object" and "properties" in made:
        made["additionalProperties"] = False
        made["required"] = list(made["properties"])
    if notes and "$ref" not in made:
        made["description"] = " ".join(filter(None, (made.get("description"), f"({', '.join(notes)})")))
    return made


def read(output: type[T], text: str) -> T:
    """The value in `text`; Markdown fences and words around the JSON are forgiven.

    Raises `pydantic.ValidationError` when there is no such value.
    """
    stripped = text.strip()
    if not stripped.startswith("{"):
        start, end = stripped.find("{"), stripped.rfind("}")
        stripped = stripped[start : end + 1] if 0 <= start < end else stripped
    return output.model_validate_json(stripped)


def complaint(error: ValidationError) -> str:
    """What is wrong with an answer, in words for the model that gave it."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[:MOST_ERRORS]
    lines = [f"- at /{'/'.join(str(part) for part in place['loc'])}: {place['msg']}" for place in found]
    return (
        "Your answer does not keep the JSON schema:\n" + "\n".join(lines) + "\nAnswer again with the whole JSON only."
    )
