"""The bounds of `extra`, the member of a résumé for data without a field in the schema."""

from math import isfinite

from pydantic import JsonValue
from pydantic_core import to_json

from shared.core.constraints import is_allowed

MAX_BYTES = 16_384
MAX_DEPTH = 6
MAX_KEY_LENGTH = 200
SAFE_INTEGER = 2**53 - 1
EXTRA_LIMITS = (
    f"At most {MAX_BYTES:,} bytes of JSON and {MAX_DEPTH} levels deep; names have at most {MAX_KEY_LENGTH} characters, "
    "integers must be within ±(2^53 - 1)."
)
"""The limits that JSON Schema cannot express, for the description of the field."""


def check_extra(extra: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return `extra` unchanged; raise `ValueError` if it is too large, too deep, or not representable in JSON.

    Integers are limited to those that every JSON parser preserves exactly (RFC 7493, section 2.2).
    """
    if extra:
        _check(extra, 1)
        if len(to_json(extra)) > MAX_BYTES:
            raise ValueError(f"extra may have at most {MAX_BYTES} bytes of JSON")
    return extra


def _check(value: JsonValue, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"extra may be at most {MAX_DEPTH} levels deep")
    if isinstance(value, dict):
        for key, member in value.items():
            if len(key) > MAX_KEY_LENGTH or not is_allowed(key):
                raise ValueError(
                    f"names in extra may have at most {MAX_KEY_LENGTH} characters, and no control characters"
                )
            _check(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth + 1)
    else:
        _check_scalar(value)


def _check_scalar(value: JsonValue) -> None:
    if isinstance(value, str) and not is_allowed(value):
        raise ValueError("control characters are not allowed")
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        raise ValueError("integers in extra must be within ±(2^53 - 1)")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("numbers in extra must be finite")
