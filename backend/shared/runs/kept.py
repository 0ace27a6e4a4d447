"""Reading, listing and deleting generated resources of a résumé."""

from collections.abc import Sequence
from typing import Generic, Protocol
from uuid import UUID

from shared.core.errors import NotFound
from shared.core.identity import Identity
from shared.core.paging import Page, Slice, cut
from shared.resumes.client import Resumes
from shared.resumes.errors import ResumeNotErased
from shared.runs.crud import MadeCrud
from shared.runs.models import M

ERASED_AT_ONCE = 500


class Traces(Protocol):
    """What is left of the making of things besides the things themselves."""

    async def forget_things(self, thing_ids: Sequence[UUID]) -> None:
        """Remove all traces of things that are being deleted."""
        ...


class KeptService(Generic[M]):
    """The resources of callers. Every method names the owner; another owner's resource is treated as missing.

    `not_found` is the failure that is raised for a missing resource.
    """

    def __init__(self, crud: MadeCrud[M], resumes: Resumes, traces: Traces, not_found: type[NotFound]) -> None:
        self._crud = crud
        self._resumes = resumes
        self._traces = traces
        self._not_found = not_found

    async def get(self, caller: Identity, thing_id: UUID) -> M:
        """Return one resource; raises `not_found`, also if its résumé was deleted, and `ResumeServiceUnavailable`."""
        made = await self._crud.find(caller.id, thing_id)
        if made is None or not await self._resumes.has(str(made.resume_id), made.resume_version, caller):
            raise self._not_found
        return made

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller has this resource and its résumé; raises `ResumeServiceUnavailable`."""
        try:
            await self.get(caller, thing_id)
        except self._not_found:
            return False
        return True

    async def list(self, caller: Identity, resume_id: str, page: Page) -> Slice[M]:
        """List the resources of a résumé, newest first; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        resume = await self._resumes.get(resume_id, caller)
        found = await self._crud.page(caller.id, resume.uuid, page)
        return cut(found, [made.id for made in found], page.limit)

    async def current(self, caller: Identity, resume_id: str) -> M:
        """Return the newest resource of a résumé; raises `not_found` and what `list` raises."""
        newest = await self.list(caller, resume_id, Page(1, None))
        if not newest.items:
            raise self._not_found
        return newest.items[0]

    async def delete(self, owner_id: str, thing_id: UUID) -> None:
        """Delete a resource; raises `not_found`."""
        if await self._crud.find(owner_id, thing_id) is None:
            raise self._not_found
        # First: otherwise a stored response could outlive the resource by a day.
        await self._traces.forget_things([thing_id])
        if not await self._crud.delete(owner_id, thing_id):
            raise self._not_found

    async def erase(self, resume_id: str) -> None:
        """Delete all resources generated from a résumé that its owner has deleted.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        if not await self._resumes.is_erased(resume_id):
            raise ResumeNotErased
        while ids := await self._crud.ids(UUID(resume_id), ERASED_AT_ONCE):
            await self._traces.forget_things(ids)
            await self._crud.erase(ids)
