"""Faults by chance: a call meets the same ones from every client, however many requests that one makes."""

from collections import Counter
from http import HTTPStatus

import httpx
import pytest

from shared.testing.wire.chance import ChanceServer

CALLS = range(60)


async def outcome(client: httpx.AsyncClient, call: int) -> str:
    """How one request of this call ends, as a client sees it."""
    turns = [{"role": "user", "content": f"This is call {call}."}]
    try:
        response = await client.post("/chat/completions", json={"model": "m", "messages": turns})
    except httpx.HTTPError as error:
        return type(error).__name__
    if response.status_code != HTTPStatus.OK:
        return str(response.status_code)
    return response.json()["choices"][0]["message"]["content"]


async def test_a_call_meets_the_same_fault_in_whatever_order_it_comes() -> None:
    async with ChanceServer() as wire, httpx.AsyncClient(base_url=wire.openai.base_url) as client:
        wire.play("whole", 0.5, seed=1)
        forwards = {call: await outcome(client, call) for call in CALLS}
        wire.play("whole", 0.5, seed=1)
        backwards = {call: await outcome(client, call) for call in reversed(CALLS)}

    assert forwards == backwards
    counted = Counter(forwards.values())
    assert len(CALLS) * 0.3 < counted["whole"] < len(CALLS) * 0.7
    assert set(counted) == {"whole", "wh", "500", "503", "429", "ReadError"}


async def test_asking_again_within_a_call_is_a_new_draw() -> None:
    async with ChanceServer() as wire, httpx.AsyncClient(base_url=wire.openai.base_url) as client:
        wire.play("whole", 0.5)
        asked = [await outcome(client, 7) for _ in range(12)]

    assert 0 < asked.count("whole") < len(asked)


@pytest.mark.parametrize(("share", "answered"), [(0.0, True), (1.0, False)])
async def test_no_share_fails_nothing_and_the_whole_share_everything(share: float, answered: bool) -> None:
    async with ChanceServer() as wire, httpx.AsyncClient(base_url=wire.openai.base_url) as client:
        wire.play("whole", share)
        asked = [await outcome(client, call) for call in CALLS]

    assert {one == "whole" for one in asked} == {answered}


async def test_a_provider_refuses_with_a_status_until_the_next_play() -> None:
    async with ChanceServer() as wire, httpx.AsyncClient(base_url=wire.openai.base_url) as client:
        wire.play("whole")
        wire.statuses["openai"] = 451
        refused = await outcome(client, 0)
        wire.play("whole")
        answered = await outcome(client, 0)

    assert (refused, answered) == ("451", "whole")


async def test_scripts_are_followed_while_nothing_is_played() -> None:
    async with ChanceServer() as wire, httpx.AsyncClient(base_url=wire.openai.base_url) as client:
        wire.play("played", 1.0)
        wire.stop()
        wire.openai.answers("scripted")

        assert await outcome(client, 0) == "scripted"
