"""Use cases for résumés: create, read, change, delete."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from uuid import UUID
from weakref import WeakValueDictionary

from pydantic import ValidationError

from resume_service.erasures.service import Eraser
from resume_service.errors import OriginalNotFound, ResumeContended, ResumeVersionNotFound
from resume_service.imports.models import ImportedResume, Original
from resume_service.imports.originals import OriginalCrud
from resume_service.resumes.crud import ResumeCrud
from resume_service.resumes.deriving import written
from resume_service.resumes.merge import merge_patch
from resume_service.resumes.models import JsonObject, Resume, ResumePage, Search, Written
from resume_service.resumes.schemas import ResumeIn
from resume_service.versions.crud import VersionCrud
from shared.core.clock import utc_now
from shared.core.errors import PreconditionFailed, Unprocessable
from shared.core.fields import field_errors
from shared.core.ids import NewResource, parse_id, time_of
from shared.core.paging import Page, cut, encode_cursor
from shared.resumes.errors import ResumeNotFound

WRITE_ATTEMPTS = 20
"""Maximum attempts at a change without `If-Match`, which applies to the current version. Conflicting changes in one
process queue up after their first conflict, so this many conflicts in a row practically never happen."""


class ResumeService:
    """The résumés of an owner. For every method, the résumés of other owners do not exist."""

    def __init__(self, crud: ResumeCrud, versions: VersionCrud, originals: OriginalCrud, eraser: Eraser) -> None:
        self._crud = crud
        self._versions = versions
        self._originals = originals
        self._eraser = eraser
        self._writing: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def create(self, owner_id: str, body: ResumeIn, making: NewResource) -> Resume:
        """Store a new résumé."""
        resume, _ = await self._stored(owner_id, body.content(), making)
        return resume

    async def holds(self, owner_id: str, resume_id: UUID) -> bool:
        """Return whether the owner has this résumé."""
        return await self._crud.find(owner_id, resume_id) is not None

    async def create_from(
        self, owner_id: str, imported: ImportedResume, original: Original | None, making: NewResource
    ) -> Resume:
        """Store an imported résumé, and its original if given."""
        resume, is_new = await self._stored(owner_id, imported.content, making)
        if original is not None:
            try:
                await self._originals.store(owner_id, resume.id, original)
            except BaseException:
                # A résumé that existed before may already have been read and changed.
                if is_new:
                    await self._eraser.withdraw(resume)
                raise
        return resume

    async def original(self, owner_id: str, resume_id: str) -> Original:
        """Return the file that a résumé was imported from; raises `ResumeNotFound`, `OriginalNotFound`."""
        resume = await self.get(owner_id, resume_id)
        original = await self._originals.find(owner_id, resume.id)
        if original is None:
            raise OriginalNotFound
        return original

    async def get(self, owner_id: str, resume_id: str) -> Resume:
        """Return a résumé; raises `ResumeNotFound`."""
        resume = await self._crud.find(owner_id, _id(resume_id))
        if resume is None:
            raise ResumeNotFound
        return resume

    async def list(self, owner_id: str, page: Page, search: Search) -> ResumePage:
        """Return the owner's résumés that match the search, newest first."""
        found = await self._crud.page(owner_id, page, search)
        part = cut(found.resumes, [resume.id for resume in found.resumes], page.limit)
        if found.stopped_at is None:
            return ResumePage(part.items, part.next_cursor, None)
        return ResumePage(part.items, encode_cursor(found.stopped_at), time_of(found.stopped_at))

    async def replace(self, owner_id: str, resume_id: str, body: ResumeIn, expected: int | None) -> Resume:
        """Replace the content with `body`.

        Raises `ResumeNotFound`, `PreconditionFailed`, and `ResumeContended` if every attempt conflicted.
        """
        new = written(body.content())
        return await self._rewrite(owner_id, resume_id, expected, lambda _: new)

    async def patch(self, owner_id: str, resume_id: str, patch: JsonObject, expected: int | None) -> Resume:
        """Apply a JSON Merge Patch (RFC 7396) to the content.

        Raises the errors of `replace`, and `Unprocessable` if the result is not a valid résumé.
        """

        def patched(current: Resume) -> Written:
            return written(_checked(merge_patch(current.content, patch)).content())

        return await self._rewrite(owner_id, resume_id, expected, patched)

    async def versions(self, owner_id: str, resume_id: str) -> Sequence[Resume]:
        """Return the current version and the kept earlier ones, newest first; earlier ones have no content.

        Raises `ResumeNotFound`.
        """
        current = await self.get(owner_id, resume_id)
        return [current, *await self._versions.before(current)]

    async def version(self, owner_id: str, resume_id: str, number: int) -> Resume:
        """Return the current or a kept version; raises `ResumeNotFound`, `ResumeVersionNotFound`."""
        current = await self.get(owner_id, resume_id)
        if number == current.version:
            return current
        earlier = await self._versions.find(current, number)
        if earlier is None:
            raise ResumeVersionNotFound
        return earlier

    async def delete(self, owner_id: str, resume_id: str, expected: int | None) -> None:
        """Delete a résumé and everything made from it; raises `ResumeNotFound`, `PreconditionFailed`."""
        current = await self.get(owner_id, resume_id)
        if expected is not None and expected != current.version:
            raise PreconditionFailed
        if not await self._eraser.erase(current, expected):
            # A concurrent request has deleted or changed it.
            await self.get(owner_id, resume_id)
            raise PreconditionFailed

    async def delete_all(self, owner_id: str) -> int:
        """Delete all résumés of the owner and everything made from them; return their number."""
        return await self._eraser.erase_all(owner_id)

    async def is_erased(self, resume_id: str) -> bool:
        """Return whether other services must delete what they made from a résumé, because it was deleted."""
        identifier = parse_id(resume_id)
        return identifier is not None and await self._eraser.is_erased(identifier)

    async def _stored(self, owner_id: str, content: JsonObject, making: NewResource) -> tuple[Resume, bool]:
        """Store the résumé of a request; return it and whether it is new, as a repeated request may already be done."""
        if making.again and (made := await self._crud.find(owner_id, making.id)) is not None:
            return made, False
        new = await self._crud.insert(owner_id, making.id, written(content), utc_now())
        # Another process has taken over this request and stored the résumé first.
        return (new, True) if new is not None else (await self.get(owner_id, str(making.id)), False)

    async def _rewrite(
        self, owner_id: str, resume_id: str, expected: int | None, change: Callable[[Resume], Written]
    ) -> Resume:
        """Apply `change` to the current version and write the result as the next one, keeping the current one."""
        lock = self._writing.setdefault(_id(resume_id), asyncio.Lock())
        for attempt in range(WRITE_ATTEMPTS):
            # After a conflict, changes queue up. They do not at first, because while the database is down each would
            # wait for the previous one to fail.
            async with lock if attempt else nullcontext():
                current = await self.get(owner_id, resume_id)
                if expected is not None and expected != current.version:
                    raise PreconditionFailed
                new = change(current)
                await self._versions.keep(current)
                resume = await self._crud.replace(owner_id, current.id, new, utc_now(), current.version)
            if resume is not None:
                return resume
        raise ResumeContended


def _id(text: str) -> UUID:
    """Parse an id; raises `ResumeNotFound` if it is malformed."""
    identifier = parse_id(text)
    if identifier is None:
        raise ResumeNotFound
    return identifier


def _checked(content: object) -> ResumeIn:
    try:
        return ResumeIn.model_validate(content)
    except ValidationError as error:
        raise Unprocessable(errors=field_errors(error.errors())) from error
