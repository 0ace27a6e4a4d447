"""Every acknowledged write is there, and no other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport

Make = Callable[..., dict[str, Any]]
MANY = 200


@pytest.fixture
async def crowd(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Two hundred clients of the same service that cost little: they share the event loop with it."""
    transport = AiohttpTransport(limits=httpx.Limits(max_connections=MANY))
    async with httpx.AsyncClient(base_url=client.base_url, timeout=30, transport=transport) as crowd:
        yield crowd


async def test_two_hundred_creates_at_once_are_all_there(crowd: httpx.AsyncClient, resume: Make) -> None:
    answers = await asyncio.gather(*(crowd.post("", json=resume(name=f"사람 {n}")) for n in range(MANY)))

    assert {answer.status_code for answer in answers} == {201}
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        part = (await crowd.get("", params={"limit": 100, **({"cursor": cursor} if cursor else {})})).json()
        listed += [item["id"] for item in part["items"]]
        cursor = part["next_cursor"]
    assert sorted(listed) == sorted(answer.json()["id"] for answer in answers)


async def test_two_hundred_patches_of_one_resume_are_all_in_it(crowd: httpx.AsyncClient, resume: Make) -> None:
    created = (await crowd.post("", json=resume())).json()

    answers = await asyncio.gather(
        *(crowd.patch(f"/{created['id']}", json={"extra": {f"key{n}": n}}) for n in range(MANY))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, MANY + 2))
    final = (await crowd.get(f"/{created['id']}")).json()
    assert final["extra"] == {f"key{n}": n for n in range(MANY)}
    assert final["version"] == MANY + 1


async def test_of_many_patches_of_one_version_exactly_one_wins(crowd: httpx.AsyncClient, resume: Make) -> None:
    created = (await crowd.post("", json=resume())).json()

    answers = await asyncio.gather(
        *(crowd.patch(f"/{created['id']}", json={"summary": f"{n}"}, headers={"If-Match": '"v1"'}) for n in range(50))
    )

    winners = [answer for answer in answers if answer.status_code == 200]
    assert len(winners) == 1
    assert {answer.status_code for answer in answers} == {200, 412}
    assert (await crowd.get(f"/{created['id']}")).json()["summary"] == winners[0].json()["summary"]
