"""How a recipe asks models: every request under the run's one deadline, every attempt in its account.

There is no other way to ask, and all that comes passes the gate. What does not pass is asked for once more; what is
missing then, the rules make.
"""

from collections.abc import AsyncGenerator, Iterable
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
from shared.runs.gate import Gate, Refused
from shared.runs.models import Material, P, P_co

V = TypeVar("V", bound=BaseModel)
ElementT = TypeVar("ElementT", bound=BaseModel)

MAX_ASKS = 2
"""What could not be proved is asked for once more, then made by the rules."""

LLM_FAILURES = (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded)

logger = structlog.stdlib.get_logger(__name__)


class Asking:
    """The models of one run; `tokens` is how long everything is expected to get that it asks for.

    `known` are texts whose addresses may be written, beside the résumé and the posting.
    """

    def __init__(
        self, registry: Registry, account: Account, tokens: int, material: Material, known: Iterable[str] = ()
    ) -> None:
        self.account = account
        self._registry = registry
        self._deadline = registry.deadline(tokens)
        self._gate = Gate(material, known)

    async def value(self, request: LlmRequest[V]) -> tuple[V, Writer]:
        """A value, without those of its parts that may not be delivered, and its writer.

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
        """The elements of a list, each with its writer, as they become whole; `None` for one that may not be delivered.

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

    @property
    def rules(self) -> str:
        """The version of the rules that fill in."""
        ...

    def filled(self) -> AsyncGenerator[P_co]:
        """What the rules make of what is missing still."""
        ...


async def written(asking: Asking, author: Author[ElementT, P]) -> AsyncGenerator[P]:
    """The parts of a list, each as soon as it is written; the rules make what no model could.

    When an ask fails, what stands already is kept and nothing is asked for again. Raises what `Registry.stream` raises
    when nobody answered at all: with a model at hand, rules do not stand in for its silence.
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
    """The parts that stand of what models write."""
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
