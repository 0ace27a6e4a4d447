"""A limited resource, shared fairly between owners so that none of them can starve the others.

Each owner has its own queue, and the queues are served in turn. An owner that already holds a share cannot get the last
part of the resource (`kept_back`), which is reserved for owners that hold nothing. So an owner with a thousand requests
only delays itself.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class NoShare(Exception):
    """Too many requests are waiting already, or no share became free in time."""


@dataclass(frozen=True, slots=True)
class Queues:
    """Limits of the queues: requests that wait in all and per owner, and the longest wait in seconds."""

    max_waiting: int
    max_per_owner: int
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    amount: int
    granted: asyncio.Future[None]


class FairShares:
    """`capacity` of a resource, of which `kept_back` is reserved for owners that hold nothing."""

    def __init__(self, capacity: int, kept_back: int, queues: Queues) -> None:
        self._capacity = capacity
        self._kept_back = kept_back
        self._limits = queues
        self._free = capacity
        self._held: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Waiting]] = OrderedDict()

    @property
    def free(self) -> int:
        """The part of the capacity that is not held."""
        return self._free

    @property
    def waiting(self) -> int:
        """The number of waiting requests."""
        return sum(map(len, self._queues.values()))

    @property
    def only_kept_back(self) -> bool:
        """Whether only the reserved part is left."""
        return self._free <= self._kept_back

    @asynccontextmanager
    async def held(self, owner: str, amount: int = 1) -> AsyncGenerator[None]:
        """Hold a share for the duration of the block; raises `NoShare`."""
        await self.take(owner, amount)
        try:
            yield
        finally:
            self.give(owner, amount)

    async def take(self, owner: str, amount: int = 1) -> None:
        """Acquire a share, which must be returned with `give`; raises `NoShare`."""
        if amount > self._capacity:
            raise NoShare
        if owner not in self._queues and self._fits(owner, amount):
            self._grant(owner, amount)
            return
        queue = self._queues.get(owner, ())
        if len(queue) >= self._limits.max_per_owner or self.waiting >= self._limits.max_waiting:
            raise NoShare
        await self._wait(owner, amount)

    def give(self, owner: str, amount: int = 1) -> None:
        """Return a share."""
        self._free += amount
        self._held[owner] -= amount
        if not self._held[owner]:
            del self._held[owner]
        self._serve()

    async def _wait(self, owner: str, amount: int) -> None:
        waiting = _Waiting(amount, asyncio.get_running_loop().create_future())
        self._queues.setdefault(owner, deque()).append(waiting)
        try:
            async with asyncio.timeout(self._limits.seconds):
                await waiting.granted
        except BaseException as error:
            if waiting.granted.done() and not waiting.granted.cancelled():
                # It was granted just as its owner went away.
                self.give(owner, amount)
            else:
                self._forget(owner, waiting)
                # The next in the queue may need less.
                self._serve()
            if isinstance(error, TimeoutError):
                raise NoShare from error
            raise

    def _fits(self, owner: str, amount: int) -> bool:
        return self._free - amount >= (self._kept_back if self._held[owner] else 0)

    def _grant(self, owner: str, amount: int) -> None:
        self._free -= amount
        self._held[owner] += amount

    def _serve(self) -> None:
        """Serve the queues in turn while the first request of any queue fits."""
        passed = 0
        while passed < len(self._queues):
            owner, queue = next(iter(self._queues.items()))
            self._queues.move_to_end(owner)
            waiting = queue[0]
            if waiting.granted.done():  # its owner is just being cancelled
                self._forget(owner, waiting)
            elif self._fits(owner, waiting.amount):
                self._forget(owner, waiting)
                self._grant(owner, waiting.amount)
                waiting.granted.set_result(None)
                passed = 0
            else:
                passed += 1

    def _forget(self, owner: str, waiting: _Waiting) -> None:
        queue = self._queues.get(owner)
        if queue is not None and waiting in queue:
            queue.remove(waiting)
            if not queue:
                del self._queues[owner]


class FairThreads:
    """Threads for CPU-bound work; one owner never occupies all of them."""

    def __init__(self, threads: int, queues: Queues) -> None:
        self._shares = FairShares(threads, 1, queues)

    async def run(self, owner: str, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """Run `work` in a thread and return its result; raises `NoShare` and what `work` raises."""
        async with self._shares.held(owner):
            return await asyncio.to_thread(work, *arguments, **named)
