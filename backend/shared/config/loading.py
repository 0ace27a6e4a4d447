"""Settings that are wrong end a process at its start, in words that name what to set."""

import sys
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


def load(kind: type[S]) -> S:
    """The settings in the environment; ends the process when they cannot be used."""
    try:
        return kind()
    except ValidationError as invalid:
        sys.exit("\n".join(f"Cannot start: {line}" for line in in_words(invalid)))


def in_words(invalid: ValidationError) -> list[str]:
    """A line for each setting that is wrong, without its value, which may be a secret."""
    return [
        ": ".join((*(str(part).upper() for part in error["loc"][:1]), error["msg"].removeprefix("Value error, ")))
        for error in invalid.errors(include_input=False, include_url=False)
    ]
