"""How much chance is in an answer: sent where the provider accepts it, and to nobody else."""

from dataclasses import replace

import pytest

from shared.testing.models.adapters import CALL, adapter
from shared.testing.wire import Answers, WireServer

ACCEPTED = {"openai": None, "claude": None, "local": 0.2, "gemini": 0.2}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_it_goes_to_providers_that_accept_it(name: str) -> None:
    async with WireServer() as wire:
        wire.providers[name].script([Answers("Seoul.")])
        provider = adapter(name, wire)

        for call in (CALL, replace(CALL, temperature=0.2)):
            async for _ in provider.stream(call):
                pass
        await provider.aclose()

        plain, cool = [one.body.get("generationConfig", one.body) for one in wire.providers[name].requests]
    assert "temperature" not in plain
    assert cool.get("temperature") == ACCEPTED[name]
