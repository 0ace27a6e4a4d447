"""The registry: one generation across as many providers as necessary, within one deadline."""

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
"""Maximum characters of an invalid answer that the repair request repeats to the model."""
BURST = 10
"""Number of hedges, and of retries, that are allowed before any are earned."""
RETRIES_PER_ANSWER = 1.0
"""Retries that each answer earns: they are for occasional failures, not for an outage."""
STARTING_SECONDS = 30.0
"""Time allowance of every generation for finding a provider that answers, and for the model's initial reasoning."""
SLOW_TOKENS_PER_SECOND = 20
"""Minimum speed of a whole generation, including all failures on the way."""
WRITING_TOKENS_PER_SECOND = 30
"""Minimum speed of one provider if another could be called instead; models of 2026 write 50 to 200."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RegistryLimits:
    """Limits of the registry.

    `deadline_seconds` is the time limit of any generation, whatever its length; `idle_seconds` the longest silence
    within a text; `hedge_share` the share of generations that may call a second provider for speed; `max_retries` the
    number of retries per provider in one generation.
    """

    deadline_seconds: float
    idle_seconds: float = 10
    hedging: HedgeLimits = field(default_factory=lambda: HedgeLimits(first=1.5, floor=0.5, ceiling=10))
    hedge_share: float = 0.1
    max_retries: int = 2


class Registry:
    """The configured providers in their order, used like a single provider with fallback."""

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
        """The names of the configured providers, in the order they are tried."""
        return tuple(upstream.name for upstream in self._upstreams)

    @property
    def available(self) -> bool:
        """Whether any provider is configured."""
        return bool(self._upstreams)

    @property
    def states(self) -> tuple[UpstreamState, ...]:
        """The current states of the providers, in their order."""
        return tuple(upstream.state for upstream in self._upstreams)

    def deadline(self, tokens: int) -> float:
        """Return the deadline of a generation of `tokens` tokens that begins now, as a time of `time.monotonic`.

        A caller that makes several requests for one result passes it with each of them.
        """
        seconds = STARTING_SECONDS + tokens / SLOW_TOKENS_PER_SECOND
        return monotonic() + min(self._limits.deadline_seconds, seconds)

    async def prepare(self) -> None:
        """Load every provider's SDK, one after the other in a thread, and the price table.

        A provider that cannot be loaded is logged, and fails when it is called.
        """
        await self._prices.get()
        for upstream in self._upstreams:
            try:
                await upstream.provider.prepare()
            except Exception:  # the others must be loaded all the same
                logger.exception("provider not loaded", provider=upstream.name)

    async def generate(self, request: LlmRequest[T]) -> LlmAnswer[T]:
        """Generate a validated value or a text.

        Raises `LlmUnavailable` if every provider failed, `LlmDeadlineExceeded` if the deadline passed, and
        `LlmBudgetExceeded` if today's budget is used up: each with the attempts, and with all failures as its cause.
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
        """Generate a list and deliver its validated elements as they are completed.

        If a provider fails midway, the next one is asked for the missing elements: none is lost or delivered twice.
        """
        return LlmStream(lambda stream: self._streaming(request, lambda use: ElementSource(use, request).parts(stream)))

    def stream_text(self, request: LlmRequest[str]) -> LlmStream[str]:
        """Generate a text and deliver its pieces as they arrive.

        A provider that fails before its first piece is replaced by the next one; a later failure raises
        `LlmInterrupted` with the part so far.
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
            lenient=isinstance(request, LlmRequest) and request.optional,
        )
        return Context(request.name, clock, Costs(await self._prices.get(), self._budget), self._observers)


async def _value(turn: Turn[tuple[T, str]], request: LlmRequest[T], context: Context) -> tuple[T, str]:
    """Return one provider's answer and its model.

    Retries once with the provider's own limit if a lower limit truncated the answer, and once with the errors shown if
    the answer breaks the schema.
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
    """Return another reply of the same provider; raises the earlier failure `before` if the budget is used up."""
    try:
        return await whole_reply(turn, call, context)
    except OverBudget:
        raise before from None


async def _read(output: type[T], reply: Reply) -> tuple[T, str]:
    """Return the value in a reply, and the model; raises `pydantic.ValidationError`."""
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
    # The validation error quotes the model's output, so it must not become the cause, which a log would print.
    broken.__cause__ = ValueError(f"{error.error_count()} places break the schema {error.title}")
    return broken


def _log_failure(context: Context) -> None:
    log = logger.info if context.clock.lenient else logger.error
    log("generation failed", what=context.name, outcomes=[made.outcome for made in context.record.attempts])
