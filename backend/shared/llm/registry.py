"""The registry: one generation, as many providers as it takes, one deadline."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import structlog
from pydantic import BaseModel, ValidationError

from shared.llm.asking import complete
from shared.llm.base import Call, Completion, E, ListRequest, LlmAnswer, LlmRequest, Message, T
from shared.llm.bucket import ShareBucket
from shared.llm.budget import Budget
from shared.llm.errors import LlmDeadlineExceeded, LlmUnavailable, Malformed, Truncated
from shared.llm.journal import Journal, Observer
from shared.llm.latency import HedgeLimits
from shared.llm.pricing import PriceTable, price_table
from shared.llm.race import Race, Rules, Turn
from shared.llm.streams import ElementSource, LlmStream, Streaming, finished, text_parts
from shared.llm.structured import complaint, read
from shared.llm.totals import Totals
from shared.llm.upstream import Entry, Upstream, UpstreamState
from shared.utils.lazy import Lazy

V = TypeVar("V")

MOST_SHOWN = 20_000
"""How much of a broken answer the model is shown again."""
BURST = 10
"""Hedges, and retries, that are allowed before any share of the calls has been earned."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RegistryLimits:
    """How the registry behaves. Seconds; shares are parts of all calls."""

    deadline_seconds: float
    idle_seconds: float = 10
    hedging: HedgeLimits = field(default_factory=lambda: HedgeLimits(first=1.5, floor=0.5, ceiling=10))
    hedge_share: float = 0.1
    most_retries: int = 1
    retry_share: float = 0.1


class Registry:
    """The configured providers in their order. It is used like one provider that does not fail alone."""

    def __init__(
        self,
        entries: Sequence[Entry],
        limits: RegistryLimits,
        *,
        prices: Lazy[PriceTable] | None = None,
        observers: Sequence[Observer] = (),
        budget: Budget | None = None,
    ) -> None:
        self.totals = Totals()
        self._limits = limits
        self._upstreams = tuple(Upstream(entry, limits.hedging, alone=len(entries) == 1) for entry in entries)
        self._rules = Rules(
            hedges=ShareBucket(limits.hedge_share, BURST),
            retries=ShareBucket(limits.retry_share, BURST),
            most_retries=limits.most_retries,
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

        Raises `LlmUnavailable` when every provider failed or one says that the request itself is wrong,
        `LlmDeadlineExceeded` when the time is over, both with the attempts and all failures as their cause, and
        `LlmBudgetExceeded` when the money for today is spent.
        """
        journal = await self._begin(request.name)
        async with self._paying(journal, request.instructions, request.prompt, request.max_tokens):

            async def operation(turn: Turn[tuple[T, Completion]]) -> tuple[T, Completion]:
                return await _value(turn, request, journal)

            race = Race(self._upstreams, operation, journal, self._rules, streamed=False)
            try:
                turn, (value, completion) = await race.run()
            except (LlmUnavailable, LlmDeadlineExceeded):
                _log_failure(journal)
                raise
            turn.succeeded()
        name = turn.upstream.name
        return finished(journal, value, name, completion.model, (name,))

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
        journal = await self._begin(request.name)
        streaming = Streaming(self._upstreams, self._rules, journal, self._limits.idle_seconds)
        async with (
            self._paying(journal, request.instructions, request.prompt, request.max_tokens),
            aclosing(parts_with(streaming)) as parts,
        ):
            try:
                async for part in parts:
                    yield part
            except (LlmUnavailable, LlmDeadlineExceeded):
                _log_failure(journal)
                raise

    async def _begin(self, name: str) -> Journal:
        self._rules.hedges.earn()
        self._rules.retries.earn()
        return Journal(name, self._limits.deadline_seconds, await self._prices.get(), self._observers)

    def _paying(
        self, journal: Journal, instructions: str, prompt: str, max_tokens: int | None
    ) -> AbstractAsyncContextManager[None]:
        if self._budget is None or not self._upstreams:
            return nullcontext()
        most = max(journal.most(upstream, instructions + prompt, max_tokens) for upstream in self._upstreams)
        return self._budget.paying(journal, most)


async def _value(turn: Turn[tuple[T, Completion]], request: LlmRequest[T], journal: Journal) -> tuple[T, Completion]:
    """One provider's answer: asked once more when it was cut short by a lower limit than the provider's own, or when
    it breaks the schema, with the errors shown.
    """
    upstream = turn.upstream
    call = Call(
        name=request.name,
        instructions=request.instructions,
        messages=(Message("user", request.prompt),),
        output=request.output if issubclass(request.output, BaseModel) else None,
        max_tokens=min(upstream.max_tokens, request.max_tokens or upstream.max_tokens),
    )
    try:
        completion, made = await complete(turn, call, journal)
    except Truncated as error:
        if call.max_tokens >= upstream.max_tokens:
            raise
        journal.note(upstream, error)
        call = replace(call, max_tokens=upstream.max_tokens)
        completion, made = await complete(turn, call, journal)
    try:
        value = _read(request.output, completion)
    except ValidationError as error:
        made.done(completion.model, completion.usage, Malformed.kind)
        journal.note(upstream, _broken(upstream, error))
        repair = (Message("assistant", completion.text[:MOST_SHOWN]), Message("user", complaint(error)))
    else:
        made.done(completion.model, completion.usage)
        return value, completion
    completion, made = await complete(turn, replace(call, messages=call.messages + repair), journal)
    try:
        value = _read(request.output, completion)
    except ValidationError as error:
        made.done(completion.model, completion.usage, Malformed.kind)
        raise _broken(upstream, error) from None
    made.done(completion.model, completion.usage)
    return value, completion


def _read(output: type[T], completion: Completion) -> T:
    if issubclass(output, BaseModel):
        return read(output, completion.text)
    return cast("T", completion.text)


def _broken(upstream: Upstream, error: ValidationError) -> Malformed:
    broken = Malformed(upstream.name)
    # The validation error quotes the model's words, so it does not become the cause that a log would print.
    broken.__cause__ = ValueError(f"{error.error_count()} places break the schema {error.title}")
    return broken


def _log_failure(journal: Journal) -> None:
    logger.error("not generated", what=journal.name, outcomes=[made.outcome for made in journal.attempts])
