"""A race of providers for one answer, within one deadline.

Providers are called in order, those with an open breaker last. The next one is called when one fails, and also when one
has been silent for longer than usual (a hedge, after Dean and Barroso, "The Tail at Scale", 2013): the silent one keeps
running, the first good answer wins, and the others are cancelled. When no other is left, those with a temporary failure
are retried while there is time.

The race:

    call the next ──▶ wait for an event ──▶ one answered ──▶ the others are cancelled: `run` returns
         ▲                        │
         │  failed, overdue,      ├──▶ none left to call, none running ──▶ LlmUnavailable, LlmBudgetExceeded
         └─ time to retry ◀───────┤
                                  └──▶ the deadline passed ──▶ LlmDeadlineExceeded

A turn in it (`turn.py`):

    waits for a slot ──▶ called ──▶ heard ──▶ complete: wins, or is second
         │                  │         │
         │ no slot          │ silent  │ silent, slow, interrupted
         ▼                  ▼         ▼
      crowded:           overdue   failed: the next one is called; this one may be retried later
      returns               │
      later                 └──▶ the next one is called; this one continues until heard, failed or overtaken

`candidates.py` selects the next provider, and `policy.py` defines the effect of a failure on later generations.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Generic, TypeVar

from shared.llm.base import Attempt
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable, ProviderError, TimedOut
from shared.llm.money.budget import OverBudget
from shared.llm.race.bulkhead import TurnedAway
from shared.llm.race.candidates import Admission, Candidates, forced
from shared.llm.race.context import Context
from shared.llm.race.policy import Rules
from shared.llm.race.turn import Turn
from shared.llm.race.upstream import Upstream

R = TypeVar("R")

CLEAN_UP_SECONDS = 0.04
"""How long the answer waits for cancelled requests to close their connections."""
SLACK_SECONDS = 0.002
"""A timer may fire this much early."""


class Race(Generic[R]):
    """One race. The winner's turn is still open when `run` returns: the caller must end it."""

    def __init__(
        self,
        upstreams: Sequence[Upstream],
        operation: Callable[[Turn[R]], Awaitable[R]],
        context: Context,
        rules: Rules,
        *,
        discard: Callable[[R], Awaitable[None]] | None = None,
    ) -> None:
        self._upstreams = upstreams
        self._candidates = Candidates(upstreams, rules)
        self._operation = operation
        self._context = context
        self._rules = rules
        self._discard = discard
        self._over_budget = False
        self._lost_one = False
        self._spare: list[R] = []
        self._running: list[Turn[R]] = []
        self._retry_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._changed: asyncio.Future[None] = self._loop.create_future()

    async def run(self) -> tuple[Turn[R], R]:
        """Return the first good result and its turn.

        Raises `LlmUnavailable` if every provider failed, `LlmBudgetExceeded` if the budget covers no further request,
        and `LlmDeadlineExceeded` if the deadline passed.
        """
        try:
            return await self._run()
        except _Lost:
            if self._over_budget:
                raise LlmBudgetExceeded(self._attempts) from self._context.failures.together()
            soonest = min((upstream.breaker.opens_in for upstream in self._upstreams), default=0.0)
            raise LlmUnavailable(self._attempts, soonest) from self._context.failures.together()
        except _Expired:
            raise LlmDeadlineExceeded(self._attempts) from self._context.failures.together()

    @property
    def _attempts(self) -> tuple[Attempt, ...]:
        return self._context.record.attempts

    async def _run(self) -> tuple[Turn[R], R]:
        expiry = self._loop.call_later(max(0.0, self._context.clock.left), self._wake)
        winner: tuple[Turn[R], R] | None = None
        try:
            self._go_on()
            while winner is None:
                await self._changed
                self._changed = self._loop.create_future()
                winner = self._look_at_the_finished()
                if winner is None:
                    self._decide()
        finally:
            expiry.cancel()
            if self._retry_timer is not None:
                self._retry_timer.cancel()
            try:
                await self._give_up_the_rest()
            except BaseException:
                if winner is not None:
                    winner[0].released()
                    self._spare.append(winner[1])
                raise
            finally:
                await self._discard_spare()
        assert winner is not None
        return winner

    def _decide(self) -> None:
        """Decide what to do after an event without a winner."""
        if self._context.clock.left <= SLACK_SECONDS:
            raise self._expired()
        self._follow_the_overdue()
        if not self._running or (self._lost_one and all(turn.overdue for turn in self._running)):
            self._go_on()
        self._lost_one = False

    def _look_at_the_finished(self) -> tuple[Turn[R], R] | None:
        winner: tuple[Turn[R], R] | None = None
        finished = [turn for turn in self._running if turn.task is not None and turn.task.done()]
        for turn in finished:
            self._drop(turn)
            assert turn.task is not None
            error = turn.task.exception()
            if error is None and winner is None:
                winner = (turn, turn.task.result())
            elif error is None:
                turn.succeeded()
                self._spare.append(turn.task.result())
            elif isinstance(error, TurnedAway):
                turn.released()
                self._lost_one = True
                self._candidates.turned_away(turn.upstream)
            elif isinstance(error, OverBudget):
                turn.released()
                self._lost_one = True
                self._over_budget = True
            elif isinstance(error, ProviderError):
                self._failed(turn, error)
            else:
                turn.released()
                raise error
        if winner is not None:
            self._judge_the_overtaken(winner[0])
        return winner

    def _failed(self, turn: Turn[R], error: ProviderError) -> None:
        upstream = turn.upstream
        turn.failed(error)
        self._lost_one = True
        self._context.failures.note(error, upstream.model)
        self._candidates.failed(upstream, error)

    def _follow_the_overdue(self) -> None:
        """Call the next provider for each turn that has been silent for too long."""
        for turn in tuple(self._running):
            if not turn.overdue or turn.followed:
                continue
            waits = turn.sent is None
            if waits and turn.pressed:
                turn.followed = True
            elif waits:
                self._move_on(turn)
            elif self._candidates.any_left and (self._known_to_be_silent(turn) or self._rules.hedges.take()):
                turn.followed = self._ask(self._candidates.next() or self._candidates.next_open())

    def _move_on(self, turn: Turn[R]) -> None:
        """Leave the queue of a provider that has no free slot, and return when all have been tried."""
        self._drop(turn)
        assert turn.task is not None
        turn.task.cancel()
        turn.released()
        self._candidates.crowded(turn.upstream)
        self._ask(self._candidates.next())

    def _go_on(self) -> None:
        """Call the next provider, or schedule a retry if none is left; raise `_Lost` if none is running either."""
        if self._ask(self._candidates.next() or self._candidates.next_open()) or self._retry_timer is not None:
            return
        another = self._candidates.next_try(self._context.clock.left)
        if another is not None:
            wait, upstream = another
            self._retry_timer = self._loop.call_later(wait, self._retry, upstream)
        elif not self._running:
            raise _Lost

    def _retry(self, upstream: Upstream) -> None:
        self._retry_timer = None
        self._ask(forced(upstream))

    def _known_to_be_silent(self, turn: Turn[R]) -> bool:
        """Whether a second request is not just for speed: this provider is being probed, or its breaker has opened."""
        return turn.ticket == "probe" or turn.upstream.breaker.state == "open"

    def _ask(self, admitted: Admission | None) -> bool:
        """Begin the turn of an admitted provider. Return whether there is one."""
        if admitted is None:
            return False
        turn: Turn[R] = Turn(admitted.upstream, admitted.ticket, pressed=admitted.pressed)
        turn.task = asyncio.create_task(self._play(turn))
        turn.task.add_done_callback(self._wake)
        turn.timer = self._loop.call_later(self._patience(turn), self._tick, turn)
        self._running.append(turn)
        return True

    async def _play(self, turn: Turn[R]) -> R:
        await turn.enter()
        return await self._operation(turn)

    def _tick(self, turn: Turn[R]) -> None:
        """Check whether a turn is overdue."""
        delay = self._patience(turn)
        since = turn.silent_since
        if turn.sent is None:
            # Waiting in a moving queue is worthwhile: the provider is answering other requests.
            since = max(since, turn.upstream.answered_at)
        silent = monotonic() - since
        if silent + SLACK_SECONDS < delay:
            turn.timer = self._loop.call_later(delay - silent, self._tick, turn)
            return
        turn.timer = self._loop.call_later(delay, self._tick, turn)
        if not turn.overdue:
            turn.overdue = True
            turn.upstream.watchers.add(self._wake)
            self._wake()

    def _patience(self, turn: Turn[R]) -> float:
        """Return the seconds of silence after which a turn is overdue; once heard, the idle limit decides."""
        usual = turn.upstream.latency(self._context.name).hedge_delay
        return max(usual, self._context.clock.idle_seconds / 2) if turn.answered else usual

    def _wake(self, _: object = None) -> None:
        if not self._changed.done():
            self._changed.set_result(None)

    def _drop(self, turn: Turn[R]) -> None:
        self._running.remove(turn)
        turn.upstream.watchers.discard(self._wake)
        if turn.timer is not None:
            turn.timer.cancel()

    def _judge_the_overtaken(self, winner: Turn[R]) -> None:
        for turn in self._running:
            if turn.overdue and turn.sent is not None and not turn.answered and turn.started < winner.started:
                turn.overtaken(self._context.name)

    def _expired(self) -> "_Expired":
        for turn in () if self._context.clock.lenient else self._running:
            turn.given_up_as = TimedOut.kind
            if turn.overdue and turn.sent is not None and turn.upstream.answered_at < turn.sent:
                turn.failed(TimedOut(turn.upstream.name))
        return _Expired()

    async def _give_up_the_rest(self) -> None:
        if not self._running:
            return
        tasks = [turn.task for turn in self._running if turn.task is not None]
        for turn in tuple(self._running):
            self._drop(turn)
            turn.released()
        for task in tasks:
            task.cancel()
        done, _ = await asyncio.wait(tasks, timeout=CLEAN_UP_SECONDS)
        for task in done:
            # A late failure does not matter; retrieving the exception keeps asyncio from logging it.
            if not task.cancelled() and task.exception() is None:
                self._spare.append(task.result())

    async def _discard_spare(self) -> None:
        if self._discard is not None:
            for result in self._spare:
                await self._discard(result)


class _Lost(Exception):
    """No provider is left to call."""


class _Expired(Exception):
    """The deadline of the race passed."""
