"""The registry: one generation, as many providers as it takes, one deadline."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic
from typing import TypeVar, cast

import structlog
from pydantic import BaseModel, ValidationError

from shared.core.lazy import Lazy
from shared.llm.base import Call, ConfiguredProvider, E, ListRequest, LlmAnswer, LlmRequest, Message, T
from shared.llm.errors import (
    LlmBudgetExceeded,
    LlmDeadlineExceeded,
    LlmUnavailable,
    Malformed,
    ProviderError,
    Truncated,
)
from shared.llm.money.budget import Budget, OverBudget
from shared.llm.money.costs import Costs
from shared.llm.money.pricing import PriceTable, price_table
from shared.llm.output.structured import complaint, read
from shared.llm.race.attempt import Reply, whole_reply
from shared.llm.race.bucket import ShareBucket
from shared.llm.race.clock import Clock
from shared.llm.race.context import Context
from shared.llm.race.latency import HedgeLimits
from shared.llm.race.observing import Observer
from shared.llm.race.policy import POLICIES, Policies, Rules
from shared.llm.race.race import Race
from shared.llm.race.turn import Turn
from shared.llm.race.upstream import Upstream, UpstreamState
from shared.llm.streams import ElementSource, LlmStream, Streaming, finished, text_parts
from shared.llm.totals import Totals

V = TypeVar("V")

FAILURES = (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded)

MAX_SHOWN = 20_000
"""How much of a broken answer the model is shown again."""
BURST = 10
"""Hedges, and retries, that are allowed before any have been earned."""
RETRIES_PER_ANSWER = 1.0
"""How many retries an answer earns: they are for providers that fail now and then, not for an outage."""
STARTING_SECONDS = 30.0
"""What every generation may take for finding a provider that answers, and for what the model thinks first."""
SLOW_TOKENS_PER_SECOND = 20
"""How slowly the whole of a generation may go, with everything that fails on the way."""
WRITING_TOKENS_PER_SECOND = 30
"""How slowly one provider may write where another one could be asked instead; models of 2026 write 50 to 200."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RegistryLimits:
    """How the registry behaves.

    `deadline_seconds` is the most that any generation may take, whatever its length; `idle_seconds` the longest silence
    within a text; `hedge_share` the part of all generations that may ask a second provider for speed; `max_retries` how
    often one provider is asked again in one generation.
    """

    deadline_seconds: float
    idle_seconds: float = 10
    hedging: HedgeLimits = field(default_factory=lambda: HedgeLimits(first=1.5, floor=0.5, ceiling=10))
    hedge_share: float = 0.1
    max_retries: int = 2


class Registry:
    """The configured providers in their order. It is used like one provider that does not fail alone."""

    def __init__(
        self,
        providers: Sequence[ConfiguredProvider],
        limits: RegistryLimits,
        *,
        policies: Policies = POLICIES,
        prices: Lazy[PriceTable] | None = None,
        observers: Sequence[Observer] = (),
        budget: Budget | None = None,
    ) -> None:
        self.totals = Totals()
        self._limits = limits
        self._upstreams = tuple(Upstream(one, limits.hedging, policies, alone=len(providers) == 1) for one in providers)
        self._rules = Rules(
            policies=policies,
            hedges=ShareBucket(limits.hedge_share, BURST),
            retries=ShareBucket(RETRIES_PER_ANSWER, BURST),
            max_retries=limits.max_retries,
        )
        self._prices = prices or Lazy(price_table)
        self._observers = (self.totals, *observers)
        self._budget = budget

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of the providers that have a key, in the order they are asked."""
        return tuple(upstream.name for upstream in self._upstreams)

    @property
    def available(self) -> bool:
        """Whether there is any provider to ask."""
        return bool(self._upstreams)

    @property
    def states(self) -> tuple[UpstreamState, ...]:
        """How the providers are now, in their order."""
        return tuple(upstream.state for upstream in self._upstreams)

    def deadline(self, tokens: int) -> float:
        """When a generation that begins now is over, as a time of `time.monotonic`; `tokens` is how long it gets.

        A caller that asks several times for one result passes it with each request.
        """
        seconds = STARTING_SECONDS + tokens / SLOW_TOKENS_PER_SECOND
        return monotonic() + min(self._limits.deadline_seconds, seconds)

    async def prepare(self) -> None:
        """Load every provider's SDK, one after the other in a thread, and the price table.

        A provider that cannot be loaded is logged and left to fail when it is asked.
        """
        await self._prices.get()
        for upstream in self._upstreams:
            try:
                await upstream.provider.prepare()
            except Exception:  # the others are to be loaded whatever is wrong with this one
                logger.exception("provider not loaded", provider=upstream.name)

    async def generate(self, request: LlmRequest[T]) -> LlmAnswer[T]:
        """Ask for a value, which is validated, or for a text.

        Raises `LlmUnavailable` when every provider failed, `LlmDeadlineExceeded` when the time is over, and
        `LlmBudgetExceeded` when the money for today is spent: all with the attempts, and all failures as their cause.
        """
        context = await self._begin(request)

        async def operation(turn: Turn[tuple[T, str]]) -> tuple[T, str]:
            return await _value(turn, request, context)

        try:
            turn, (value, model) = await Race(self._upstreams, operation, context, self._rules).run()
        except FAILURES:
            _log_failure(context)
            raise
        turn.succeeded()
        self._rules.retries.earn()
        name = turn.upstream.name
        return finished(context, value, name, model, (name,))

    def stream(self, request: ListRequest[E]) -> LlmStream[E]:
        """Ask for a list and hand over its elements, validated, as they become whole.

        When a provider breaks off, the next one is asked for what is missing: no element is lost or comes twice.
        """
        return LlmStream(lambda stream: self._streaming(request, lambda use: ElementSource(use, request).parts(stream)))

    def stream_text(self, request: LlmRequest[str]) -> LlmStream[str]:
        """Ask for a text and hand over its pieces as they come.

        A provider that fails before its first piece is replaced by the next one; after it, `LlmInterrupted` says so and
        carries the part.
        """
        return LlmStream(lambda stream: self._streaming(request, lambda use: text_parts(stream, use, request)))

    async def _streaming(
        self, request: ListRequest[E] | LlmRequest[str], parts_with: Callable[[Streaming], AsyncGenerator[V]]
    ) -> AsyncGenerator[V]:
        context = await self._begin(request)
        async with aclosing(parts_with(Streaming(self._upstreams, self._rules, context))) as parts:
            try:
                async for part in parts:
                    yield part
            except FAILURES:
                _log_failure(context)
                raise
        self._rules.retries.earn()

    async def _begin(self, request: LlmRequest[T] | ListRequest[E]) -> Context:
        self._rules.hedges.earn()
        tokens = request.expected_tokens
        clock = Clock(
            self.deadline(tokens) if request.deadline is None else request.deadline,
            idle_seconds=self._limits.idle_seconds,
            writing_seconds=tokens / WRITING_TOKENS_PER_SECOND if len(self._upstreams) > 1 else inf,
        )
        return Context(request.name, clock, Costs(await self._prices.get(), self._budget), self._observers)


async def _value(turn: Turn[tuple[T, str]], request: LlmRequest[T], context: Context) -> tuple[T, str]:
    """One provider's answer and its model: asked once more when it was cut short by a lower limit than the provider's
    own, or when it breaks the schema, with the errors shown.
    """
    upstream = turn.upstream
    call = Call(
        name=request.name,
        instructions=request.instructions,
        messages=(Message("user", request.prompt),),
        output=request.output if issubclass(request.output, BaseModel) else None,
        max_tokens=min(upstream.max_tokens, request.max_tokens or upstream.max_tokens),
        temperature=request.temperature,
    )
    try:
        reply = await whole_reply(turn, call, context)
    except Truncated as error:
        if call.max_tokens >= upstream.max_tokens:
            raise
        context.failures.note(error, upstream.model)
        call = replace(call, max_tokens=upstream.max_tokens)
        reply = await _paid_for(turn, call, context, error)
    try:
        return await _read(request.output, reply)
    except ValidationError as error:
        broken = _broken(upstream, error)
        repair = (Message("assistant", reply.text[:MAX_SHOWN]), Message("user", complaint(error)))
    context.failures.note(broken, upstream.model)
    reply = await _paid_for(turn, replace(call, messages=call.messages + repair), context, broken)
    try:
        return await _read(request.output, reply)
    except ValidationError as error:
        raise _broken(upstream, error) from None


async def _paid_for(turn: Turn[tuple[T, str]], call: Call, context: Context, before: ProviderError) -> Reply:
    """Another reply of the same provider; where the day's money does not pay for it, the failure `before` it counts."""
    try:
        return await whole_reply(turn, call, context)
    except OverBudget:
        raise before from None


async def _read(output: type[T], reply: Reply) -> tuple[T, str]:
    """The value in a reply, and the model; raises `pydantic.ValidationError`."""
    assert reply.finish is not None
    try:
        value = read(output, reply.text) if issubclass(output, BaseModel) else cast("T", reply.text)
    except ValidationError:
        await reply.done(Malformed.kind)
        raise
    await reply.done()
    return value, reply.finish.model or reply.turn.upstream.model


def _broken(upstream: Upstream, error: ValidationError) -> Malformed:
    broken = Malformed(upstream.name)
    # The validation error quotes the model's words, so it does not become the cause that a log would print.
    broken.__cause__ = ValueError(f"{error.error_count()} places break the schema {error.title}")
    return broken


def _log_failure(context: Context) -> None:
    logger.error("not generated", what=context.name, outcomes=[made.outcome for made in context.record.attempts])
