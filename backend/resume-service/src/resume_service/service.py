"""What resume-service decides: how a patch is applied, what is derived, when a version is stale."""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

from pydantic import ValidationError

from resume_service.crud import ResumeCrud
from resume_service.deriving import written
from resume_service.errors import ResumeContended
from resume_service.merge import merge_patch
from resume_service.models import JsonObject, Resume, Search
from resume_service.schemas import ResumeIn
from shared.errors import PreconditionFailed, Unprocessable
from shared.resumes.errors import ResumeNotFound
from shared.utils.clock import utc_now
from shared.utils.ids import new_id, parse_id
from shared.web.pagination import Page, Slice, cut
from shared.web.problems import field_errors

PATCH_ATTEMPTS = 20
"""A patch without `If-Match` is applied to whatever version is current. Patches of one process wait for each other, so
only other processes can come between a patch's read and its write; so many times in a row they do not."""


class ResumeService:
    """Résumés of callers; every method names the owner, and another owner's résumé does not exist."""

    def __init__(self, crud: ResumeCrud) -> None:
        self._crud = crud
        self._patching: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def create(self, owner_id: str, body: ResumeIn) -> Resume:
        """Store a new résumé."""
        return await self._crud.insert(owner_id, new_id(), written(body.content()), utc_now())

    async def get(self, owner_id: str, resume_id: str) -> Resume:
        """One résumé; raises `ResumeNotFound`."""
        resume = await self._crud.find(owner_id, _id(resume_id))
        if resume is None:
            raise ResumeNotFound
        return resume

    async def list(self, owner_id: str, page: Page, search: Search) -> Slice[Resume]:
        """The caller's résumés that are searched for, newest first."""
        found = await self._crud.page(owner_id, page, search)
        return cut(found, [resume.id for resume in found], page.limit)

    async def replace(self, owner_id: str, resume_id: str, body: ResumeIn, expected: int | None) -> Resume:
        """Put `body` in the place of the content; raises `ResumeNotFound`, `PreconditionFailed`."""
        resume = await self._crud.replace(owner_id, _id(resume_id), written(body.content()), utc_now(), expected)
        return resume if resume is not None else await self._missed(owner_id, resume_id)

    async def patch(self, owner_id: str, resume_id: str, patch: JsonObject, expected: int | None) -> Resume:
        """Apply a JSON Merge Patch (RFC 7396) to the content.

        Raises `ResumeNotFound`, `PreconditionFailed`, `Unprocessable` when the result is no résumé, and
        `ResumeContended` when others were faster every time.
        """
        identifier = _id(resume_id)
        lock = self._patching.setdefault(identifier, asyncio.Lock())
        async with lock:
            for _ in range(PATCH_ATTEMPTS):
                current = await self.get(owner_id, resume_id)
                if expected is not None and expected != current.version:
                    raise PreconditionFailed
                body = _checked(merge_patch(current.content, patch))
                resume = await self._crud.replace(
                    owner_id, identifier, written(body.content()), utc_now(), current.version
                )
                if resume is not None:
                    return resume
        raise ResumeContended

    async def delete(self, owner_id: str, resume_id: str, expected: int | None) -> None:
        """Remove a résumé; raises `ResumeNotFound`, `PreconditionFailed`."""
        if not await self._crud.delete(owner_id, _id(resume_id), expected):
            await self._missed(owner_id, resume_id)

    async def _missed(self, owner_id: str, resume_id: str) -> Resume:
        """Say why a write found nothing: the résumé is not there, or it has another version."""
        await self.get(owner_id, resume_id)
        raise PreconditionFailed


def _id(text: str) -> UUID:
    """The id that a client named; what cannot be an id names no résumé."""
    identifier = parse_id(text)
    if identifier is None:
        raise ResumeNotFound
    return identifier


def _checked(content: object) -> ResumeIn:
    try:
        return ResumeIn.model_validate(content)
    except ValidationError as error:
        raise Unprocessable(errors=field_errors(error.errors())) from error
