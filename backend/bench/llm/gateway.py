"""Generations through the gateway while every provider fails at random: `python -m bench.llm.gateway [--share 0.5]`.

The native stack (MongoDB, Traefik, the three services) with the keys of all providers, whose base URLs are a fake's. A
generation is good when its 201 has the question that the fake wrote. Ends with code 1 when too few are.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import httpx
import uvloop

from shared.testing.models.questions import answer, question
from shared.testing.services import example_resume
from shared.testing.wire import KEYS
from shared.testing.wire.chance import ChanceServer
from stack.running import RunningStack, running_stack

GENERATIONS, AT_ONCE, MIN_GOOD = 80, 4, 76
# Longer than any deadline of the services: what they say at last is the finding.
PATIENCE_SECONDS = 120
ASKED = question(0)
BODY = {"count": 1, "avoid_previous": False}


@dataclass
class Findings:
    """How the generations ended, and how long they took."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    seconds: list[float] = field(default_factory=list[float])


def environment(wire: ChanceServer) -> Mapping[str, str]:
    """All three providers, as the services' settings name them."""
    return {
        "LLM_PROVIDERS": "openai,claude,gemini",
        "OPENAI_API_KEY": KEYS["openai"],
        "ANTHROPIC_API_KEY": KEYS["claude"],
        "GEMINI_API_KEY": KEYS["gemini"],
        "OPENAI_BASE_URL": wire.openai.base_url,
        "ANTHROPIC_BASE_URL": wire.claude.base_url,
        "GEMINI_BASE_URL": wire.gemini.base_url,
    }


async def generate(wire: ChanceServer, stack: RunningStack, share: float, seed: int) -> Findings:
    """Store a résumé, and ask for a question about it many times."""
    found, numbers = Findings(), iter(range(GENERATIONS))
    async with wire, stack.client() as client:
        client.timeout = httpx.Timeout(PATIENCE_SECONDS)
        stored = await client.post("/api/v1/resumes", json=example_resume())
        path = f"/api/v1/interview/{stored.raise_for_status().json()['id']}/questions"
        # Each SDK is loaded by now or with this one, which no fault meets.
        wire.play(answer([ASKED]))
        assert _outcome(await client.post(path, json=BODY)) == "good"
        wire.play(answer([ASKED]), share, seed)

        async def ask() -> None:
            for _ in numbers:
                started = perf_counter()
                found.outcomes[_outcome(await client.post(path, json=BODY))] += 1
                found.seconds.append(perf_counter() - started)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return found


def _outcome(response: httpx.Response) -> str:
    said: dict[str, Any] = response.json()
    if response.status_code != HTTPStatus.CREATED:
        return f"{response.status_code} {said.get('code')}"
    asked = [made["question"] for made in said["questions"]]
    return "good" if asked == [ASKED["question"]] else f"201 with {len(asked)} other questions"


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.llm.gateway", description=__doc__)
    parser.add_argument("--share", type=float, default=0.5, help="of the requests to each provider, how many fail")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    wire = ChanceServer()
    with (
        tempfile.TemporaryDirectory(prefix="bench-gateway-") as logs,
        running_stack(Path(logs), environment=environment(wire)) as stack,
    ):
        found = uvloop.run(generate(wire, stack, options.share, options.seed))
    good = found.outcomes.pop("good", 0)
    middle, late = quantiles(found.seconds, n=20)[9], quantiles(found.seconds, n=20)[-1]
    print(f"good: {good} of {GENERATIONS}, at least {MIN_GOOD}; median {middle:.2f} s, p95 {late:.2f} s")
    for outcome, times in found.outcomes.most_common():
        print(f"{outcome}: {times}")
    asked = ", ".join(f"{name} {provider.asked_times}" for name, provider in wire.providers.items() if name in KEYS)
    print(f"requests: {asked}")
    return 0 if good >= MIN_GOOD else 1


if __name__ == "__main__":
    sys.exit(main())
