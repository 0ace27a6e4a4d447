"""One request to one provider, read as it comes and written down whatever becomes of it.

Providers are asked by stream, also where only the whole answer is wanted: a model that writes for a minute is healthy,
one that says nothing for ten seconds is not. What is limited is the silence, before the first text by the provider's
own time-out and after it by the idle limit, and, where somebody else could be asked, the time for the whole text.
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


class Reply:
    """A provider's answer as it comes. It ends once, with `done`, `broke` or `dropped`."""

    def __init__(self, turn: Turn[Any], context: Context, request: Request, pieces: AsyncGenerator[Piece]) -> None:
        self.turn = turn
        self.finish: Finish | None = None
        self._clock = context.clock
        self._request = request
        self._pieces = pieces
        self._texts: list[str] = []
        self._heard_at = monotonic()
        self._write_until = inf
        self._first: str | None = None
        self._thought = 0
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether it is written down already."""
        return self._ended

    @property
    def text(self) -> str:
        """What it said so far."""
        return "".join(self._texts)

    async def begin(self) -> None:
        """Wait for the first text, which `next` then gives. Raises what `next` raises."""
        self._first = await self.next()
        if self._first is None:
            assert self.finish is not None
            raise Malformed(self.turn.upstream.name, usage=self.finish.usage)

    async def next(self) -> str | None:
        """The next piece of text; `None` when the provider has said that the text is whole.

        Raises `TimedOut` after too long a silence, or when the deadline is over, and the adapter's `ProviderError`s.
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
        """It came to its end; `outcome` is what is to be said of it."""
        if not self._ended:
            self._ended = True
            assert self.finish is not None
            self._request.done(self.finish.model, self.finish.usage, outcome, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    async def broke(self, error: ProviderError) -> None:
        """It broke off, or what it said is of no use."""
        if self.finish is not None:
            await self.done(error.kind)
        elif not self._ended:
            self._ended = True
            self._request.failed(error, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    async def dropped(self) -> None:
        """Nobody wants the rest."""
        if not self._ended:
            self._ended = True
            self._request.given_up(self.turn.given_up_as, said=self.text, thought=self._thought)
            await self._pieces.aclose()

    def _take(self, text: str) -> None:
        # Blanks are no sign of life: models that lost their way write them until the limit.
        if not text.isspace():
            self._note_life()
            if self._write_until == inf:
                self._write_until = self._heard_at + self._clock.writing_seconds
        self._texts.append(text)

    def _note_life(self) -> None:
        self._heard_at = monotonic()
        if not self.turn.answered:
            self._request.heard()
        self.turn.heard()

    def _patience(self) -> float:
        now = monotonic()
        quiet = self._clock.idle_seconds if self._texts else self.turn.upstream.timeout_seconds
        return max(0.0, min(self._heard_at + quiet, self._write_until, self._clock.deadline) - now)


async def open_reply(turn: Turn[Any], call: Call, context: Context) -> Reply:
    """A reply whose first text has come. Raises `ProviderError`, or `OverBudget` when the request was not paid for."""
    upstream = turn.upstream
    hold = await context.costs.hold(context.name, upstream.name, upstream.model, call)
    turn.asks()
    reply = Reply(turn, context, Request(context, upstream, call, hold), upstream.provider.stream(call))
    async with _ended(reply):
        await reply.begin()
    return reply


async def whole_reply(turn: Turn[Any], call: Call, context: Context) -> Reply:
    """A reply that has come to its end; its reader says how good it is. Raises what `open_reply` raises."""
    reply = await open_reply(turn, call, context)
    async with _ended(reply):
        while await reply.next() is not None:
            pass
    return reply


@asynccontextmanager
async def _ended(reply: Reply) -> AsyncGenerator[None]:
    """End a reply that breaks off within, or that nobody waits for any longer."""
    try:
        yield
    except ProviderError as error:
        await reply.broke(error)
        raise
    except asyncio.CancelledError:
        await reply.dropped()
        raise


def _foreign(upstream: Upstream, error: Exception) -> ProviderError:
    """The failure for an exception that an adapter did not translate.

    A mistake of ours, or an SDK's surprise: the next provider answers all the same, and the log says so loudly. It is
    not quoted and becomes nobody's cause, since SDKs' exceptions may hold the request with its key.
    """
    logger.error("untranslated exception", provider=upstream.name, model=upstream.model, error=type(error).__name__)
    return Unavailable(upstream.name)
