"""One answer from as many providers as it takes, before one deadline.

Providers are asked in their order, those with an open breaker last. The next one is asked when one fails, and also when
one has been silent for longer than it usually is (a hedge, after Dean and Barroso, "The Tail at Scale", 2013): the
silent one keeps running, the first good answer wins, and the others are cancelled. When nobody else is left, those that
may heal are asked again, as long as there is time.

    a turn:  waits for a place ──▶ asked ──▶ heard ──▶ whole: wins, or came second
                  │                  │         │
                  │ no place         │ silent  │ silent, or slow
                  ▼                  ▼         ▼
               comes back later    overdue: the next one is asked, this one goes on
                                     │
                                     └──▶ failed: the next one is asked; later, perhaps, this one again
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from shared.llm.errors import (
    LlmBudgetExceeded,
    LlmDeadlineExceeded,
    LlmUnavailable,
    ProviderError,
    RateLimited,
    TimedOut,
)
from shared.llm.money.budget import OverBudget
from shared.llm.race.breaker import Ticket
from shared.llm.race.bucket import ShareBucket
from shared.llm.race.bulkhead import TurnedAway
from shared.llm.race.journal import Journal
from shared.llm.race.policy import Policies, policy_of
from shared.llm.race.upstream import Upstream

R = TypeVar("R")

FIRST_BACKOFF_SECONDS = 0.25
CLEAN_UP_SECONDS = 0.04
"""How long cancelled requests may take to close their connections before the answer goes out without them."""
SLACK_SECONDS = 0.002
"""A timer may fire this much early."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a race may do beside asking each provider once. The buckets are shared by all generations.

    `max_retries` is how often one provider is asked again in one generation. Retries are earned by answers, so that an
    outage is not met with a multiple of the usual load.
    """

    policies: Policies
    hedges: ShareBucket
    retries: ShareBucket
    max_retries: int


class Turn(Generic[R]):
    """One provider's turn: it waits for a free place, then does one or more requests."""

    def __init__(self, upstream: Upstream, ticket: Ticket, *, pressed: bool) -> None:
        self.upstream = upstream
        self.ticket: Ticket = ticket
        self.pressed = pressed
        self.started = monotonic()
        self.sent: float | None = None
        self.silent_since = self.started
        self.answered = False
        self.overdue = False
        self.followed = False
        """Whether another provider was asked because this one is overdue."""
        self.given_up_as = "cancelled"
        self.task: asyncio.Task[R] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._inside = False

    async def enter(self) -> None:
        """Wait for a free place. Raises `TurnedAway`."""
        await self.upstream.bulkhead.enter(pressed=self.pressed)
        self._inside = True

    def asks(self) -> None:
        """A request goes out now."""
        if self.sent is None:
            # Silence began when the turn did: one who waits for a free place hears nothing either.
            self.sent = monotonic()
        else:
            self.silent_since = monotonic()

    def heard(self) -> None:
        """The provider said something."""
        self.answered = True
        self.overdue = False
        self.silent_since = monotonic()

    def succeeded(self) -> None:
        """The provider did what was asked."""
        self.upstream.succeeded(self.ticket)
        self._end()

    def failed(self, error: ProviderError) -> None:
        """The provider failed."""
        self.upstream.failed(self.ticket, error)
        self._end()

    def released(self) -> None:
        """The turn ended without saying anything about the provider."""
        self.upstream.breaker.released(self.ticket)
        self._end()

    def overtaken(self, kind: str) -> None:
        """A provider that was asked later was faster."""
        assert self.sent is not None
        self.upstream.overtaken(self.ticket, kind, self.sent)
        self._end()

    def _end(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        if self._inside:
            self._inside = False
            self.upstream.bulkhead.leave()


class Race(Generic[R]):
    """One race. The winner's turn is open when `run` returns: who takes the result says how it ended."""

    def __init__(
        self,
        upstreams: Sequence[Upstream],
        operation: Callable[[Turn[R]], Awaitable[R]],
        journal: Journal,
        rules: Rules,
        *,
        discard: Callable[[R], Awaitable[None]] | None = None,
    ) -> None:
        self._upstreams = upstreams
        self._unasked = list(upstreams)
        self._operation = operation
        self._journal = journal
        self._rules = rules
        self._discard = discard
        self._crowded: list[Upstream] = []
        self._again: list[tuple[float, Upstream]] = []
        self._retries: dict[Upstream, int] = {}
        self._over_budget = False
        self._lost_one = False
        self._spare: list[R] = []
        self._running: list[Turn[R]] = []
        self._retry_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._changed: asyncio.Future[None] = self._loop.create_future()

    async def run(self) -> tuple[Turn[R], R]:
        """The first good result and the turn that made it.

        Raises `LlmUnavailable` when every provider failed, `LlmBudgetExceeded` when the day's money paid for no more of
        them, and `LlmDeadlineExceeded` when the time is over.
        """
        try:
            return await self._run()
        except _Lost:
            if self._over_budget:
                raise LlmBudgetExceeded(self._journal.attempts) from self._journal.together()
            soonest = min((upstream.breaker.opens_in for upstream in self._upstreams), default=0.0)
            raise LlmUnavailable(self._journal.attempts, soonest) from self._journal.together()
        except _Expired:
            raise LlmDeadlineExceeded(self._journal.attempts) from self._journal.together()

    async def _run(self) -> tuple[Turn[R], R]:
        expiry = self._loop.call_later(max(0.0, self._journal.left), self._wake)
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
        """What to do when something has happened and nobody has won."""
        if self._journal.left <= SLACK_SECONDS:
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
                self._unasked.append(turn.upstream)
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
        self._journal.note(upstream, error)
        policy = policy_of(error, self._rules.policies)
        if policy.again:
            backoff = random.uniform(0, FIRST_BACKOFF_SECONDS * 2 ** self._retries.get(upstream, 0))  # noqa: S311  nothing secret about it
            # Asked any sooner, a provider that limits its rate would only say so again.
            least = policy.seconds if isinstance(error, RateLimited) and error.retry_after is None else 0.0
            self._again.append((monotonic() + max(error.retry_after or least, backoff), upstream))

    def _follow_the_overdue(self) -> None:
        """Ask the next provider for each turn that has been silent for too long."""
        for turn in tuple(self._running):
            if not turn.overdue or turn.followed:
                continue
            waits = turn.sent is None
            if waits and turn.pressed:
                turn.followed = True
            elif waits:
                self._move_on(turn)
            elif self._somebody_is_left() and (self._known_to_be_silent(turn) or self._rules.hedges.take()):
                turn.followed = self._start_next() or self._start_an_open_one()

    def _move_on(self, turn: Turn[R]) -> None:
        """Leave the queue of a provider that has no place, and come back when all have been tried."""
        self._drop(turn)
        assert turn.task is not None
        turn.task.cancel()
        turn.released()
        self._crowded.append(turn.upstream)
        self._start_next()

    def _go_on(self) -> None:
        """Ask the next provider; when there is none, one that failed; when nobody is running either, give up."""
        if self._start_next() or self._start_an_open_one() or self._retry_timer is not None:
            return
        if not self._wait_for_another_try() and not self._running:
            raise _Lost

    def _start_an_open_one(self) -> bool:
        """Ask a provider with an open breaker, the one that closes soonest: trying beats giving up.

        One that limits its rate has said when to come back, and would only say it again.
        """
        ready = [one for one in self._unasked if one.breaker.last_error != RateLimited.kind]
        if not ready:
            return False
        upstream = min(ready, key=lambda one: one.breaker.opens_in)
        self._unasked.remove(upstream)
        self._start(upstream, _forced(upstream))
        return True

    def _wait_for_another_try(self) -> bool:
        """Ask again, at its time, the provider that may be asked soonest."""
        now = monotonic()
        limited = [(now + one.breaker.opens_in, one) for one in self._unasked]
        for when, upstream in sorted((*self._again, *limited), key=lambda entry: entry[0]):
            first_time = upstream in self._unasked
            wait = max(0.0, when - now)
            if first_time:
                if wait >= self._journal.left:
                    # It will hardly answer; but everybody else has already failed.
                    wait = 0.0
                self._unasked.remove(upstream)
            else:
                self._again.remove((when, upstream))
                tries = self._retries.get(upstream, 0)
                if wait >= self._journal.left or tries >= self._rules.max_retries or not self._rules.retries.take():
                    continue
                self._retries[upstream] = tries + 1
            self._retry_timer = self._loop.call_later(wait, self._retry, upstream)
            return True
        return False

    def _retry(self, upstream: Upstream) -> None:
        self._retry_timer = None
        self._start(upstream, _forced(upstream))

    def _known_to_be_silent(self, turn: Turn[R]) -> bool:
        """Whether a second request is no matter of speed: this provider is on trial, or has failed it meanwhile."""
        return turn.ticket == "probe" or turn.upstream.breaker.state == "open"

    def _somebody_is_left(self) -> bool:
        return bool(self._unasked or self._crowded)

    def _start_next(self) -> bool:
        for place, upstream in enumerate(self._unasked):
            ticket = upstream.breaker.admit()
            if ticket is not None:
                del self._unasked[place]
                self._start(upstream, ticket)
                return True
        while self._crowded:
            upstream = self._crowded.pop(0)
            ticket = upstream.breaker.admit()
            if ticket is not None:
                self._start(upstream, ticket, pressed=True)
                return True
        return False

    def _start(self, upstream: Upstream, ticket: Ticket, *, pressed: bool = False) -> None:
        turn: Turn[R] = Turn(upstream, ticket, pressed=pressed)
        turn.task = asyncio.create_task(self._play(turn))
        turn.task.add_done_callback(self._wake)
        turn.timer = self._loop.call_later(self._patience(turn), self._tick, turn)
        self._running.append(turn)

    async def _play(self, turn: Turn[R]) -> R:
        await turn.enter()
        return await self._operation(turn)

    def _tick(self, turn: Turn[R]) -> None:
        """Find out whether a turn is overdue."""
        delay = self._patience(turn)
        since = turn.silent_since
        if turn.sent is None:
            # A queue that moves is worth waiting in: its provider answers, only not yet us.
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
        """How long a turn may be silent before it is overdue. Once it was heard, it is for the idle limit to judge."""
        usual = turn.upstream.latency(self._journal.name).hedge_delay
        return max(usual, self._journal.times.idle_seconds / 2) if turn.answered else usual

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
                turn.overtaken(self._journal.name)

    def _expired(self) -> "_Expired":
        for turn in self._running:
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
            # One that failed came too late to matter; looking at it keeps asyncio from complaining.
            if not task.cancelled() and task.exception() is None:
                self._spare.append(task.result())

    async def _discard_spare(self) -> None:
        if self._discard is not None:
            for result in self._spare:
                await self._discard(result)


class _Lost(Exception):
    """Nobody is left to ask."""


class _Expired(Exception):
    """The deadline of the race is over."""


def _forced(upstream: Upstream) -> Ticket:
    ticket = upstream.breaker.admit(forced=True)
    assert ticket is not None
    return ticket
