"""A provider as the registry sees it: with its limits and its health."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import structlog

from shared.llm.base import ConfiguredProvider
from shared.llm.errors import ProviderError
from shared.llm.race.breaker import Breaker, State, Ticket
from shared.llm.race.bulkhead import Bulkhead
from shared.llm.race.latency import HedgeLimits, Latency
from shared.llm.race.policy import Policies, policy_of

MAX_RETRY_AFTER_SECONDS = 3600.0
"""Upper bound of a provider's Retry-After, in case its clock or its arithmetic is wrong."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class UpstreamState:
    """The state of a provider for operators. `opens_in` is the seconds until a call is admitted again."""

    provider: str
    model: str
    breaker: State
    opens_in: float
    last_error: str | None
    in_flight: int
    waiting: int


class Upstream:
    """One provider and model with its breaker, its bulkhead and its usual silences."""

    def __init__(self, one: ConfiguredProvider, hedging: HedgeLimits, policies: Policies, *, alone: bool) -> None:
        self.provider = one.provider
        self.name = one.provider.name
        self.model = one.provider.model
        self.timeout_seconds = one.timeout_seconds
        self.max_tokens = one.max_tokens
        self.breaker = Breaker(self._opened)
        self.bulkhead = Bulkhead(one.max_concurrency, careful=not alone)
        self.answered_at = 0.0
        self.watchers: set[Callable[[], None]] = set()
        """Callbacks for an opening breaker, from requests in flight that have not heard anything."""
        self._hedging = hedging
        self._policies = policies
        self._latencies: dict[str, Latency] = {}
        self._loud: set[str] = set()

    @property
    def state(self) -> UpstreamState:
        """The current state."""
        return UpstreamState(
            provider=self.name,
            model=self.model,
            breaker=self.breaker.state,
            opens_in=self.breaker.opens_in,
            last_error=self.breaker.last_error,
            in_flight=self.bulkhead.in_flight,
            waiting=self.bulkhead.waiting,
        )

    def latency(self, kind: str) -> Latency:
        """Return the learned silences for requests of this kind."""
        known = self._latencies.get(kind)
        if known is None:
            known = self._latencies[kind] = Latency(self._hedging)
        return known

    def heard(self, kind: str, silence: float) -> None:
        """Record that an answer, or its first piece, arrived after `silence` seconds."""
        self.answered_at = monotonic()
        self.latency(kind).answered(silence)

    def succeeded(self, ticket: Ticket) -> None:
        """Record a successful call."""
        self.breaker.succeeded(ticket)
        self.bulkhead.answered()
        self._loud.clear()

    def failed(self, ticket: Ticket, error: ProviderError) -> None:
        """Record a failed call; the policy determines the effect on later calls."""
        policy = policy_of(error, self._policies)
        if policy.breaker in ("counts", "trips"):
            self.breaker.failed(ticket, error.kind, trips=policy.breaker == "trips")
        elif policy.breaker == "opens":
            seconds = min(error.retry_after or policy.seconds, MAX_RETRY_AFTER_SECONDS)
            self.breaker.open_for(ticket, seconds, error.kind)
        else:
            # It did answer, so it is healthy.
            self.breaker.succeeded(ticket)
        if policy.loud and error.kind not in self._loud:
            self._loud.add(error.kind)
            logger.error(
                "provider needs attention",
                provider=self.name,
                model=self.model,
                kind=error.kind,
                provider_request_id=error.request_id,
            )

    def overtaken(self, ticket: Ticket, kind: str, sent: float) -> None:
        """Record that another provider, called later, answered before this one gave any sign since `sent`.

        It only counts as a failure if no other request has heard from this provider meanwhile.
        """
        silence = monotonic() - sent
        self.latency(kind).given_up(silence)
        if self.answered_at >= sent:
            self.breaker.released(ticket)
            return
        self.bulkhead.silent()
        self.breaker.failed(ticket, "silent", trips=True)

    def _opened(self) -> None:
        logger.warning(
            "circuit open",
            provider=self.name,
            model=self.model,
            kind=self.breaker.last_error,
            seconds=round(self.breaker.opens_in, 1),
        )
        self.bulkhead.turn_away()
        for watcher in tuple(self.watchers):
            watcher()
