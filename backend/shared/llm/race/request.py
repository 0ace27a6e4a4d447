"""One request to one provider, from sending to billing."""

from time import monotonic, time_ns

from shared.llm.base import NOTHING, Attempt, Call, Usage
from shared.llm.errors import ProviderError
from shared.llm.money.budget import Hold
from shared.llm.money.costs import estimated
from shared.llm.race.context import Context
from shared.llm.race.observing import Observation, tell
from shared.llm.race.upstream import Upstream


class Request:
    """A request that ends once, with `done`, `failed` or `given_up`, and is then in the record of its generation.

    `hold` is the money reserved for it.
    """

    __slots__ = ("_call", "_context", "_first_token_seconds", "_hold", "_sent", "_upstream")

    def __init__(self, context: Context, upstream: Upstream, call: Call, hold: Hold | None = None) -> None:
        self._context = context
        self._upstream = upstream
        self._call = call
        self._hold = hold
        self._sent = monotonic()
        self._first_token_seconds: float | None = None

    def heard(self) -> None:
        """Record the provider's first sign of life."""
        self._first_token_seconds = self._seconds
        self._upstream.heard(self._context.name, self._first_token_seconds)

    def done(self, model: str | None, usage: Usage, outcome: str = "ok", *, said: str, thought: int) -> None:
        """Record a complete answer. Its usage is estimated if the provider did not report it."""
        if usage.output_tokens:
            self._end(outcome, model or self._upstream.model, usage, estimate=False)
        else:
            self._estimate(outcome, model or self._upstream.model, said, thought)

    def failed(self, error: ProviderError, *, said: str = "", thought: int = 0) -> None:
        """Record a failure after the text `said`."""
        cut_off = bool(said) or thought > 0 or error.kind == "timed_out"
        likely = estimated(self._call, self._seconds, said, thought) if cut_off else NOTHING
        # For an interrupted stream the provider has only reported a lower bound: the input, and a first word.
        if likely.output_tokens > error.usage.output_tokens:
            self._end(error.kind, self._upstream.model, likely, estimate=True)
        else:
            self._end(error.kind, self._upstream.model, error.usage, estimate=False)

    def given_up(self, outcome: str, *, said: str = "", thought: int = 0) -> None:
        """Record that the request was cancelled."""
        self._estimate(outcome, self._upstream.model, said, thought)

    def _estimate(self, outcome: str, model: str, said: str, thought: int) -> None:
        self._end(outcome, model, estimated(self._call, self._seconds, said, thought), estimate=True)

    @property
    def _seconds(self) -> float:
        return monotonic() - self._sent

    def _end(self, outcome: str, model: str, usage: Usage, *, estimate: bool) -> None:
        seconds, upstream, context = self._seconds, self._upstream, self._context
        attempt = Attempt(
            provider=upstream.name,
            model=model,
            outcome=outcome,
            ms=round(seconds * 1000),
            usage=usage,
            cost_usd=context.costs.of(upstream.name, upstream.model, model, usage),
            estimated=estimate,
        )
        if self._hold is not None:
            self._hold.settle(attempt.cost_usd or 0.0)
        context.record.add(self._sent, attempt)
        seen = Observation(
            name=context.name,
            attempt=attempt,
            asked_model=upstream.model,
            max_tokens=self._call.max_tokens,
            structured=self._call.output is not None,
            started_ns=time_ns() - round(seconds * 1e9),
            seconds=seconds,
            first_token_seconds=self._first_token_seconds,
        )
        tell(context.observers, seen)
