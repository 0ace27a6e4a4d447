"""What resume-service decides: how a patch is applied, what is derived, when a version is stale."""

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
"""A change without `If-Match` is made to whatever version is current. Changes that have met in one process wait for
each other, so hardly anything can come between a change's read and its write; this many times in a row nothing does."""


class ResumeService:
    """Résumés of callers; every method names the owner, and another owner's résumé does not exist."""

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
        """Whether the caller has this résumé."""
        return await self._crud.find(owner_id, resume_id) is not None

    async def create_from(
        self, owner_id: str, imported: ImportedResume, original: Original | None, making: NewResource
    ) -> Resume:
        """Store the résumé of a document, and the document itself if it is to be kept."""
        resume, is_new = await self._stored(owner_id, imported.content, making)
        if original is not None:
            try:
                await self._originals.store(owner_id, resume.id, original)
            except BaseException:
                # One that was there before may have been seen, and changed.
                if is_new:
                    await self._eraser.withdraw(resume)
                raise
        return resume

    async def original(self, owner_id: str, resume_id: str) -> Original:
        """The file that a résumé was imported from; raises `ResumeNotFound`, `OriginalNotFound`."""
        resume = await self.get(owner_id, resume_id)
        original = await self._originals.find(owner_id, resume.id)
        if original is None:
            raise OriginalNotFound
        return original

    async def get(self, owner_id: str, resume_id: str) -> Resume:
        """One résumé; raises `ResumeNotFound`."""
        resume = await self._crud.find(owner_id, _id(resume_id))
        if resume is None:
            raise ResumeNotFound
        return resume

    async def list(self, owner_id: str, page: Page, search: Search) -> ResumePage:
        """The caller's résumés that are searched for, newest first."""
        found = await self._crud.page(owner_id, page, search)
        part = cut(found.resumes, [resume.id for resume in found.resumes], page.limit)
        if found.stopped_at is None:
            return ResumePage(part.items, part.next_cursor, None)
        return ResumePage(part.items, encode_cursor(found.stopped_at), time_of(found.stopped_at))

    async def replace(self, owner_id: str, resume_id: str, body: ResumeIn, expected: int | None) -> Resume:
        """Put `body` in the place of the content.

        Raises `ResumeNotFound`, `PreconditionFailed`, and `ResumeContended` when others were faster every time.
        """
        new = written(body.content())
        return await self._rewrite(owner_id, resume_id, expected, lambda _: new)

    async def patch(self, owner_id: str, resume_id: str, patch: JsonObject, expected: int | None) -> Resume:
        """Apply a JSON Merge Patch (RFC 7396) to the content.

        Raises what `replace` raises, and `Unprocessable` when the result is no résumé.
        """

        def patched(current: Resume) -> Written:
            return written(_checked(merge_patch(current.content, patch)).content())

        return await self._rewrite(owner_id, resume_id, expected, patched)

    async def versions(self, owner_id: str, resume_id: str) -> Sequence[Resume]:
        """The current version and the kept ones before it, newest first, the earlier ones without content.

        Raises `ResumeNotFound`.
        """
        current = await self.get(owner_id, resume_id)
        return [current, *await self._versions.before(current)]

    async def version(self, owner_id: str, resume_id: str, number: int) -> Resume:
        """One version, the current one or a kept one; raises `ResumeNotFound`, `ResumeVersionNotFound`."""
        current = await self.get(owner_id, resume_id)
        if number == current.version:
            return current
        earlier = await self._versions.find(current, number)
        if earlier is None:
            raise ResumeVersionNotFound
        return earlier

    async def delete(self, owner_id: str, resume_id: str, expected: int | None) -> None:
        """Remove a résumé and all that was made of it; raises `ResumeNotFound`, `PreconditionFailed`."""
        current = await self.get(owner_id, resume_id)
        if expected is not None and expected != current.version:
            raise PreconditionFailed
        if not await self._eraser.erase(current, expected):
            # Somebody else has deleted it meanwhile, or changed it.
            await self.get(owner_id, resume_id)
            raise PreconditionFailed

    async def delete_all(self, owner_id: str) -> int:
        """Remove all résumés of the caller and all that was made of them; how many they were."""
        return await self._eraser.erase_all(owner_id)

    async def is_erased(self, resume_id: str) -> bool:
        """Whether what was made of a résumé is to go, because it was deleted."""
        identifier = parse_id(resume_id)
        return identifier is not None and await self._eraser.is_erased(identifier)

    async def _stored(self, owner_id: str, content: JsonObject, making: NewResource) -> tuple[Resume, bool]:
        """The résumé of a request, and whether it is new: one that was sent before may have been carried out."""
        if making.again and (made := await self._crud.find(owner_id, making.id)) is not None:
            return made, False
        new = await self._crud.insert(owner_id, making.id, written(content), utc_now())
        # Two are at it when one of them was thought to be dead; the other was faster.
        return (new, True) if new is not None else (await self.get(owner_id, str(making.id)), False)

    async def _rewrite(
        self, owner_id: str, resume_id: str, expected: int | None, change: Callable[[Resume], Written]
    ) -> Resume:
        """Write what `change` makes of the current version as the next one, and keep the current one before."""
        lock = self._writing.setdefault(_id(resume_id), asyncio.Lock())
        for attempt in range(WRITE_ATTEMPTS):
            # A change that has met others waits for them from then on. None does at first: while the database is down,
            # each would wait for the failure of the one before.
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
