"""Decides between concurrent answers within a process; between processes, the unique index of the collection does."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from interview_service.answers.errors import QuestionNotCurrent

Asked = tuple[str, UUID, UUID]
"""An owner, a session and a question."""


class _Attempt:
    """An answer that is being stored."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.decided = False
        """Whether it stands, or the question is not current: either way, no concurrent answer is accepted."""


class Turns:
    """Lets the first of several concurrent answers to a question through and refuses the others once it stands.

    The others wait without reading anything: hundreds of queries at once would take longer than the database may.
    """

    def __init__(self) -> None:
        self._attempts: dict[Asked, _Attempt] = {}

    @asynccontextmanager
    async def first(self, asked: Asked) -> AsyncGenerator[None]:
        """Store an answer in the block. Raises `QuestionNotCurrent` if a concurrent one stands.

        If the first one fails, all that waited for it try at once: if the database does not respond, each of them says
        so after one time limit, and not after hundreds.
        """
        before = self._attempts.get(asked)
        if before is not None:
            await before.over.wait()
            if before.decided:
                raise QuestionNotCurrent
            yield
            return
        attempt = self._attempts[asked] = _Attempt()
        try:
            yield
            attempt.decided = True
        except QuestionNotCurrent:
            attempt.decided = True
            raise
        finally:
            del self._attempts[asked]
            attempt.over.set()
