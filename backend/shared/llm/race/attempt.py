"""One request to one provider, read as a stream and recorded whatever its outcome.

Requests always stream, even if only the whole answer is wanted: a model that writes for a minute is healthy, one that
is silent for ten seconds is not. The limits apply to silence, before the first text by the provider's own time-out and
after it by the idle limit, and, if another provider could be called, to the time for the whole text.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from math import inf
from time import monotonic
from typing import Any

import structlog

from shared.llm.base import Call, Finish, Piece, Thinking
from shared.llm.errors import ConnectionFailed, Malformed, ProviderError, TimedOut, Unavailable
from shared.llm.race.context import Context
from shared.llm.race.request import Request
from shared.llm.race.turn import Turn
from shared.llm.race.upstream import Upstream

logger = structlog.stdlib.get_logger(__name__)


MAX_CHARACTERS = 2_000_000
"""Maximum length of an answer, several times what any model may write; only an impostor would write more."""


class Reply:
    """A provider's answer as it arrives. It ends once, with `done`, `broke` or `dropped`."""

    def __init__(self, turn: Turn[Any], context: Context, request: Request, pieces: AsyncGenerator[Piece]) -> None:
        self.turn = turn
        self.finish: Finish | None = None
        self._clock = context.clock
        self._request = request
        self._pieces = pieces
        self._texts: list[str] = []
        self._characters = 0
        self._heard_at = monotonic()
        self._write_until = inf
        self._first: str | None = None
        self._thought = 0
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether the reply has ended and is recorded."""
        return self._ended

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._texts)

    async def begin(self) -> None:
        """Wait for the first text, which `next` then returns. Raises what `next` raises."""
        self._first = await self.next()
        if self._first is None:
            assert self.finish is not None
            raise Malformed(self.turn.upstream.name, usage=self.finish.usage)

    async def next(self) -> str | None:
        """Return the next piece of text, or `None` when the provider confirms that the text is complete.

        Raises `TimedOut` after too long a silence or at the deadline, and the adapter's `ProviderError`s.
        """
        if self._first is not None:
            first, self._first = self._first, None
            return first
        upstream = self.turn.upstream
        try:
            while True:
                async with asyncio.timeout(self._patience()):
                    piece = await anext(self._pieces)
                if isinstance(piece, Finish):
                    self.finish = piece
                    return None
                if not isinstance(piece, Thinking):
                    self._take(piece)
                    return piece
                self._thought += piece.characters
                self._note_life()
        except TimeoutError:
            raise TimedOut(upstream.name) from None
        except StopAsyncIteration:
            raise ConnectionFailed(upstream.name) from None
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001  see `_foreign`
            raise _foreign(upstream, error) from None

    async def done(self, outcome: str = "ok") -> None:
        """Record a complete reply with its `outcome`."""
        if not self._ended:
            self._ended = True
            assert self.finish is not None
            self._request.done(self.finish.model, self.finish.usage, outcome, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    async def broke(self, error: ProviderError) -> None:
        """Record that the reply was interrupted or is unusable."""
        if self.finish is not None:
            await self.done(error.kind)
        elif not self._ended:
            self._ended = True
            self._request.failed(error, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    async def dropped(self) -> None:
        """Stop reading, because the rest is not needed."""
        if not self._ended:
            self._ended = True
            self._request.given_up(self.turn.given_up_as, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    def _take(self, text: str) -> None:
        # White space is not a sign of life: a derailed model writes it until the limit.
        if not text.isspace():
            self._note_life()
            if self._write_until == inf:
                self._write_until = self._heard_at + self._clock.writing_seconds
        self._texts.append(text)
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise Malformed(self.turn.upstream.name)

    def _note_life(self) -> None:
        self._heard_at = monotonic()
        if not self.turn.answered:
            self._request.heard()
        self.turn.heard()

    def _patience(self) -> float:
        now = monotonic()
        quiet = self._clock.idle_seconds if self._texts else self.turn.upstream.timeout_seconds
        # At a lenient deadline the race gives up; here it would be a failure.
        deadline = inf if self._clock.lenient else self._clock.deadline
        return max(0.0, min(self._heard_at + quiet, self._write_until, deadline) - now)


async def open_reply(turn: Turn[Any], call: Call, context: Context) -> Reply:
    """Return a reply whose first text has arrived. Raises `ProviderError`, `OverBudget`."""
    upstream = turn.upstream
    hold = await context.costs.hold(context.name, upstream.name, upstream.model, call)
    turn.asks()
    reply = Reply(turn, context, Request(context, upstream, call, hold), upstream.provider.stream(call))
    async with _ended(reply):
        await reply.begin()
    return reply


async def whole_reply(turn: Turn[Any], call: Call, context: Context) -> Reply:
    """Return a complete reply; the caller then ends it with `done` or `broke`. Raises what `open_reply` raises."""
    reply = await open_reply(turn, call, context)
    async with _ended(reply):
        while await reply.next() is not None:
            pass
    return reply


@asynccontextmanager
async def _ended(reply: Reply) -> AsyncGenerator[None]:
    """End a reply that fails or is cancelled within the block."""
    try:
        yield
    except ProviderError as error:
        await reply.broke(error)
        raise
    except asyncio.CancelledError:
        await reply.dropped()
        raise


def _foreign(upstream: Upstream, error: Exception) -> ProviderError:
    """Return the failure for an exception that an adapter did not translate.

    It is a bug of ours or unexpected behaviour of an SDK: the next provider is tried all the same, and it is logged as
    an error. Its message is not logged and it does not become a cause, because SDKs' exceptions may contain the request
    with its key.
    """
    logger.error("untranslated exception", provider=upstream.name, model=upstream.model, error=type(error).__name__)
    return Unavailable(upstream.name)
