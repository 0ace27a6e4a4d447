"""Streams that a caller of the registry iterates: elements of a list, or pieces of a text."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Generic, Self, TypeVar

import structlog
from pydantic import ValidationError

from shared.llm.base import Call, E, ListRequest, LlmAnswer, LlmRequest, Message
from shared.llm.errors import (
    LlmDeadlineExceeded,
    LlmInterrupted,
    LlmUnavailable,
    Malformed,
    ProviderError,
    TimedOut,
    Truncated,
)
from shared.llm.output.lists import MAX_ELEMENTS, ListReader, rest_of, same, wrapped
from shared.llm.output.structured import complaint
from shared.llm.race.attempt import Reply, open_reply
from shared.llm.race.context import Context
from shared.llm.race.policy import Rules, policy_of
from shared.llm.race.race import SLACK_SECONDS, Race
from shared.llm.race.turn import Turn
from shared.llm.race.upstream import Upstream

V = TypeVar("V")

Writer = Callable[[], tuple[str, str]]
"""Returns provider and model of a part. Call it late, because a provider only names its model at the end."""

MAX_FAILURES = 2
"""How often one provider may fail within one list before it is no longer called."""

logger = structlog.stdlib.get_logger(__name__)


class LlmStream(Generic[V]):
    """Parts of an answer, each as soon as it is complete; used as `async with stream: async for part in stream`.

    The provider is read no faster than the parts are consumed. Leaving the block early closes the connection.
    Iterating raises what `Registry.generate` raises; for an interrupted text, `LlmInterrupted` with its part.
    """

    def __init__(self, start: Callable[["LlmStream[V]"], AsyncGenerator[V]]) -> None:
        self._parts = start(self)
        self._answer: LlmAnswer[tuple[V, ...]] | None = None
        self._writer: Writer | None = None

    @property
    def answer(self) -> LlmAnswer[tuple[V, ...]]:
        """All parts with their metadata. Raises `RuntimeError` before the iteration is over."""
        if self._answer is None:
            raise RuntimeError("the stream is not over")
        return self._answer

    @property
    def writer(self) -> Writer:
        """The writer of the latest part. Raises `RuntimeError` before the first."""
        if self._writer is None:
            raise RuntimeError("no part has been delivered yet")
        return self._writer

    def written_by(self, writer: Writer) -> None:
        """Set the writer of the next part; called by the producer."""
        self._writer = writer

    def close_with(self, answer: LlmAnswer[tuple[V, ...]]) -> None:
        """Set the answer at the end of the parts; called by the producer."""
        self._answer = answer

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> V:
        return await anext(self._parts)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._parts.aclose()


class Streaming:
    """Helpers that both kinds of stream share."""

    def __init__(self, upstreams: Sequence[Upstream], rules: Rules, context: Context) -> None:
        self.upstreams = upstreams
        self.context = context
        self.rules = rules

    async def open(self, upstreams: Sequence[Upstream], call_for: Callable[[Upstream], Call]) -> Reply:
        """Return the first reply with text, from any of `upstreams`."""

        async def operation(turn: Turn[Reply]) -> Reply:
            return await open_reply(turn, call_for(turn.upstream), self.context)

        _, reply = await Race(upstreams, operation, self.context, self.rules, discard=Reply.dropped).run()
        return reply

    async def next(self, reply: Reply) -> str | None:
        """Return the next piece, or `None` at the end; raises `ProviderError`, or `LlmDeadlineExceeded`."""
        try:
            return await reply.next()
        except TimedOut:
            if self.context.clock.left > SLACK_SECONDS:
                raise
        reply.turn.given_up_as = TimedOut.kind
        await self.drop(reply)
        raise LlmDeadlineExceeded(self.context.record.attempts) from self.context.failures.together()

    async def finish(self, reply: Reply) -> None:
        """Record that the reply is complete and valid."""
        await reply.done()
        reply.turn.succeeded()

    async def fail(self, reply: Reply, error: ProviderError) -> None:
        """Record that the reply was interrupted or is unusable."""
        await reply.broke(error)
        reply.turn.failed(error)
        self.context.failures.note(error, reply.turn.upstream.model)

    async def drop(self, reply: Reply) -> None:
        """Drop the rest of the reply, if it has not ended."""
        if not reply.ended:
            await reply.dropped()
            reply.turn.released()

    def answer(self, parts: tuple[V, ...], contributors: Sequence[Reply]) -> LlmAnswer[tuple[V, ...]]:
        """Return the answer of a finished stream and log it."""
        name, model = _writer(contributors[-1])
        return finished(self.context, parts, name, model, tuple(one.turn.upstream.name for one in contributors))


def finished(context: Context, value: V, provider: str, model: str, contributors: tuple[str, ...]) -> LlmAnswer[V]:
    """Return the answer of a generation and log it."""
    attempts, usage = context.record.attempts, context.record.usage
    answer = LlmAnswer(
        value=value,
        provider=provider,
        model=model,
        usage=usage,
        cost_usd=context.record.cost_usd,
        attempts=attempts,
        latency_ms=context.clock.milliseconds,
        contributors=contributors,
    )
    logger.info(
        "generated",
        what=context.name,
        provider=provider,
        model=model,
        attempts=len(attempts),
        ms=answer.latency_ms,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=answer.cost_usd,
    )
    return answer


async def text_parts(stream: LlmStream[str], streaming: Streaming, request: LlmRequest[str]) -> AsyncGenerator[str]:
    """Yield the pieces of a text by one provider."""
    reply = await streaming.open(
        streaming.upstreams,
        lambda upstream: Call(
            request.name,
            request.instructions,
            (Message("user", request.prompt),),
            None,
            min(upstream.max_tokens, request.max_tokens or upstream.max_tokens),
            request.temperature,
        ),
    )
    try:
        while (piece := await streaming.next(reply)) is not None:
            yield piece
        await streaming.finish(reply)
    except ProviderError as error:
        await streaming.fail(reply, error)
        raise LlmInterrupted(streaming.context.record.attempts, reply.text) from error
    finally:
        await streaming.drop(reply)
    stream.close_with(streaming.answer((reply.text,), [reply]))


def _writer(reply: Reply) -> tuple[str, str]:
    upstream = reply.turn.upstream
    return upstream.name, (reply.finish.model if reply.finish is not None else None) or upstream.model


class ElementSource(Generic[E]):
    """The elements of one list, by as many providers as necessary."""

    def __init__(self, streaming: Streaming, request: ListRequest[E]) -> None:
        self._streaming = streaming
        self._request = request
        self._values: list[E] = []
        self._texts: list[str] = []
        self._failures: dict[str, int] = {}
        self._contributors: list[Reply] = []
        self._complaint: str | None = None

    async def parts(self, stream: LlmStream[E]) -> AsyncGenerator[E]:
        """Yield each element once; continue with another provider if one fails."""
        order = self._streaming.upstreams
        while True:
            reply = await self._open(order)
            try:
                async with aclosing(self._elements(reply)) as elements:
                    async for element in elements:
                        stream.written_by(partial(_writer, reply))
                        yield element
                break
            except ProviderError as error:
                await self._streaming.fail(reply, error)
                order = self._after(error, reply)
            finally:
                await self._streaming.drop(reply)
        stream.close_with(self._streaming.answer(tuple(self._values), self._contributors or [reply]))

    async def _open(self, order: Sequence[Upstream]) -> Reply:
        attempts = self._streaming.context.record.attempts
        if not order:
            raise LlmUnavailable(attempts) from self._streaming.context.failures.together()
        try:
            return await self._streaming.open(order, self._call)
        except LlmUnavailable as error:
            if not self._values:
                raise
            raise LlmInterrupted(error.attempts, "") from error.__cause__

    def _call(self, upstream: Upstream) -> Call:
        request = self._request
        missing = None if request.count is None else request.count - len(self._values)
        return Call(
            request.name,
            request.instructions,
            (Message("user", request.prompt), *rest_of(self._texts, missing, self._complaint)),
            wrapped(request.element),
            min(upstream.max_tokens, request.max_tokens or upstream.max_tokens),
            request.temperature,
        )

    async def _elements(self, reply: Reply) -> AsyncGenerator[E]:
        reader: ListReader[E] = ListReader()
        name = reply.turn.upstream.name
        wanted = MAX_ELEMENTS if self._request.count is None else self._request.count
        self._complaint = None
        while (piece := await self._streaming.next(reply)) is not None:
            for text in reader.feed(piece):
                if any(same(text, known) for known in self._texts):
                    continue  # it repeated an element that was already delivered
                if len(self._values) == wanted:
                    return  # more than requested; the rest is dropped
                yield self._accept(text, reply)
            if reader.hopeless:
                raise Malformed(name)
        if not reader.closed or not (self._values or self._request.count is None):
            raise Malformed(name)  # no list, or an empty one where elements were wanted
        await self._streaming.finish(reply)

    def _accept(self, text: str, reply: Reply) -> E:
        try:
            value = self._request.element.model_validate_json(text)
        except ValidationError as error:
            self._complaint = complaint(error)
            broken = Malformed(reply.turn.upstream.name)
            # The validation error quotes the model's output, so it must not become the cause, which a log would print.
            broken.__cause__ = ValueError(f"{error.error_count()} places break the schema {error.title}")
            raise broken from broken.__cause__
        self._values.append(value)
        self._texts.append(text)
        if reply not in self._contributors:
            self._contributors.append(reply)
        return value

    def _after(self, error: ProviderError, reply: Reply) -> Sequence[Upstream]:
        """Return the providers to try for the rest, in order."""
        broken, policy = reply.turn.upstream, policy_of(error, self._streaming.rules.policies)
        self._failures[broken.name] = self._failures.get(broken.name, 0) + 1
        progress = reply in self._contributors
        if isinstance(error, Truncated) and progress:
            self._failures[broken.name] -= 1  # it only reached its token limit, and may continue
        others = [
            upstream
            for upstream in self._streaming.upstreams
            if upstream is not broken and self._failures.get(upstream.name, 0) < MAX_FAILURES
        ]
        if self._failures[broken.name] >= MAX_FAILURES:
            return others
        if self._complaint is not None or (isinstance(error, Truncated) and progress):
            return [broken, *others]
        return [*others, broken] if policy.again else others
