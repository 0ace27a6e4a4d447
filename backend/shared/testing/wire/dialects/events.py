"""A streamed answer, cut where a fault can come in; and how events and pieces of text are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json


@dataclass(frozen=True, slots=True)
class EventStream:
    """Server-sent events: the opening, the thoughts, what comes before the text, the text in deltas, the finish.

    `error` is sent in place of the finish.
    """

    opening: Sequence[bytes]
    thoughts: Sequence[bytes]
    between: Sequence[bytes]
    deltas: Sequence[bytes]
    closing: Sequence[bytes]
    error: Sequence[bytes]


def event(data: dict[str, Any], name: str | None = None) -> bytes:
    """One event, as OpenAI and Anthropic write it."""
    named = f"event: {name}\n".encode() if name else b""
    return named + b"data: " + to_json(data) + b"\n\n"


def pieces(text: str, size: int) -> list[str]:
    """`text` in parts of this many characters."""
    return [text[start : start + size] for start in range(0, len(text), size)]
