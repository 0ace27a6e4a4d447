"""The severities of log lines as settings name them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
]
"""A severity; `INFO`, as many write it, is `info`."""
