"""Model calls of a recipe: every request shares the run's deadline, and every attempt is in its account.

Recipes have no other way to call models, and all output passes the gate. What does not pass is requested once more; the
rules make what is still missing then.
"""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from math import inf
from typing import Protocol, TypeVar

import structlog
from pydantic import BaseModel

from shared.llm import LlmRequest, Registry
from shared.llm.base import E, ListRequest
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.llm.streams import Writer
from shared.runs.account import Account
from shared.runs.gate import Gate, Refused
from shared.runs.models import Material, P, P_co

V = TypeVar("V", bound=BaseModel)
ElementT = TypeVar("ElementT", bound=BaseModel)

MAX_ASKS = 2
"""Requests for missing parts: one more after the first, then the rules make them."""

LLM_FAILURES = (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded)

logger = structlog.stdlib.get_logger(__name__)


class Asking:
    """The models of one run. `tokens` is the expected length of everything it requests.

    `known` are texts besides the résumé and the posting whose addresses may appear in the output. `deadline`, a time of
    `time.monotonic`, is for a run that may end earlier than the registry would end it.
    """

    def __init__(
        self,
        registry: Registry,
        account: Account,
        tokens: int,
        material: Material,
        known: Iterable[str] = (),
        deadline: float = inf,
    ) -> None:
        self.account = account
        self._registry = registry
        self._deadline = min(deadline, registry.deadline(tokens))
        self._gate = Gate(material, known)

    async def value(self, request: LlmRequest[V]) -> tuple[V, Writer]:
        """Generate a value; return it without the parts that may not be delivered, and its writer.

        Raises what `Registry.generate` raises.
        """
        self._gate.keep_to_itself(request.instructions, request.prompt)
        try:
            answer = await self._registry.generate(replace(request, deadline=self._deadline))
        except LLM_FAILURES as error:
            self.account.asked(error.attempts)
            raise
        self.account.asked(answer.attempts)
        value, reasons = self._gate.sifted(answer.value)
        self.account.rejected += reasons
        return value, lambda: (answer.provider, answer.model)

    async def elements(self, request: ListRequest[E]) -> AsyncGenerator[tuple[E | None, Writer]]:
        """Yield the elements of a list with their writers as they are completed; `None` for a rejected element.

        Raises what `Registry.stream` raises.
        """
        self._gate.keep_to_itself(request.instructions, request.prompt)
        try:
            async with self._registry.stream(replace(request, deadline=self._deadline)) as stream:
                async for element in stream:
                    yield self._passed(element), stream.writer
        except LLM_FAILURES as error:
            self.account.asked(error.attempts)
            raise
        self.account.asked(stream.answer.attempts)

    def _passed(self, element: E) -> E | None:
        try:
            return self._gate.passed(element)
        except Refused as refused:
            self.account.reject(refused.reason)
            return None


class Author(Protocol[ElementT, P_co]):
    """Requests the missing parts of a list and checks the elements that arrive."""

    @property
    def missing(self) -> int:
        """The number of parts that are still wanted."""
        ...

    def request(self) -> ListRequest[ElementT]:
        """Return the request for the missing parts."""
        ...

    def take(self, element: ElementT) -> P_co | str:
        """Return the part made from an element, or the reason for its rejection."""
        ...

    @property
    def rules(self) -> str:
        """The version of the rules that make the missing parts."""
        ...

    def filled(self) -> AsyncGenerator[P_co]:
        """Yield the missing parts, made by the rules."""
        ...


async def written(asking: Asking, author: Author[ElementT, P]) -> AsyncGenerator[P]:
    """Yield the parts of a list, each as soon as it is written; the rules make what no model could.

    If a request fails, the parts so far are kept and nothing more is requested. Raises what `Registry.stream` raises if
    no model answered at all: rules do not replace a model that is configured but silent.
    """
    async with aclosing(_written(asking, author)) as parts:
        async for part in parts:
            yield part
    if author.missing < 1:
        return
    logger.info("missing parts made by rules", missing=author.missing, rejected=dict(asking.account.rejected))
    async with aclosing(author.filled()) as made:
        async for part in made:
            asking.account.filled(author.rules)
            yield part


async def _written(asking: Asking, author: Author[ElementT, P]) -> AsyncGenerator[P]:
    """Yield the accepted parts of the models' output."""
    answered = False
    for _ in range(MAX_ASKS):
        try:
            async with aclosing(asking.elements(author.request())) as elements:
                async for element, writer in elements:
                    answered = True
                    part = author.take(element) if element is not None else None
                    if part is None:
                        continue
                    if isinstance(part, str):
                        asking.account.reject(part)
                        continue
                    asking.account.wrote(writer)
                    yield part
        except LLM_FAILURES:
            if not answered:
                raise
            return
        if author.missing < 1:
            return
        logger.info("parts still missing", missing=author.missing, rejected=dict(asking.account.rejected))
