"""Reading of SDK results, which the SDKs do not validate."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic_core import from_json

from shared.llm.base import NOTHING, Piece, Thinking, Usage
from shared.llm.errors import ConnectionFailed, Malformed, ProviderError

LINGER_SECONDS = 0.05


@dataclass(slots=True)
class Heard:
    """The state of a stream so far."""

    text: bool = False
    thought: bool = False
    refused: bool = False
    ended: bool = False
    is_over: bool = False
    """Whether nothing follows, although the connection may stay open."""

    reason: str | None = None
    """Why the provider says that it stopped."""

    model: str | None = None
    usage: Usage = NOTHING

    def note(self, piece: Piece) -> Piece:
        """Record whether there was text, or reasoning, and return the piece."""
        if isinstance(piece, Thinking):
            self.thought = True
        elif piece:
            self.text = True
        return piece

    @contextmanager
    def billing(self) -> Generator[None]:
        """Attach the usage so far to a failure within the block."""
        try:
            yield
        except ProviderError as error:
            error.usage = self.usage
            raise

    def ended_early(self, provider: str) -> ProviderError:
        """Return the failure of a stream that ended without confirmation that it is complete.

        A stream without any content did not come from the provider, but from a proxy, for example.
        """
        return (ConnectionFailed if self.text or self.thought else Malformed)(provider)


@contextmanager
def reading(provider: str) -> Generator[None]:
    """Turn a missing or invalid field of an answer into `Malformed`.

    The SDKs build their types without validation: a proxy's JSON, or a text instead of JSON, gives an object without
    the fields of its type.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(provider) from error


def counted(tokens: object) -> int:
    """Return a number of tokens; some compatible servers send `null`, or -1 for unknown.

    Raises `TypeError` or `ValueError` for anything but a number, which `reading` turns into `Malformed`.
    """
    if tokens is None:
        return 0
    if isinstance(tokens, int | float):
        return max(0, int(tokens))
    raise TypeError("tokens must be a number")


def worded(text: object) -> str:
    """Return a piece of text, empty if it is missing; raises `TypeError` for anything but a string."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    raise TypeError("text must be a string")


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces with adjacent texts as one, and without empty ones.

    What was said before `pieces` fail is yielded, too: then the failure is raised.
    """
    said: list[str] = []
    failure: ProviderError | None = None
    try:
        for piece in pieces:
            if isinstance(piece, str):
                said.append(piece)
                continue
            if text := "".join(said):
                yield text
                said.clear()
            yield piece
    except ProviderError as error:
        failure = error
    if text := "".join(said):
        yield text
    if failure is not None:
        raise failure


class _Response(Protocol):
    @property
    def headers(self) -> Mapping[str, str]: ...

    async def aread(self) -> bytes: ...


class SdkStream(Protocol):
    """The common interface of the streams of the OpenAI and Anthropic SDKs."""

    @property
    def response(self) -> _Response:
        """The response of the events."""
        ...

    def __aiter__(self) -> AsyncIterator[object]:
        """Iterate over the events."""
        ...


async def events_of(stream: SdkStream) -> AsyncGenerator[Any]:
    """Yield the events of a stream, or the single JSON body of a server that ignores the request to stream."""
    if "json" in stream.response.headers.get("content-type", ""):
        yield from_json(await stream.response.aread())
        return
    async for event in stream:
        yield event


async def to_the_end(events: AsyncIterator[object]) -> None:
    """Read what follows the last event, usually nothing, so that the connection can be reused.

    Does not wait for a provider that keeps the stream open.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            async for _ in events:
                pass
