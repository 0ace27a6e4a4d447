"""The loop of a contender's process: commands as JSON lines on standard input, findings as JSON lines on the output.

It knows no library but Pydantic, so that each contender runs it in an environment of its own.
"""

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any, Protocol

from pydantic import BaseModel

INSTRUCTIONS = "Answer in JSON."
PROMPT = "What is the capital of Korea?"
LIST_PROMPT = 'Name six numbers as {"items": [{"number": 0}, ...]}.'
GIVE_UP_SECONDS = 20.0


class Capital(BaseModel):
    """What is asked for."""

    city: str
    inhabitants: int


RIGHT = Capital(city="Seoul", inhabitants=9_300_000)
"""What the fakes answer; any other value, or half of this one, is no good answer."""


class Number(BaseModel):
    """An element of a list."""

    number: int


class Numbers(BaseModel):
    """The list, for libraries that want an object."""

    items: list[Number]


@dataclass
class Setup:
    """How an object is to be built.

    `urls` are the base URLs of the providers. `tuned` is what a careful user sets: the library's own retries off, and
    all that it offers for falling back on. `seconds` is the time for everything together, `None` for the library's
    default. `fast` asks for the faster transport where there is one.
    """

    urls: dict[str, str]
    tuned: bool = True
    seconds: float | None = None
    fast: bool = False


class Contender(Protocol):
    """A library under test."""

    async def open(self, setup: Setup) -> Any:
        """An object that asks OpenAI, then Claude, then Gemini."""
        ...

    async def ask(self, made: Any, prompt: str) -> Any:
        """Its answer to a prompt: a `Capital`, or whatever it hands over in its place."""
        ...

    async def numbers(self, made: Any) -> list[int]:
        """The numbers of the list it streams."""
        ...

    async def close(self, made: Any) -> None:
        """Close what was opened."""
        ...


async def _one(contender: Contender, made: Any, give_up: float, prompt: str = PROMPT) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(give_up):
            answer = await contender.ask(made, prompt)
    except TimeoutError:
        outcome = "gave up" if time.perf_counter() - started >= give_up else "TimeoutError"
    except Exception as error:  # noqa: BLE001  what a library raises is the finding
        outcome = type(error).__name__
    else:
        outcome = "ok" if answer == RIGHT else f"handed over {type(answer).__name__} {str(answer)[:40]!r}"
    return {"ms": (time.perf_counter() - started) * 1000, "outcome": outcome}


async def one(contender: Contender, made: Any, command: dict[str, Any]) -> dict[str, Any]:
    """One call, timed."""
    return await _one(contender, made, command.get("give_up", GIVE_UP_SECONDS))


async def row(contender: Contender, made: Any, command: dict[str, Any]) -> dict[str, Any]:
    """The calls, one after the other."""
    found = [await _one(contender, made, GIVE_UP_SECONDS) for _ in range(command["calls"])]
    return {"outcomes": [each["outcome"] for each in found], "ms": [each["ms"] for each in found]}


async def numbered(contender: Contender, made: Any, command: dict[str, Any]) -> dict[str, Any]:
    """The calls, some at once, each with its number in the prompt: the fake gives each number its own faults."""
    numbers = iter(range(command["calls"]))

    async def client() -> list[dict[str, Any]]:
        return [await _one(contender, made, GIVE_UP_SECONDS, f"{PROMPT} This is call {number}.") for number in numbers]

    found = list(chain(*await asyncio.gather(*(client() for _ in range(command["concurrency"])))))
    ms = quantiles((each["ms"] for each in found), n=20)[-1]
    return {"outcomes": [each["outcome"] for each in found], "p95": ms}


async def burst(contender: Contender, made: Any, command: dict[str, Any]) -> dict[str, Any]:
    """All calls at once."""
    started = time.perf_counter()
    found = await asyncio.gather(*(_one(contender, made, GIVE_UP_SECONDS) for _ in range(command["calls"])))
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "outcomes": [each["outcome"] for each in found]}


async def cpu(contender: Contender, made: Any, command: dict[str, Any]) -> dict[str, Any]:
    """CPU of this process for a call, at a concurrency."""
    calls = iter(range(command["calls"]))

    async def client() -> None:
        for _ in calls:
            await contender.ask(made, PROMPT)

    gc.collect()
    before = os.times()
    await asyncio.gather(*(client() for _ in range(command["concurrency"])))
    after = os.times()
    spent = after.user - before.user + after.system - before.system
    return {"ms": spent * 1000 / command["calls"]}


async def numbers(contender: Contender, made: Any, _: dict[str, Any]) -> dict[str, Any]:
    """A list as a stream."""
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            return {"numbers": await contender.numbers(made)}
    except Exception as error:  # noqa: BLE001  what a library raises is the finding
        return {"numbers": None, "outcome": type(error).__name__}


async def rss(_: Contender, __: Any, ___: dict[str, Any]) -> dict[str, Any]:
    """Resident megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])  # noqa: ASYNC240  no disk
    return {"mb": pages * os.sysconf("SC_PAGE_SIZE") / 2**20}


ACTIONS: dict[str, Callable[[Contender, Any, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "one": one,
    "row": row,
    "numbered": numbered,
    "burst": burst,
    "cpu": cpu,
    "numbers": numbers,
    "rss": rss,
}


async def _serve(contender: Contender) -> None:
    kept: dict[str, Any] = {}
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        name = command.pop("on")
        if command["do"] == "open":
            kept[name] = await contender.open(Setup(**command["setup"]))
            found: dict[str, Any] = {}
        elif command["do"] == "close":
            await contender.close(kept.pop(name))
            found = {}
        else:
            found = await ACTIONS[command["do"]](contender, kept.get(name), command)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


def run(contender: Contender) -> None:
    """Serve commands until the input ends. What libraries print goes to standard error."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    real = os.fdopen(os.dup(answers.fileno()), "w")
    os.dup2(sys.stderr.fileno(), answers.fileno())
    sys.stdout = real
    asyncio.run(_serve(contender))
