"""Reading documents: how long one takes, and what many at once do to everything else in the service's event loop."""

import asyncio
import json
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter

import uvloop
from resume_service.imports.extraction import Extractor
from resume_service.imports.extraction.workers.limits import Limits

from bench.effort import Effort
from bench.load import Result, request
from bench.processes import call, running, wait_for
from bench.report import Figure
from bench.storing import PATH, sent
from shared.testing import documents
from shared.testing.breaking import free_port
from shared.testing.mongod import running_mongod
from shared.testing.services import example_resume
from stack.commands import service

PAGES = 3
DOCUMENTS = 40
AT_ONCE = 20
BURSTS = 10
IMPORTS = 200
GETS = 2_000
PORTION = 50
TICK = 0.002
"""Seconds between two requests of the rest of the service."""

PADDING = 4_000_000
NO_QUOTAS = {"QUOTA_IMPORTS_PER_DAY": "0", "QUOTA_READING_SECONDS_PER_DAY": "0"}
MAX_BYTES = 5_242_880
LIMITS = Limits(pages=30, seconds=10, memory_mb=512)


def extraction(effort: Effort) -> list[Figure]:
    """Milliseconds for a Korean PDF of three pages, and by which the event loop is late meanwhile."""
    rounds = [uvloop.run(_round(effort)) for _ in range(effort.rounds)]
    first, one, small, large = zip(*rounds, strict=True)
    served = _served(effort)
    return [
        Figure(f"a Korean PDF of {PAGES} pages, the first one", first, "ms"),
        Figure(f"a Korean PDF of {PAGES} pages, median", one, "ms", 150),
        Figure(f"{AT_ONCE} of them at once: delay of the event loop, p99", small, "ms", 20),
        Figure(f"{AT_ONCE} imported at once: GET of the same process, p99", [beside for _, beside in served], "ms"),
        Figure("by which that is more than without imports", [beside - alone for alone, beside in served], "ms", 20),
        Figure(f"{AT_ONCE} of 4 MB at once: delay of the event loop, p99", large, "ms", 20),
    ]


def _served(effort: Effort) -> list[tuple[float, float]]:
    """For each round, milliseconds of a GET at the 99th percentile: alone, and while 20 documents are imported at once.

    Both through the service itself, with what it does about a document besides reading it.
    """
    port = free_port()
    document = documents.korean_resume(PAGES)
    head = f"POST {PATH}/import?dry_run=true HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(document)}\r\n\r\n"
    imports = [head.encode() + document] * effort.of(IMPORTS)
    with (
        running_mongod() as mongod,
        running(service("resume", port, mongod.url), NO_QUOTAS),
        ThreadPoolExecutor(1) as pool,
    ):
        wait_for(port, f"{PATH}/ready")
        _, stored = call(port, "POST", PATH, example_resume())
        gets = [request("GET", f"{PATH}/{stored['id']}")] * effort.of(GETS)
        sent(port, [*imports[:AT_ONCE], *gets], AT_ONCE)
        rounds: list[tuple[float, float]] = []
        for _ in range(effort.rounds):
            alone = sent(port, gets, 1).quantile(0.99) * 1000
            beside = pool.submit(sent, port, imports, AT_ONCE)
            latencies: list[float] = []
            while not beside.done():
                latencies += sent(port, gets[:PORTION], 1).latencies
            beside.result()
            rounds.append((alone, Result(latencies).quantile(0.99) * 1000))
    return rounds


async def _round(effort: Effort) -> tuple[float, float, float, float]:
    document = documents.korean_resume(PAGES)
    large = documents.raw_page(
        documents.raw_stream(b"BT /F 9 Tf 50 700 Td (text) Tj ET"),
        documents.LATIN,
        documents.raw_stream(b"%" * PADDING),
    )
    extractor = Extractor(LIMITS, MAX_BYTES)
    try:
        first = await _timed(extractor.extract(document))
        one = median([await _timed(extractor.extract(document)) for _ in range(effort.of(DOCUMENTS))])
        delays = [await _delay(extractor, data, effort.of(BURSTS)) for data in (document, large)]
    finally:
        await extractor.close()
    return first, one, delays[0], delays[1]


async def _timed(work: Awaitable[object]) -> float:
    begun = perf_counter()
    await work
    return (perf_counter() - begun) * 1000


async def _delay(extractor: Extractor, data: bytes, bursts: int) -> float:
    """The 99th percentile of how late small requests are answered while documents are read, in milliseconds."""
    delays: list[float] = []
    others = asyncio.create_task(_requests(delays))
    for _ in range(bursts):
        await asyncio.gather(*[extractor.extract(data) for _ in range(AT_ONCE)])
    others.cancel()
    await asyncio.wait({others})
    return sorted(delays)[len(delays) * 99 // 100] * 1000


async def _requests(delays: list[float]) -> None:
    """Do again and again what a GET does, and note how much later than it could it was done."""
    resume = example_resume()
    while True:
        due = perf_counter() + TICK
        await asyncio.sleep(TICK)
        json.dumps(resume)
        delays.append(perf_counter() - due)
