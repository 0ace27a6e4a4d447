"""Silence, and what becomes of a connection."""

import asyncio

import pytest

from shared.llm import errors
from shared.testing.models.adapters import SECONDS, TEXT, adapter, told_by
from shared.testing.wire import Answers, Fault, WireServer


@pytest.mark.parametrize("fault", ["hang", "stalls"])
async def test_silence_is_a_time_out(fault: Fault, name: str, wire: WireServer) -> None:
    wire.providers[name].fails(fault, text=TEXT)
    provider = adapter(name, wire, seconds=0.3)
    await provider.prepare()

    told = await told_by(provider)
    await provider.aclose()

    assert told.kind is errors.TimedOut
    assert bool(told.text) == (fault == "stalls")


async def test_a_connection_is_used_again(name: str, wire: WireServer) -> None:
    provider = adapter(name, wire)

    for _ in range(3):
        assert (await told_by(provider)).finish
    await asyncio.sleep(0.05)  # for one that is being closed

    # A compatible server's connection is never used twice: see `openai_client`.
    assert wire.providers[name].open_connections == (0 if name == "local" else 1)
    await provider.aclose()


@pytest.mark.parametrize("name", ["openai", "claude", "gemini"], indirect=True)
async def test_a_stream_that_stays_open_after_its_last_word_is_not_waited_for(name: str, wire: WireServer) -> None:
    fake = wire.providers[name]
    fake.script([Answers(TEXT)])
    fake.lingers = True
    provider = adapter(name, wire)
    await provider.prepare()

    async with asyncio.timeout(SECONDS / 2):
        told = await told_by(provider)
    await provider.aclose()

    assert told.text == TEXT
    assert told.finish is not None
