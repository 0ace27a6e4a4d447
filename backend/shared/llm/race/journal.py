"""What one generation did: its deadline, every request with its outcome and bill, every failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, time_ns
from typing import Protocol

import structlog

from shared.llm.base import NOTHING, Attempt, Call, Usage
from shared.llm.errors import ProviderError
from shared.llm.money.budget import Budget, Hold
from shared.llm.money.pricing import PriceTable
from shared.llm.output.structured import schema_size
from shared.llm.race.upstream import Upstream

BYTES_PER_TOKEN = 3.5
"""Of UTF-8 text: four for English, three and less for Korean, in the providers' tokenizers."""
FEWEST_BYTES_PER_TOKEN = 2.0
"""What is reserved for a prompt must not be less than it costs."""
TOKENS_PER_SECOND = 80
"""How fast a model writes while nobody hears it; what a request that was cut off is charged for."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Observation:
    """One finished request to a provider. Times are in nanoseconds since 1970, `first_token_seconds` from the start."""

    name: str
    attempt: Attempt
    asked_model: str
    max_tokens: int
    structured: bool
    started_ns: int
    seconds: float
    first_token_seconds: float | None


class Observer(Protocol):
    """Who wants to know of every request: metrics, spans. Called on the event loop, so it must be quick."""

    def observe(self, seen: Observation) -> None:
        """Take note of one request."""
        ...


@dataclass(frozen=True, slots=True)
class Times:
    """How long things may take. `deadline` is a time of `time.monotonic`, the others are seconds.

    `idle_seconds` is the longest silence within a text, `writing_seconds` the longest time from its first piece to its
    last one.
    """

    deadline: float
    idle_seconds: float
    writing_seconds: float


def estimated(call: Call, seconds: float, said: str = "", thought: int = 0) -> Usage:
    """What a request that nobody billed likely cost: its input, and what the model wrote until then."""
    asked = _tokens(call.instructions) + sum(_tokens(message.text) for message in call.messages)
    reasoning = round(thought / BYTES_PER_TOKEN)
    written = _tokens(said) + reasoning if said else round(seconds * TOKENS_PER_SECOND)
    return Usage(asked, min(written, call.max_tokens), reasoning_tokens=min(reasoning, call.max_tokens))


def _tokens(text: str) -> int:
    return round(len(text.encode()) / BYTES_PER_TOKEN)


class Journal:
    """The record of one generation. Each request is paid for before it is sent and written down when it is over."""

    def __init__(
        self,
        name: str,
        times: Times,
        prices: PriceTable,
        observers: Sequence[Observer] = (),
        budget: Budget | None = None,
    ) -> None:
        self.name = name
        self.started = monotonic()
        self.times = times
        self.deadline = times.deadline
        self.failures: list[ProviderError] = []
        self._prices = prices
        self._observers = observers
        self._budget = budget
        self._attempts: list[tuple[float, Attempt]] = []

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - monotonic()

    @property
    def milliseconds(self) -> int:
        """Since the beginning."""
        return round((monotonic() - self.started) * 1000)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests so far, in the order they were sent."""
        return tuple(attempt for _, attempt in sorted(self._attempts, key=lambda made: made[0]))

    @property
    def usage(self) -> Usage:
        """What providers said they billed."""
        return sum((made.usage for _, made in self._attempts if not made.estimated), NOTHING)

    @property
    def cost_usd(self) -> float | None:
        """What all requests cost, estimates included; `None` when a price is missing."""
        total = 0.0
        for _, made in self._attempts:
            if made.cost_usd is None:
                return None
            total += made.cost_usd
        return total

    async def hold(self, upstream: Upstream, call: Call) -> Hold | None:
        """Reserve the most that a request can cost; raises `OverBudget`, and what the ledger raises."""
        if self._budget is None:
            return None
        texts = (call.instructions, *(message.text for message in call.messages))
        size = sum(len(text.encode()) for text in texts) + (schema_size(call.output) if call.output else 0)
        most = Usage(round(size / FEWEST_BYTES_PER_TOKEN), call.max_tokens)
        return await self._budget.hold(self.name, self.cost(upstream, upstream.model, most) or 0.0)

    def request(self, upstream: Upstream, call: Call, hold: Hold | None = None) -> "Request":
        """Begin a request."""
        return Request(self, upstream, call, hold)

    def note(self, upstream: Upstream, error: ProviderError) -> None:
        """Write a failure down and into the log."""
        self.failures.append(error)
        logger.warning(
            "provider failed",
            provider=error.provider,
            model=upstream.model,
            kind=error.kind,
            provider_request_id=error.request_id,
            retry_after=error.retry_after,
        )

    def together(self) -> Exception | None:
        """All failures as one cause."""
        if len(self.failures) > 1:
            return ExceptionGroup("no provider answered", self.failures)
        return self.failures[0] if self.failures else None

    def enter(self, request: "Request", attempt: Attempt, seconds: float) -> None:
        """Write a finished request down."""
        self._attempts.append((request.sent, attempt))
        if self._observers:
            seen = Observation(
                name=self.name,
                attempt=attempt,
                asked_model=request.upstream.model,
                max_tokens=request.call.max_tokens,
                structured=request.call.output is not None,
                started_ns=time_ns() - round(seconds * 1e9),
                seconds=seconds,
                first_token_seconds=request.first_token_seconds,
            )
            for observer in self._observers:
                try:
                    observer.observe(seen)
                except Exception:  # a request that is answered and paid for is not lost over being counted
                    logger.exception("observer failed", observer=type(observer).__name__)

    def cost(self, upstream: Upstream, model: str, usage: Usage) -> float | None:
        """The price of `usage`, in US dollars; `None` when it is not known.

        An answer under a name that has no price is one of the model that was asked, under another name of it.
        """
        if usage == NOTHING:
            return 0.0
        named = model if self._prices.price(upstream.name, model) is not None else upstream.model
        return self._prices.cost(upstream.name, named, usage.input_tokens, usage.cached_tokens, usage.output_tokens)


class Request:
    """One request to one provider, from when it is sent to `done`, `failed` or `given_up`."""

    __slots__ = ("_hold", "_journal", "call", "first_token_seconds", "sent", "upstream")

    def __init__(self, journal: Journal, upstream: Upstream, call: Call, hold: Hold | None) -> None:
        self.upstream = upstream
        self.call = call
        self._hold = hold
        self.sent = monotonic()
        self.first_token_seconds: float | None = None
        self._journal = journal

    def heard(self) -> None:
        """The provider gave its first sign of life."""
        self.first_token_seconds = monotonic() - self.sent
        self.upstream.heard(self._journal.name, self.first_token_seconds)

    def done(self, model: str | None, usage: Usage, outcome: str = "ok", *, said: str, thought: int) -> None:
        """The provider answered to the end. Without a bill its price is estimated: nothing is free."""
        if usage.output_tokens:
            self._end(outcome, model or self.upstream.model, usage, estimate=False)
        else:
            self._estimate(outcome, model or self.upstream.model, said, thought)

    def failed(self, error: ProviderError, *, said: str = "", thought: int = 0) -> None:
        """The provider failed, after it had said `said`."""
        cut_off = bool(said) or thought > 0 or error.kind == "timed_out"
        likely = estimated(self.call, self._seconds, said, thought) if cut_off else NOTHING
        # Of a stream that broke off the provider has told the least that it bills: its input, and a first word.
        if likely.output_tokens > error.usage.output_tokens:
            self._end(error.kind, self.upstream.model, likely, estimate=True)
        else:
            self._end(error.kind, self.upstream.model, error.usage, estimate=False)

    def given_up(self, outcome: str, *, said: str = "", thought: int = 0) -> None:
        """Nobody waits for the answer any longer."""
        self._estimate(outcome, self.upstream.model, said, thought)

    def _estimate(self, outcome: str, model: str, said: str, thought: int) -> None:
        self._end(outcome, model, estimated(self.call, self._seconds, said, thought), estimate=True)

    @property
    def _seconds(self) -> float:
        return monotonic() - self.sent

    def _end(self, outcome: str, model: str, usage: Usage, *, estimate: bool) -> None:
        seconds = self._seconds
        attempt = Attempt(
            provider=self.upstream.name,
            model=model,
            outcome=outcome,
            ms=round(seconds * 1000),
            usage=usage,
            cost_usd=self._journal.cost(self.upstream, model, usage),
            estimated=estimate,
        )
        if self._hold is not None:
            self._hold.settle(attempt.cost_usd or 0.0)
        self._journal.enter(self, attempt, seconds)
