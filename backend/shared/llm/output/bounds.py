"""Length bounds of model output. They are in the JSON schema, but Pydantic does not validate them.

Pydantic would reject a whole answer because of one text that is too long. Instead, models read the bounds in the
schema, and `shared.runs.gate` enforces them part by part.
"""

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class TextBounds:
    """Annotates a text that a model writes with its bounds."""

    max_length: int
    min_length: int = 1

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON schema with the bounds."""
        least = {"minLength": self.min_length} if self.min_length > 1 else {}
        return {**handler(core), **least, "maxLength": self.max_length}


@dataclass(frozen=True, slots=True)
class ListBounds:
    """Annotates a list that a model writes with its bounds."""

    max_items: int
    min_items: int = 0

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON schema with the bounds."""
        least = {"minItems": self.min_items} if self.min_items else {}
        return {**handler(core), **least, "maxItems": self.max_items}


@dataclass(frozen=True, slots=True)
class Cited:
    """Annotates a citation: a value that is only used for a lookup and never shown as written."""
