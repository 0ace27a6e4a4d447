"""The rows of the comparison: what is done to the fake, what each contender is asked, what ours has to reach."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.llm.workers import Worker
from shared.testing.wire import Answers, Fails, Fault, closed_port_url
from shared.testing.wire.chance import ChanceServer

RIGHT = '{"city": "Seoul", "inhabitants": 9300000}'
GOOD = Answers(RIGHT)
NUMBERS = 6
TOGETHER_SECONDS = 5.0
# Nothing hangs in the rows of random faults, so time is no limit there: 5 s for each model.
CHANCE_SECONDS = 15.0
CALLS, AT_ONCE = 200, 4
# The SDKs' own retries wait, so the same number of calls would take minutes.
CALLS_WITH_RETRIES = 60
HANGING_CALLS = 6
REFUSED_WITH = (400, 405, 409, 410, 422, 451, 498)


@dataclass
class Bench:
    """What a measurement works with. All contenders of a round meet the same random faults."""

    wire: ChanceServer
    quick: bool = False
    round: int = 0

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
        self.wire.stop()
        for provider in self.wire.providers.values():
            provider.script([GOOD])
            provider.delay = 0


Measured = float | str
Measure = Callable[[Bench, Worker], Awaitable[Mapping[str, Measured]]]


@dataclass(frozen=True)
class Row:
    """A measurement with several figures: their names, and the bounds for ours.

    The first bound is a minimum where `at_least` says so. `form` prints figures that differ in what they count.
    """

    name: str
    measure: Measure
    bounds: Mapping[str, float | str]
    skip: Sequence[str] = field(default=("raw",))
    at_least: bool = False
    form: str | None = None


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


def by_chance(share: float, calls: int, *, tuned: bool) -> Measure:
    """Good answers of many calls, while each provider fails a share of its requests at random."""

    async def measure(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
        await _warm(bench, worker)
        bench.wire.play(RIGHT, share, bench.round)
        await _open(bench, worker, tuned=tuned, seconds=CHANCE_SECONDS if tuned else None)
        found = await worker.do("numbered", calls=calls // 5 if bench.quick else calls, concurrency=AT_ONCE)
        await worker.do("close")
        bench.all_good()
        return {"good": float(found["outcomes"].count("ok")), "p95": found["p95"]}

    return measure


async def refused_with_a_status(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """The first provider answers with a status of which the client is to blame, it says."""
    await _warm(bench, worker)
    failed: dict[str, list[int]] = {}
    for status in REFUSED_WITH:
        bench.wire.play(RIGHT)
        bench.wire.statuses["openai"] = status
        await _open(bench, worker)
        found = await worker.do("one", give_up=bench.patience)
        await worker.do("close")
        if found["outcome"] != "ok":
            failed.setdefault(_failed(found, bench), []).append(status)
    bench.all_good()
    said = "; ".join(f"{outcome} at {', '.join(map(str, statuses))}" for outcome, statuses in failed.items())
    return {"": said or "falls back"}


async def keeps_hanging(bench: Bench, worker: Worker) -> Mapping[str, Measured]:
    """Calls one after the other while the first provider hangs: how many reach it, and how long the usual one takes."""
    await _warm(bench, worker)
    bench.wire.openai.script([Fails("hang")])
    await _open(bench, worker, seconds=TOGETHER_SECONDS)
    before = bench.wire.openai.asked_times
    found = await worker.do("row", calls=HANGING_CALLS)
    await worker.do("close")
    good = all(outcome == "ok" for outcome in found["outcomes"])
    return {
        "calls": float(bench.wire.openai.asked_times - before),
        "ms": median(found["ms"]) if good else "some calls fail",
    }


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
    Row("64 at once, first hangs", burst, {"s": 1.7, "calls": 8.0}, form="{s:.2f} s; {calls:.0f}"),
    Row(
        f"first hangs: of {HANGING_CALLS} calls in a row, go there; median",
        keeps_hanging,
        {"calls": 2.0, "ms": 20.0},
        form="{calls:.0f}; {ms:,.0f} ms",
    ),
    Row(f"first answers {' / '.join(map(str, REFUSED_WITH))}", refused_with_a_status, {"": "falls back"}),
    *(
        Row(
            f"each fails {share:.0%} of its requests at random, {settings}: good of {calls}; p95",
            by_chance(share, calls, tuned=settings == "retries off"),
            {"good": least},
            at_least=True,
            form="{good:.0f}; {p95:,.0f} ms",
        )
        for settings, share, calls, least in (
            ("retries off", 0.3, CALLS, 197.0),
            ("retries off", 0.5, CALLS, 185.0),
            ("each library's defaults", 0.5, CALLS_WITH_RETRIES, 56.0),
        )
    ),
    Row("resident memory, all three used", memory, {"MB": 125.0}, ()),
)
