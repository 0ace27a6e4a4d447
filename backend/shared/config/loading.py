"""Loading of settings: invalid ones end the process at its start with a message that names the variable."""

import sys
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


def load(kind: type[S]) -> S:
    """Load the settings from the environment; exit the process if they are invalid."""
    try:
        return kind()
    except ValidationError as invalid:
        sys.exit("\n".join(f"Cannot start: {line}" for line in in_words(invalid)))


def in_words(invalid: ValidationError) -> list[str]:
    """Return a line for each invalid setting, without its value, which may be a secret."""
    return [
        ": ".join((*(str(part).upper() for part in error["loc"][:1]), error["msg"].removeprefix("Value error, ")))
        for error in invalid.errors(include_input=False, include_url=False)
    ]
