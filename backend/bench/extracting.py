"""Reading documents: how long one takes, and what many at once do to everything else in the service's event loop."""

import asyncio
import json
from collections.abc import Awaitable
from statistics import median
from time import perf_counter

import uvloop
from resume_service.extraction import Extractor
from resume_service.extraction.limits import Limits

from bench.effort import Effort
from bench.report import Figure
from shared.testing import documents
from shared.testing.services import example_resume

PAGES = 3
DOCUMENTS = 40
AT_ONCE = 20
BURSTS = 10
TICK = 0.002
"""Seconds between two requests of the rest of the service."""

PADDING = 4_000_000
MAX_BYTES = 5_242_880
LIMITS = Limits(pages=30, seconds=10, memory_mb=512)


def extraction(effort: Effort) -> list[Figure]:
    """Milliseconds for a Korean PDF of three pages, and by which the event loop is late meanwhile."""
    rounds = [uvloop.run(_round(effort)) for _ in range(effort.rounds)]
    first, one, small, large = zip(*rounds, strict=True)
    return [
        Figure(f"a Korean PDF of {PAGES} pages, the first one", first, "ms"),
        Figure(f"a Korean PDF of {PAGES} pages, median", one, "ms", 150),
        Figure(f"{AT_ONCE} of them at once: delay of the event loop, p99", small, "ms", 20),
        Figure(f"{AT_ONCE} of 4 MB at once: delay of the event loop, p99", large, "ms", 20),
    ]


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
