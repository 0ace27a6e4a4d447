"""Structured output: the JSON schema for a provider, and parsing of its answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from shared.llm.base import E

Schema = Mapping[str, Any]

STRUCTURE = frozenset({"type", "enum", "properties", "required", "items", "anyOf", "$ref", "$defs", "description"})
COUNTS = frozenset({"minItems", "maxItems", "minimum", "maximum"})
DATES = frozenset({"date-time", "date", "time"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """The JSON schema features that a provider's schema mode supports.

    Other keywords and formats move into the description, where the model reads them; Pydantic checks them in any case.
    `min_items` are the supported values of `minItems`; `None` means all.
    """

    keywords: frozenset[str]
    formats: frozenset[str]
    min_items: frozenset[int] | None = None


DECORATION = frozenset({"title", "default", "examples", "discriminator"})
MAX_ERRORS = 5


@cache
def schema_of(output: type[BaseModel], dialect: Dialect) -> dict[str, Any]:
    """Return the JSON schema of `output` for a provider's strict mode: closed objects, every property required."""
    root = output.model_json_schema()
    return _translated(root, root, dialect)


@cache
def schema_size(output: type[BaseModel]) -> int:
    """Return the size in bytes of the JSON schema of `output`, which providers bill as part of the prompt."""
    return len(json.dumps(output.model_json_schema()).encode())


def _translated(schema: Schema, root: Schema, dialect: Dialect) -> dict[str, Any]:
    made: dict[str, Any] = {}
    notes: list[str] = []
    for keyword, value in _plain(schema, root):
        if keyword in ("properties", "$defs"):
            members = cast("Mapping[str, Schema]", value)
            made[keyword] = {name: _translated(member, root, dialect) for name, member in members.items()}
        elif keyword in ("items", "additionalProperties") and isinstance(value, Mapping):
            made[keyword] = _translated(cast("Schema", value), root, dialect)
        elif keyword in ("anyOf", "prefixItems") and keyword in dialect.keywords:
            made[keyword] = [_translated(member, root, dialect) for member in cast("list[Schema]", value)]
        elif _supports(dialect, keyword, value):
            made[keyword] = value
        else:
            notes.append(f"{keyword}: {value}")
    if "properties" in made:
        made["additionalProperties"] = False
        made["required"] = list(made["properties"])
    if notes:
        made["description"] = " ".join(filter(None, (made.get("description"), f"({', '.join(notes)})")))
    return made


def _plain(schema: Schema, root: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the keywords of a schema, replaced by equivalents that every provider supports."""
    if "$ref" in schema and len(schema) > 1:
        # No provider accepts a reference with siblings, such as a field's own description.
        target = cast("Schema", root["$defs"][schema["$ref"].rpartition("/")[2]])
        schema = {**target, **{keyword: value for keyword, value in schema.items() if keyword != "$ref"}}
    for keyword, value in schema.items():
        if keyword == "const":
            yield "enum", [value]
        elif keyword == "oneOf":
            yield "anyOf", value
        elif keyword not in DECORATION:
            yield keyword, value


def _supports(dialect: Dialect, keyword: str, value: object) -> bool:
    if keyword == "format":
        return value in dialect.formats
    if keyword == "minItems" and dialect.min_items is not None:
        return value in dialect.min_items
    return keyword == "additionalProperties" or keyword in dialect.keywords


def read(output: type[E], text: str) -> E:
    """Parse the value in `text`, ignoring Markdown fences and text around the JSON.

    Raises `pydantic.ValidationError` if it is not a valid `output`.
    """
    start, end = text.find("{"), text.rfind("}")
    return output.model_validate_json(text[start : end + 1] if 0 <= start < end else text)


def complaint(error: ValidationError) -> str:
    """Describe the errors of an answer for the model that wrote it."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[:MAX_ERRORS]
    lines = [f"- at /{'/'.join(str(part) for part in place['loc'])}: {place['msg']}" for place in found]
    return (
        "Your answer does not keep the JSON schema:\n" + "\n".join(lines) + "\nAnswer again with the whole JSON only."
    )
