"""Everything that a service has made of résumés, as one: whether a caller has something, and its erasure."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.core.identity import Identity
from shared.jobs.service import JobService
from shared.runs.kept import KeptService


class Belongings(ABC):
    """The part of a service's resources that belongs to résumés."""

    jobs: JobService

    @property
    @abstractmethod
    def kept(self) -> Sequence[KeptService[Any]]:
        """The services that store something made from a résumé."""

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Return whether the caller owns something with this id; raises `ResumeServiceUnavailable`."""
        for service in self.kept:
            if await service.holds(caller, thing_id):
                return True
        return False

    async def erase(self, resume_id: str) -> None:
        """Delete everything made from a résumé that its owner deleted.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        # The jobs first: otherwise one could end between, and leave what it made.
        await self.jobs.erase(resume_id)
        for service in self.kept:
            await service.erase(resume_id)
