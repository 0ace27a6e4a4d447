"""A provider that plays a script, with pauses."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from shared.llm.base import Call, Piece
from shared.llm.errors import ProviderError


@dataclass(frozen=True)
class Pause:
    """Nothing is said for these seconds."""

    seconds: float


Step = Piece | Pause | ProviderError


@dataclass
class Scripted:
    """A provider whose answer to each call is what `steps` gives, played one after the other."""

    name: str
    steps: Callable[[], Sequence[Step]]
    model: str = "model"
    calls: list[Call] = field(default_factory=list[Call])

    async def prepare(self) -> None:
        """There is nothing to load."""

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Play the next steps."""
        self.calls.append(call)
        for step in self.steps():
            if isinstance(step, ProviderError):
                raise step
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            else:
                yield step

    async def aclose(self) -> None:
        """There is nothing to close."""


def always(name: str, *steps: Step) -> Scripted:
    """A provider that plays the same steps for each call."""
    return Scripted(name, lambda: steps)
