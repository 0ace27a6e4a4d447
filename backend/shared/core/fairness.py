"""Something that there is only so much of, shared between owners so that none of them can keep it from the others.

Each owner has a queue of its own, and the queues are served in turn. An owner that holds something already never gets
the last of it (`kept_back`): that is for one that holds nothing. So an owner with a thousand requests waits for itself.
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
    """Too many wait already, or nothing became free in time."""


@dataclass(frozen=True, slots=True)
class Queues:
    """How long the queues may get, and how long one may stand in them."""

    most: int
    most_of_one: int
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    amount: int
    granted: asyncio.Future[None]


class FairShares:
    """`capacity` of something, of which `kept_back` is for owners that hold nothing."""

    def __init__(self, capacity: int, kept_back: int, queues: Queues) -> None:
        self._capacity = capacity
        self._kept_back = kept_back
        self._limits = queues
        self._free = capacity
        self._held: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[_Waiting]] = OrderedDict()

    @property
    def free(self) -> int:
        """What nobody holds."""
        return self._free

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._queues.values()))

    @property
    def only_kept_back(self) -> bool:
        """Whether nothing is left but what is kept back."""
        return self._free <= self._kept_back

    @asynccontextmanager
    async def held(self, owner: str, amount: int = 1) -> AsyncGenerator[None]:
        """Hold a share for as long as the block takes; raises `NoShare`."""
        await self.take(owner, amount)
        try:
            yield
        finally:
            self.give(owner, amount)

    async def take(self, owner: str, amount: int = 1) -> None:
        """Get a share, which must be given back; raises `NoShare`."""
        if amount > self._capacity:
            raise NoShare
        if owner not in self._queues and self._fits(owner, amount):
            self._grant(owner, amount)
            return
        queue = self._queues.get(owner, ())
        if len(queue) >= self._limits.most_of_one or self.waiting >= self._limits.most:
            raise NoShare
        await self._wait(owner, amount)

    def give(self, owner: str, amount: int = 1) -> None:
        """Give a share back."""
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
                # It was granted in the very moment in which its owner went away.
                self.give(owner, amount)
            else:
                self._forget(owner, waiting)
                # The one behind may ask for less.
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
        """Serve the queues in turn for as long as the first of any of them fits."""
        passed = 0
        while passed < len(self._queues):
            owner, queue = next(iter(self._queues.items()))
            self._queues.move_to_end(owner)
            waiting = queue[0]
            if waiting.granted.done():  # its owner goes away in this moment, and does not know yet
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
    """Work that keeps a processor busy, in threads; one owner never has all of them."""

    def __init__(self, threads: int, queues: Queues) -> None:
        self._shares = FairShares(threads, 1, queues)

    async def run(self, owner: str, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """What `work` returns; raises `NoShare` and what it raises."""
        async with self._shares.held(owner):
            return await asyncio.to_thread(work, *arguments, **named)
