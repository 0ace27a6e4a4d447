"""Link checker for the catalogue: requests each URL once, a few at a time, and reports those that are gone."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlsplit

import httpx

from learning_service.catalogue.resources import CatalogueEntry

AT_ONCE, AT_ONE_HOST = 12, 2
"""Concurrent requests in total and per host, low enough not to burden the hosts."""

SECONDS = 20.0
AGENT = {"User-Agent": "Mozilla/5.0 (compatible; interview-preparation catalogue-check)"}
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
NO_HEAD = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, *GONE})
"""Statuses that some hosts return only for HEAD requests; GET is tried next."""

Result = Literal["ok", "moved", "gone", "refused", "unreachable"]
"""`moved`: redirects to another page. `refused`: the host rejects programs. `unreachable`: no response."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The result for one URL; `detail` is a status, the new URL, or the error."""

    entry: CatalogueEntry
    result: Result
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The results for all URLs."""

    checked: Sequence[Checked]

    @property
    def exit_code(self) -> int:
        """1 if a URL is gone or nothing can be reached. `moved` and `refused` pages still open in a browser."""
        results = {one.result for one in self.checked}
        return int("gone" in results or results == {"unreachable"})

    def __str__(self) -> str:
        rows = [(one.result, one.entry.id, one.detail, one.entry.url) for one in self.checked if one.result != "ok"]
        rows.sort(key=lambda row: (("gone", "unreachable", "refused", "moved").index(row[0]), row[1]))
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
        lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[3]}  {row[2]}".rstrip() for row in rows]
        counts = Counter(one.result for one in self.checked)
        return "\n".join([*lines, ", ".join(f"{count} {result}" for result, count in counts.most_common())])


async def check(entries: Iterable[CatalogueEntry], client: httpx.AsyncClient) -> Report:
    """Request each URL once."""
    everywhere = asyncio.Semaphore(AT_ONCE)
    hosts: dict[str, asyncio.Semaphore] = {}

    async def bounded(entry: CatalogueEntry) -> Checked:
        host = hosts.setdefault(urlsplit(entry.url).netloc, asyncio.Semaphore(AT_ONE_HOST))
        async with host, everywhere:
            return await _checked(entry, client)

    return Report(await asyncio.gather(*map(bounded, entries)))


def open_client() -> httpx.AsyncClient:
    """Return a client that follows redirects and has a short timeout."""
    return httpx.AsyncClient(headers=AGENT, timeout=SECONDS, follow_redirects=True)


async def _checked(entry: CatalogueEntry, client: httpx.AsyncClient) -> Checked:
    try:
        answer = await client.head(entry.url)
        if answer.status_code in NO_HEAD:
            async with client.stream("GET", entry.url) as answer:
                # Only the status and the final URL are needed.
                pass
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Checked(entry, "unreachable", type(error).__name__)
    if answer.status_code in GONE:
        return Checked(entry, "gone", str(answer.status_code))
    if answer.is_error:
        return Checked(entry, "refused", str(answer.status_code))
    if _is_elsewhere(entry.url, str(answer.url)):
        return Checked(entry, "moved", str(answer.url))
    return Checked(entry, "ok")


def _is_elsewhere(asked: str, came: str) -> bool:
    """Return whether a redirect led to another page, not just to https or to a trailing slash."""
    one, other = urlsplit(asked), urlsplit(came)
    return (one.netloc.removeprefix("www."), one.path.rstrip("/")) != (
        other.netloc.removeprefix("www."),
        other.path.rstrip("/"),
    )
