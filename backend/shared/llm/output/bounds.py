"""How long what a model writes may get. It stands in the JSON schema, and is no matter of Pydantic's.

Pydantic would refuse a whole answer for one tip that is too long. So models read the bounds, and `shared.runs.gate`
keeps them, part by part.
"""

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class TextBounds:
    """Annotates a text that a model writes."""

    max_length: int
    min_length: int = 1

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON schema, with the bounds."""
        least = {"minLength": self.min_length} if self.min_length > 1 else {}
        return {**handler(core), **least, "maxLength": self.max_length}


@dataclass(frozen=True, slots=True)
class ListBounds:
    """Annotates a list that a model writes."""

    max_items: int
    min_items: int = 0

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON schema, with the bounds."""
        least = {"minItems": self.min_items} if self.min_items else {}
        return {**handler(core), **least, "maxItems": self.max_items}


@dataclass(frozen=True, slots=True)
class Cited:
    """Annotates what is looked up where it points to. Nobody reads it as it was written."""
