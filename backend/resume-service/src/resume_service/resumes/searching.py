"""Searches an owner's résumés with the most selective index, newest first, within a time limit.

Conditions without an index are checked for one candidate after another, in steps. At the time limit, the search reports
how far it got, and its cursor continues from there, so even an owner with very many résumés gets every result without
long waits.
"""

import asyncio
import re
from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from pymongo import DESCENDING

from resume_service.resumes.models import Search
from shared.core.paging import Page
from shared.database.connection import AT_ONCE, Collection, Document
from shared.database.hints import hinted

NEWEST_FIRST = "owner_newest_first"
BY_SKILL = "owner_skill_newest_first"
BY_NAME_PART = "owner_name_part_newest_first"
INDEX_OF = {"search.skills": BY_SKILL, "search.name_parts": BY_NAME_PART}

NOT_READ: Document = {"search": 0}
COUNTED = 500
"""Limit for counting candidates to compare keys; counting that many takes less than a millisecond."""

FIRST_STEP, MAX_STEP = 1_000, 4_000
"""Candidates per step: few enough that an operation stays far below its timeout, even with uncached documents."""


class Searcher:
    """Searches the collection. Each search stops soon after `seconds`."""

    def __init__(self, resumes: Collection, seconds: float) -> None:
        self._resumes = resumes
        self._seconds = seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def find(self, owner_id: str, page: Page, search: Search) -> tuple[list[Document], UUID | None]:
        """Return up to `page.limit + 1` documents of the owner, and where the search stopped if out of time."""
        keys, rest = _conditions(search)
        key = await self._rarest(owner_id, keys)
        rest += [other for other in keys if other != key]
        index = INDEX_OF[next(iter(key))] if key else NEWEST_FIRST
        candidates: Document = {"owner_id": owner_id, **key, **_below(page.before)}
        if not rest:
            return await self._matching(candidates, index, page.limit + 1), None
        return await self._walk(candidates, {"$and": rest}, index, page.limit + 1)

    async def _walk(
        self, candidates: Document, rest: Document, index: str, count: int
    ) -> tuple[list[Document], UUID | None]:
        """Return the first `count` candidates that satisfy `rest`."""
        found: list[Document] = []
        until, step = monotonic() + self._seconds, FIRST_STEP
        while True:
            edge = await self._edge(candidates, index, step)
            window = candidates if edge is None else {**candidates, "_id": {**candidates.get("_id", {}), "$gte": edge}}
            found += await self._matching({**window, **rest}, index, count - len(found))
            if edge is None or len(found) == count:
                return found, None
            if monotonic() >= until:
                return found, edge
            candidates = {**candidates, **_below(edge)}
            step = min(step * 2, MAX_STEP)

    async def _matching(self, query: Document, index: str, limit: int) -> list[Document]:
        async def ask(hint: str | None) -> list[Document]:
            return await self._resumes.find(query, NOT_READ, hint=hint).sort("_id", DESCENDING).limit(limit).to_list()

        async with self._turns:
            return await hinted(index, ask)

    async def _edge(self, candidates: Document, index: str, step: int) -> UUID | None:
        """Return the last of the next `step` candidates, from the index only; `None` if there are fewer."""

        async def ask(hint: str | None) -> list[Document]:
            found = self._resumes.find(candidates, {"_id": 1}, hint=hint).sort("_id", DESCENDING)
            return await found.skip(step - 1).limit(1).to_list()

        async with self._turns:
            documents = await hinted(index, ask)
        return documents[0]["_id"] if documents else None

    async def _rarest(self, owner_id: str, keys: Sequence[Document]) -> Document:
        """Return the key with the fewest candidates, or a key that matches all if `keys` is empty."""
        if len(keys) < 2:
            return keys[0] if keys else {}
        counts = await asyncio.gather(*(self._count(owner_id, key) for key in keys))
        return keys[counts.index(min(counts))]

    async def _count(self, owner_id: str, key: Document) -> int:
        async def ask(hint: str | None) -> int:
            options: Document = {} if hint is None else {"hint": hint}
            return await self._resumes.count_documents({"owner_id": owner_id, **key}, limit=COUNTED, **options)

        async with self._turns:
            return await hinted(INDEX_OF[next(iter(key))], ask)


def _below(before: UUID | None) -> Document:
    return {"_id": {"$lt": before}} if before is not None else {}


def _conditions(search: Search) -> tuple[list[Document], list[Document]]:
    """Return the conditions of a search: those with an index, and the others.

    Words are searched in the bytes of the text: for Hangul that is four times as fast as a regular expression, and an
    index of word parts would be four times as large as the résumés (docs/adr/0013-search.md).
    """
    keys: list[Document] = [{"search.name_parts": part} for part in search.name_parts]
    rest: list[Document] = []
    if search.name is not None and search.name_parts != (search.name,):
        rest.append({"search.name": {"$regex": re.escape(search.name)}})
    if search.skill is not None:
        keys.append({"search.skills": search.skill})
    places = ({"$indexOfBytes": ["$search.text", {"$literal": word}]} for word in search.words)
    return keys, [*rest, *({"$expr": {"$gte": [place, 0]}} for place in places)]
