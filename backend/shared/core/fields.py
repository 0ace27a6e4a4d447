"""Conversion of Pydantic's errors into JSON pointers with readable details."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.core.constraints import DETAILS
from shared.core.errors import FieldError

MAX_FIELD_ERRORS = 50


def field_errors(found: Sequence[Any], prefix: str = "") -> list[FieldError]:
    """Convert Pydantic's errors; return at most `MAX_FIELD_ERRORS`, never including the input."""
    return [FieldError(prefix + _pointer(error["loc"]), _detail(error)) for error in found[:MAX_FIELD_ERRORS]]


def _pointer(location: Sequence[str | int]) -> str:
    # FastAPI puts the source of the value first; a pointer into the body begins below "body".
    parts = location[1:] if location and location[0] == "body" else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _detail(error: Mapping[str, Any]) -> str:
    if (refused := DETAILS.get(error.get("ctx", {}).get("pattern", ""))) is not None:
        return refused
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].upper() + message[1:]
