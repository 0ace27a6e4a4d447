"""The rows of the comparison: what is done to the fake, what each contender is asked, what ours has to reach."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.llm.workers import Worker
from shared.testing.wire import Answers, Fails, Fault, WireServer, closed_port_url

GOOD = Answers('{"city": "Seoul", "inhabitants": 9300000}')
NUMBERS = 6
TOGETHER_SECONDS = 5.0


@dataclass
class Bench:
    """What a measurement works with."""

    wire: WireServer
    quick: bool = False

    @property
    def urls(self) -> dict[str, str]:
        """The fakes' addresses."""
        return {name: self.wire.providers[name].base_url for name in ("openai", "claude", "gemini")}

    @property
    def patience(self) -> float:
        """Seconds after which a contender is given up."""
        return 4 if self.quick else 20

    def all_good(self) -> None:
        """Let every provider answer at once."""
        for provider in self.wire.providers.values():
            provider.script([GOOD])
            provider.delay = 0


Measured = float | str
Measure = Callable[[Bench, Worker], Awaitable[Mapping[str, Measured]]]


@dataclass(frozen=True)
class Row:
    """A measurement with several figures: their names, and the bounds for ours."""

    name: str
    measure: Measure
    bounds: Mapping[str, float | str]
    skip: Sequence[str] = field(default=("raw",))


async def _open(bench: Bench, worker: Worker, **setup: Any) -> None:
    await worker.do("open", setup={"urls": bench.urls, **setup})


async def _use_all(bench: Bench, worker: Worker, on: str = "main") -> None:
    """Let every provider be the one that answers once."""
    for down in ((), ("openai",), ("openai", "claude")):
        bench.all_good()
        for name in down:
            bench.wire.providers[name].script([Fails("server_error")])
        await worker.do("one", on=on, give_up=bench.patience)
    bench.all_good()


async def _warm(bench: Bench, worker: Worker) -> None:
    """What a library does once in a process: imports, schemas, first connections. On an object of its own."""
    if worker.name != "raw":
        await worker.do("open", on="warm", setup={"urls": bench.urls})
        await _use_all(bench, worker, "warm")


def cpu(concurrency: int, *, fast: bool = False) -> Measure:
    """CPU of a call."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        bench.all_good()
        await _open(bench, worker, fast=fast)
        calls = 100 if bench.quick else 600
        await worker.do("cpu", calls=max(50, concurrency), concurrency=concurrency)
        found = await worker.do("cpu", calls=calls, concurrency=concurrency)
        await worker.do("close")
        return {"ms": found["ms"]}

    return measure


FIRST_FAULTS: Mapping[str, Fails | None] = {
    "500": Fails("server_error"),
    "429": Fails("rate_limited"),
    "401": Fails("bad_key"),
    "404": Fails("unknown_model"),
    "quota": Fails("quota"),
    "refused": None,
}


def first_fails(*, tuned: bool) -> Measure:
    """The slowest way to a good answer among the faults that are known at once."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        figures: dict[str, Measured] = {}
        await _warm(bench, worker)
        for name, fault in FIRST_FAULTS.items():
            bench.all_good()
            urls = dict(bench.urls)
            if fault is None:
                urls["openai"] = closed_port_url() + "/v1"
            else:
                bench.wire.openai.script([fault])
            # A new object for each: what one has learned about the first provider's health is no help to the next.
            await worker.do("open", setup={"urls": urls, "tuned": tuned})
            found = await worker.do("one", give_up=bench.patience)
            figures[name] = found["ms"] if found["outcome"] == "ok" else _failed(found, bench)
            await worker.do("close")
        return figures

    return measure


def silent(fault: Fault, *, seconds: float | None) -> Measure:
    """The first provider keeps a call waiting."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        await _warm(bench, worker)
        bench.wire.openai.script([Fails(fault)])
        await _open(bench, worker, tuned=seconds is not None, seconds=seconds)
        found = await worker.do("one", give_up=bench.patience)
        await worker.do("close")
        return {"ms": found["ms"] if found["outcome"] == "ok" else _failed(found, bench)}

    return measure


def _failed(found: Mapping[str, Any], bench: Bench) -> str:
    return f"> {bench.patience:.0f} s" if found["outcome"] == "gave up" else f"{found['outcome']}"


def useless(fault: Fault) -> Measure:
    """The first provider's answer is none."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        bench.all_good()
        bench.wire.openai.script([Fails(fault)])
        await _open(bench, worker)
        found = await worker.do("one", give_up=bench.patience)
        await worker.do("close")
        return {"": "falls back" if found["outcome"] == "ok" else found["outcome"]}

    return measure


def _list(body: Mapping[str, Any]) -> str:
    """The whole list, or what is missing of it when the request shows some of its elements."""
    shown = str(body)
    known = [number for number in range(NUMBERS) if f'{{"number": {number}}}' in shown and "must not be" in shown]
    items = ", ".join(f'{{"number": {number}}}' for number in range(NUMBERS) if number not in known)
    return f'{{"items": [{items}]}}'


def broken_list(fault: Fault) -> Measure:
    """The first provider breaks off in the middle of a list."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        bench.all_good()
        for provider in bench.wire.providers.values():
            provider.script([Answers(_list)])
            provider.piece = 8
        bench.wire.openai.script([Fails(fault, text=_list)])
        await _open(bench, worker)
        found = await worker.do("numbers")
        await worker.do("close")
        numbers = found["numbers"]
        if numbers is None:
            return {"": "error"}
        if numbers == list(range(NUMBERS)):
            return {"": "whole, no seam"}
        return {"": "half as whole" if numbers == list(range(len(numbers))) else f"wrong: {numbers}"}

    return measure


async def stays_down(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """Twenty calls in a row while the first provider answers 500."""
    bench.all_good()
    bench.wire.openai.script([Fails("server_error")])
    await _open(bench, worker)
    before = bench.wire.openai.asked_times
    await worker.do("row", calls=20)
    await worker.do("close")
    return {"calls": float(bench.wire.openai.asked_times - before)}


async def all_slow(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """Every provider takes 3 s, and there are 5 for all."""
    await _warm(bench, worker)
    for provider in bench.wire.providers.values():
        provider.delay = 3
    await _open(bench, worker, seconds=TOGETHER_SECONDS)
    found = await worker.do("one", give_up=bench.patience)
    await worker.do("close")
    bench.all_good()
    return {"ms": found["ms"] if found["outcome"] == "ok" else "fails"}


async def burst(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """Sixty-four calls at once while the first provider hangs."""
    await _warm(bench, worker)
    bench.wire.openai.script([Fails("hang")])
    await _open(bench, worker, seconds=TOGETHER_SECONDS)
    before = bench.wire.openai.asked_times
    found = await worker.do("burst", calls=64)
    await worker.do("close")
    good = all(outcome == "ok" for outcome in found["outcomes"])
    return {"s": found["seconds"] if good else "fails", "calls": float(bench.wire.openai.asked_times - before)}


async def memory(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """Resident memory after every provider was used. The process does nothing else."""
    await _open(bench, worker, fast=True)
    await _use_all(bench, worker)
    await asyncio.sleep(0)
    found = await worker.do("rss")
    return {"MB": found["mb"]}


ROWS: Sequence[Row] = (
    Row("CPU a call, concurrency 1", cpu(1), {"ms": 1.10}, ()),
    Row("CPU a call, concurrency 64, same transport", cpu(64), {"ms": 1.12}, ()),
    Row("CPU a call, concurrency 64, faster transport", cpu(64, fast=True), {"ms": 0.7}, ()),
    Row("first provider fails at once, retries off", first_fails(tuned=True), dict.fromkeys(FIRST_FAULTS, 15.0)),
    Row("the same, each library's defaults", first_fails(tuned=False), dict.fromkeys(FIRST_FAULTS, 20.0)),
    Row("hangs without a byte, 5 s for all", silent("hang", seconds=TOGETHER_SECONDS), {"ms": 1600.0}),
    Row("hangs without a byte, defaults", silent("hang", seconds=None), {"ms": 1600.0}),
    Row("drips a blank every 0.2 s, 5 s for all", silent("drip", seconds=TOGETHER_SECONDS), {"ms": 1600.0}),
    Row("200 with empty text", useless("empty_text"), {"": "falls back"}),
    Row("refusal", useless("refusal"), {"": "falls back"}),
    Row("list: half, then reset", broken_list("cut_off"), {"": "whole, no seam"}, ()),
    Row("list: half, then a clean end", broken_list("ends_early"), {"": "whole, no seam"}, ()),
    Row("stays down: of 20 calls, go there", stays_down, {"calls": 3.0}),
    Row("all take 3 s, 5 s for all", all_slow, {"ms": 3100.0}),
    Row("64 at once, first hangs", burst, {"s": 1.7, "calls": 8.0}),
    Row("resident memory, all three used", memory, {"MB": 125.0}, ()),
)
