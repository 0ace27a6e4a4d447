"""A client of one job, as a browser would be: it sends, follows, and reconnects whenever it is cut off."""

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

ENDS = frozenset({"completed", "failed", "cancelled"})
PAUSE_SECONDS = 0.2


@dataclass(slots=True)
class Seen:
    """An event as the client got it."""

    id: int
    name: str
    data: Any


@dataclass(slots=True)
class Client:
    """One job of one client, over all its connections."""

    gateway: httpx.AsyncClient
    path: str
    key: str
    tick: asyncio.Event
    """Set at each event of any client, so that faults come while something happens."""

    callback_url: str
    location: str = ""
    accepted: int = 0
    connections: int = 0
    events: list[Seen] = field(default_factory=list[Seen])

    async def run(self) -> None:
        """Send the job until it is accepted, and follow it until its end."""
        await self._send()
        while not self.events or self.events[-1].name not in ENDS:
            try:
                await self._follow()
            except httpx.TransportError:
                await asyncio.sleep(PAUSE_SECONDS)

    async def job(self) -> dict[str, Any]:
        """Return the job as it is now."""
        while True:
            try:
                answer = await self.gateway.get(self.location)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if answer.status_code == HTTPStatus.OK:
                return answer.json()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _send(self) -> None:
        headers = {"Prefer": "respond-async", "Idempotency-Key": self.key}
        wish = {"count": 5, "avoid_previous": False, "callback_url": self.callback_url}
        while True:
            try:
                answer = await self.gateway.post(self.path, json=wish, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if answer.status_code == HTTPStatus.ACCEPTED:
                self.location = answer.headers["Location"]
                return
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status_code != HTTPStatus.CONFLICT:
                raise RuntimeError(f"{answer.status_code}: {answer.text[:200]}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _follow(self) -> None:
        headers = {"Accept": "text/event-stream"}
        if self.events:
            headers["Last-Event-ID"] = str(self.events[-1].id)
        async with self.gateway.stream("GET", f"{self.location}/events", headers=headers, timeout=15) as answer:
            if answer.status_code != HTTPStatus.OK:
                await asyncio.sleep(PAUSE_SECONDS)
                return
            self.connections += 1
            members: dict[str, str] = {}
            async for line in answer.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    members[name] = value
                    continue
                if "id" in members:
                    self.events.append(Seen(int(members["id"]), members["event"], json.loads(members["data"])))
                    self.tick.set()
                members = {}
