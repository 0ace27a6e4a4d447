"""How a recipe asks models: every request under the run's one deadline, every attempt in its account."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol, TypeVar

import structlog
from pydantic import BaseModel

from shared.llm import LlmRequest, Registry
from shared.llm.base import E, ListRequest
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.llm.streams import Writer
from shared.runs.account import Account
from shared.runs.models import P, P_co

V = TypeVar("V", bound=BaseModel)
ElementT = TypeVar("ElementT", bound=BaseModel)

MAX_ASKS = 2
"""What could not be proved is asked for once more, then left out."""

LLM_FAILURES = (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded)

logger = structlog.stdlib.get_logger(__name__)


class Asking:
    """The models of one run; `tokens` is how long everything is expected to get that it asks for."""

    def __init__(self, registry: Registry, account: Account, tokens: int) -> None:
        self.account = account
        self._registry = registry
        self._deadline = registry.deadline(tokens)

    async def value(self, request: LlmRequest[V]) -> tuple[V, Writer]:
        """A value and its writer; raises what `Registry.generate` raises."""
        try:
            answer = await self._registry.generate(replace(request, deadline=self._deadline))
        except LLM_FAILURES as error:
            self.account.asked(error.attempts)
            raise
        self.account.asked(answer.attempts)
        return answer.value, lambda: (answer.provider, answer.model)

    async def elements(self, request: ListRequest[E]) -> AsyncGenerator[tuple[E, Writer]]:
        """The elements of a list, each with its writer, as they become whole; raises what `Registry.stream` raises."""
        try:
            async with self._registry.stream(replace(request, deadline=self._deadline)) as stream:
                async for element in stream:
                    yield element, stream.writer
        except LLM_FAILURES as error:
            self.account.asked(error.attempts)
            raise
        self.account.asked(stream.answer.attempts)


class Author(Protocol[ElementT, P_co]):
    """Asks for the parts of a list that are missing, and proves what comes."""

    @property
    def missing(self) -> int:
        """How many parts are still wanted."""
        ...

    def request(self) -> ListRequest[ElementT]:
        """The request for what is missing."""
        ...

    def take(self, element: ElementT) -> P_co | str:
        """The part that an element gives, or the reason why it gives none."""
        ...


async def written(asking: Asking, author: Author[ElementT, P]) -> AsyncGenerator[P]:
    """The parts of a list that stand, each as soon as it is written.

    When an ask fails, what stands already is kept and the rest is not asked for again. Raises what `Registry.stream`
    raises when nothing stands.
    """
    stands = False
    for _ in range(MAX_ASKS):
        try:
            async with aclosing(asking.elements(author.request())) as elements:
                async for element, writer in elements:
                    part = author.take(element)
                    if isinstance(part, str):
                        asking.account.reject(part)
                        continue
                    asking.account.wrote(writer)
                    stands = True
                    yield part
        except LLM_FAILURES:
            if not stands:
                raise
            return
        if author.missing < 1:
            return
        logger.info("parts without proof", missing=author.missing, rejected=dict(asking.account.rejected))
