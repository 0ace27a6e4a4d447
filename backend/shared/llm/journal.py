"""What one generation did: its deadline, every request with its outcome and bill, every failure."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, time_ns
from typing import Protocol

import structlog

from shared.llm.base import NOTHING, Attempt, Call, Usage
from shared.llm.errors import ProviderError
from shared.llm.pricing import PriceTable
from shared.llm.upstream import Upstream

BYTES_PER_TOKEN = 3.5
"""Of UTF-8 text: four for English, three and less for Korean, in the providers' tokenizers."""
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
    streamed: bool
    started_ns: int
    seconds: float
    first_token_seconds: float | None


class Observer(Protocol):
    """Who wants to know of every request: metrics, spans. Called on the event loop, so it must be quick."""

    def observe(self, seen: Observation) -> None:
        """Take note of one request."""
        ...


def estimated(call: Call, seconds: float, said: str = "") -> Usage:
    """What a request that was given up is likely billed: its input, and what the model wrote until then."""
    asked = _tokens(call.instructions) + sum(_tokens(message.text) for message in call.messages)
    written = _tokens(said) if said else round(seconds * TOKENS_PER_SECOND)
    return Usage(asked, min(written, call.max_tokens))


def _tokens(text: str) -> int:
    return round(len(text.encode()) / BYTES_PER_TOKEN)


class Journal:
    """The record of one generation. Each request is written down when it is over."""

    def __init__(self, name: str, seconds: float, prices: PriceTable, observers: Sequence[Observer]) -> None:
        self.name = name
        self.started = monotonic()
        self.deadline = self.started + seconds
        self.failures: list[ProviderError] = []
        self._prices = prices
        self._observers = observers
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

    @property
    def known_cost_usd(self) -> float:
        """What the requests with a known price cost."""
        return sum(made.cost_usd or 0.0 for _, made in self._attempts)

    def request(self, upstream: Upstream, call: Call, *, streamed: bool = False) -> "Request":
        """Begin a request."""
        return Request(self, upstream, call, streamed=streamed)

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
                streamed=request.streamed,
                started_ns=time_ns() - round(seconds * 1e9),
                seconds=seconds,
                first_token_seconds=request.first_token_seconds,
            )
            for observer in self._observers:
                try:
                    observer.observe(seen)
                except Exception:  # a request that is answered and paid for is not lost over being counted
                    logger.exception("observer failed", observer=type(observer).__name__)

    def most(self, upstream: Upstream, asked: str, max_tokens: int | None) -> float:
        """What one answer of a provider can cost, in US dollars; 0 when its price is not known."""
        tokens = min(upstream.max_tokens, max_tokens or upstream.max_tokens)
        return self.cost(upstream, upstream.model, Usage(_tokens(asked), tokens)) or 0.0

    def cost(self, upstream: Upstream, model: str, usage: Usage) -> float | None:
        """The price of `usage`, in US dollars; `None` when it is not known."""
        if usage == NOTHING:
            return 0.0
        price = self._prices.cost
        return price(upstream.name, model, usage.input_tokens, usage.cached_tokens, usage.output_tokens)


class Request:
    """One request to one provider, from when it is sent to `done`, `failed` or `given_up`."""

    __slots__ = ("_journal", "call", "first_token_seconds", "sent", "streamed", "upstream")

    def __init__(self, journal: Journal, upstream: Upstream, call: Call, *, streamed: bool) -> None:
        self.upstream = upstream
        self.call = call
        self.streamed = streamed
        self.sent = monotonic()
        self.first_token_seconds: float | None = None
        self._journal = journal

    def heard(self) -> None:
        """The provider said something."""
        silence = monotonic() - self.sent
        if self.streamed:
            self.first_token_seconds = silence
        self.upstream.heard(kind_of(self._journal.name, streamed=self.streamed), silence)

    def done(self, model: str | None, usage: Usage, outcome: str = "ok") -> None:
        """The provider answered to the end."""
        self._end(outcome, model or self.upstream.model, usage, estimate=False)

    def failed(self, error: ProviderError, said: str = "") -> None:
        """The provider failed, after it had said `said`."""
        cut_off = bool(said) or error.kind == "timed_out"
        if error.usage == NOTHING and cut_off:
            self._end(error.kind, self.upstream.model, estimated(self.call, self._seconds, said), estimate=True)
        else:
            self._end(error.kind, self.upstream.model, error.usage, estimate=False)

    def given_up(self, outcome: str, said: str = "") -> None:
        """Nobody waits for the answer any longer."""
        self._end(outcome, self.upstream.model, estimated(self.call, self._seconds, said), estimate=True)

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
        self._journal.enter(self, attempt, seconds)


def kind_of(name: str, *, streamed: bool) -> str:
    """What silences are learned by: what is asked for, and whether pieces or only the whole can be heard."""
    return f"{name} stream" if streamed else name
