"""Many generations among random faults: nothing may leak, be wrong, or fail outside the taxonomy.

`python -m bench.llm.soak --calls 20000`: the real SDKs and a fake of the three providers in one process, half of the
calls plain and half as streams. Ends with code 1 when something is not as it should be.
"""

import argparse
import asyncio
import gc
import logging
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import structlog
import uvloop

from shared.config.llm import KNOWN
from shared.core.errors import AppError
from shared.llm.base import ConfiguredProvider, ListRequest, LlmRequest
from shared.llm.factory import configured_providers
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.counting import Counted, counting
from shared.testing.wire import FAULTS, Answers, Fails, WireServer, settings_for
from shared.testing.wire.dialects.dialect import Json

COUNT = 4
DEADLINE, LATE = 3.0, 0.1
CLIENTS = 32
CALLS_A_REGISTRY = 500
"""After this many the health of the providers begins anew: a bad key alone would keep one away to the end."""
WARM_UP = 2_000
MAX_GROWTH_MB = 10

ONE = LlmRequest(Counted, "Answer in JSON.", "Count.", "one")
LIST = ListRequest(Counted, "Answer in JSON.", "Count.", "list", count=COUNT)
LIMITS = RegistryLimits(DEADLINE, idle_seconds=0.2, hedging=HedgeLimits(0.1, 0.1, 0.5), hedge_share=1)


@dataclass
class Findings:
    """What was seen."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    attempts: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    latest_ms: float = 0


async def soak(calls: int, share: float, seed: int) -> Findings:
    """Make `calls` generations, of whose requests `share` meet a fault."""
    dice = random.Random(seed)  # noqa: S311  repeatable, not secret
    found = Findings()
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(WireServer())
        configured = {one.provider.name: one for one in configured_providers(settings_for(wire, *KNOWN))}
        for one in configured.values():
            await one.provider.prepare()
            stack.push_async_callback(one.provider.aclose)
        before = (0.0, 0, 0)
        for done in range(0, calls, CALLS_A_REGISTRY):
            if done == WARM_UP:
                before = _state()
            _deal(wire, dice, share)
            await _some(configured, dice, min(CALLS_A_REGISTRY, calls - done), found)
            print(f"{done + CALLS_A_REGISTRY} calls, {_state()[0]:.0f} MB", file=sys.stderr)
        await asyncio.sleep(0.5)
        after = _state()
    print(
        f"memory {before[0]:.1f} -> {after[0]:.1f} MB, tasks {before[1]} -> {after[1]}, files {before[2]} -> {after[2]}"
    )
    if before[0] and after[0] - before[0] > MAX_GROWTH_MB:
        found.wrong.append(f"memory grew by {after[0] - before[0]:.1f} MB")
    if after[1] > 1:
        found.wrong.append(f"{after[1]} tasks at the end")
    return found


def _deal(wire: WireServer, dice: random.Random, share: float) -> None:
    for name in KNOWN:
        good = Answers(_text(name))
        wire.providers[name].script(
            Fails(dice.choice(FAULTS), dice.choice([None, 0.05]), good.text) if dice.random() < share else good
            for _ in range(4 * CALLS_A_REGISTRY)
        )


def _text(name: str) -> Callable[[Json], str]:
    elements = counting(name, COUNT)

    def text(body: Json) -> str:
        return elements(body) if "items" in str(body) else f'{{"number": 0, "maker": "{name}"}}'

    return text


async def _some(configured: Mapping[str, ConfiguredProvider], dice: random.Random, calls: int, found: Findings) -> None:
    llm = Registry([configured[name] for name in dice.sample(KNOWN, len(KNOWN))], LIMITS)
    left = iter(range(calls))

    async def client() -> None:
        for number in left:
            await _one(llm, found) if number % 2 else await _list(llm, found)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    if any(state.in_flight or state.waiting for state in llm.states):
        found.wrong.append("a place in a bulkhead was not given back")
    for totals in llm.totals.models.values():
        found.attempts += totals.outcomes


async def _one(llm: Registry, found: Findings) -> None:
    started = monotonic()
    try:
        answer = await llm.generate(ONE)
    except AppError as error:
        found.outcomes[f"one: {error.code}"] += 1
    except Exception as error:  # noqa: BLE001  this is what is looked for
        found.wrong.append(repr(error))
    else:
        found.outcomes["one: ok"] += 1
        if answer.value != Counted(number=0, maker=answer.provider):
            found.wrong.append(f"{answer.value} by {answer.provider}")
    _time(started, found)


async def _list(llm: Registry, found: Findings) -> None:
    started = monotonic()
    values: list[Counted] = []
    stream = llm.stream(LIST)
    try:
        async with stream:
            async for value in stream:
                values.append(value)  # noqa: PERF401  the part is wanted when it fails
    except AppError as error:
        found.outcomes[f"list: {error.code}"] += 1
    except Exception as error:  # noqa: BLE001  this is what is looked for
        found.wrong.append(repr(error))
    else:
        found.outcomes["list: ok"] += 1
        if len(values) != COUNT or {value.maker for value in values} != set(stream.answer.contributors):
            found.wrong.append(f"{values} by {stream.answer.contributors}")
    if [value.number for value in values] != list(range(len(values))):
        found.wrong.append(f"a seam: {values}")
    _time(started, found)


def _time(started: float, found: Findings) -> None:
    took = monotonic() - started
    found.latest_ms = max(found.latest_ms, took * 1000)
    if took > DEADLINE + LATE:
        found.wrong.append(f"an answer after {took:.3f} s")


def _state() -> tuple[float, int, int]:
    """Resident megabytes, tasks, and open files, sockets among them."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return pages * 4096 / 2**20, len(asyncio.all_tasks()), files


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.llm.soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--share", type=float, default=0.3, help="of requests that meet a fault")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    found = uvloop.run(soak(options.calls, options.share, options.seed))
    print("generations:", dict(found.outcomes.most_common()))
    print("requests:", dict(found.attempts.most_common()))
    print(f"slowest: {found.latest_ms:.0f} ms of {DEADLINE * 1000:.0f}")
    for what in found.wrong[:20]:
        print("WRONG:", what)
    print("nothing wrong" if not found.wrong else f"{len(found.wrong)} things wrong")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
