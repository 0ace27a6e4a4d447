"""What a provider's protocol is to the fake: how it answers, how it fails, where it keeps the schema and the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from shared.testing.wire.dialects.events import EventStream
from shared.testing.wire.faults import Fault

INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, REASONING_TOKENS = 11, 7, 3, 2
"""What every answer is billed: cached tokens are part of the input, those of reasoning of the output."""

Cut = Literal["token_limit", "filter"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A recorded request: its path without the provider's prefix, its headers in lower case, its parsed body."""

    path: str
    headers: Mapping[str, str]
    body: Json


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """An error as the provider sends it."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Dialect(Protocol):
    """One provider's protocol."""

    @property
    def version(self) -> str:
        """What the SDK wants at the end of its base URL."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """What stands in every response: the request's id in the provider's own header."""
        ...

    def knows(self, path: str) -> bool:
        """Whether the provider has this endpoint."""
        ...

    def schema(self, request: WireRequest) -> Json | None:
        """The JSON schema the answer must keep, when the request has one."""
        ...

    def streams(self, request: WireRequest) -> bool:
        """Whether the request is for a stream."""
        ...

    @property
    def breaks_with(self) -> Fault:
        """The error that this provider usually tells in the middle of a stream."""
        ...

    def answer(self, request: WireRequest, text: str, thinking: str = "", finish: str | None = None) -> Json:
        """An answer with this text, after these thoughts; whole unless `finish` is another word for why it ends."""
        ...

    def finish(self, request: WireRequest, cut: Cut) -> str:
        """The word for an answer that was cut short by this."""
        ...

    def refusal(self, request: WireRequest) -> Json:
        """An answer in which the model declines."""
        ...

    def blocked(self, request: WireRequest) -> Json:
        """An answer that the safety filter held back."""
        ...

    def stream(self, request: WireRequest, answer: Json, piece: int, error: Json) -> EventStream:
        """The events of one of these answers, its text in deltas of `piece` characters, and of one of the errors."""
        ...

    def error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> ErrorReply:
        """The error of this name; `retry_after` is said where the provider says it."""
        ...
