"""Whether the addresses of the catalogue still open: each is asked for once, a few at a time; what is gone is named."""

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
"""Pages that are opened together, of all hosts and of one: nobody is to notice the check."""

SECONDS = 20.0
AGENT = {"User-Agent": "Mozilla/5.0 (compatible; interview-preparation catalogue-check)"}
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
NO_HEAD = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, *GONE})
"""With these some hosts answer a HEAD alone."""

Result = Literal["ok", "moved", "gone", "refused", "unreachable"]
"""`moved`: it opens under another address. `refused`: the host wants no programs. `unreachable`: nobody answers."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one address; `detail` is a status, a new address, or what failed."""

    entry: CatalogueEntry
    result: Result
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all of them."""

    checked: Sequence[Checked]

    @property
    def exit_code(self) -> int:
        """1 when an address is gone, or nothing can be reached; what moved or refuses programs opens for people."""
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
    """Open each address once."""
    everywhere = asyncio.Semaphore(AT_ONCE)
    hosts: dict[str, asyncio.Semaphore] = {}

    async def bounded(entry: CatalogueEntry) -> Checked:
        host = hosts.setdefault(urlsplit(entry.url).netloc, asyncio.Semaphore(AT_ONE_HOST))
        async with host, everywhere:
            return await _checked(entry, client)

    return Report(await asyncio.gather(*map(bounded, entries)))


def open_client() -> httpx.AsyncClient:
    """A client that follows redirects and waits no longer than anybody would."""
    return httpx.AsyncClient(headers=AGENT, timeout=SECONDS, follow_redirects=True)


async def _checked(entry: CatalogueEntry, client: httpx.AsyncClient) -> Checked:
    try:
        answer = await client.head(entry.url)
        if answer.status_code in NO_HEAD:
            async with client.stream("GET", entry.url) as answer:
                # The status and where it came from is all that is wanted.
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
    """Whether a redirect led to another page, and not just from http to https or to a slash at the end."""
    one, other = urlsplit(asked), urlsplit(came)
    return (one.netloc.removeprefix("www."), one.path.rstrip("/")) != (
        other.netloc.removeprefix("www."),
        other.path.rstrip("/"),
    )
