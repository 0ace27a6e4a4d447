"""One client that wants everything: slow documents again and again, and bodies that never end."""

import asyncio
from collections import Counter
from http import HTTPStatus
from statistics import median
from time import monotonic

import httpx

from attack.report import Finding
from attack.stage import RESUMES, Stage, megabytes
from shared.testing import documents

CLIENTS = 12
SECONDS = 25
IMPORTS = 15
LIMIT_SECONDS = 1.0
SMALL = (
    "이서연\nseoyeon@example.org\n010-2222-3333\n\n경력\n\n한빛페이 | 서버 개발자 | 2021.01 ~ 현재\n"
    "- 정산 배치 시간을 4시간에서 35분으로 단축\n- 정산 오차를 찾는 대사 프로그램 작성\n\n"
    "기술 스택\nKotlin, PostgreSQL\n"
)

BODIES, SIZE = 400, 5_000_000
MOST_MEGABYTES = 80
CLOSED_SECONDS = 30
SLACK_SECONDS = 2
"""The gateway closes at its own pace, and 400 at once."""


def slow_pdf() -> bytes:
    """2.3 MB, of which ten pages share a text that takes eight seconds to read."""
    line = b"BT /F 9 Tf 1 0 0 1 60 %d Tm (Minsu Kim shipped order platform number %d) Tj ET\n"
    content = b"".join(line % (780 - (number % 70) * 10, number) for number in range(2_400))
    picture = documents.raw_stream(bytes(2_100_000))
    return documents.raw_page(documents.raw_stream(content), documents.LATIN, picture, pages=10)


async def slow_documents(stage: Stage) -> Finding:
    """Twelve clients of one owner repeat a slow document; another owner imports small ones meanwhile."""
    document, until = slow_pdf(), monotonic() + SECONDS
    statuses: Counter[int] = Counter()

    async def repeat() -> None:
        while monotonic() < until:
            answer = await _import(stage, "mallory", document)
            statuses[answer.status_code] += 1
            if answer.status_code in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
                await asyncio.sleep(0.5)

    await _import(stage, "seoyeon", SMALL.encode())  # a service that nobody has used yet loads its words first
    crowd = [asyncio.create_task(repeat()) for _ in range(CLIENTS)]
    await asyncio.sleep(3)  # until all of them wait for each other
    taken: list[float] = []
    failed: list[str] = []
    for _ in range(IMPORTS):
        started = monotonic()
        answer = await _import(stage, "seoyeon", SMALL.encode())
        taken.append(monotonic() - started)
        if answer.status_code != HTTPStatus.CREATED:
            failed.append(f"{answer.status_code} {answer.json().get('code')}")
        await asyncio.sleep(1)
    await asyncio.gather(*crowd)
    measured = f"others' imports: {median(taken):.2f} s, longest {max(taken):.2f} s, {len(failed)} of {IMPORTS} failed"
    notes = [*failed, f"the crowd was answered {dict(statuses)}"]
    return Finding(measured, not failed and max(taken) <= LIMIT_SECONDS, notes)


async def _import(stage: Stage, owner: str, document: bytes) -> httpx.Response:
    return await stage.gateway.post(f"{RESUMES}/import", content=document, headers=stage.bearer(owner))


async def held_bodies(stage: Stage) -> Finding:
    """Bodies without their last byte, all from one owner."""
    services = {name: process.pid for name, process in stage.stack.processes.items() if name != "gateway"}
    gateway = {"gateway": stage.stack.processes["gateway"].pid}
    before, gateway_before = megabytes(services), megabytes(gateway)
    held = [asyncio.create_task(_hold(stage)) for _ in range(BODIES)]
    most, most_of_gateway = before, gateway_before
    while not all(task.done() for task in held):
        await asyncio.wait(held, timeout=0.5)
        most, most_of_gateway = max(most, megabytes(services)), max(most_of_gateway, megabytes(gateway))
    grown, of_gateway = most - before, most_of_gateway - gateway_before
    seconds = max(task.result()[1] for task in held)
    statuses = Counter(task.result()[0] for task in held)
    measured = f"+{grown:.0f} MB (the gateway +{of_gateway:.0f} MB), closed after {seconds:.0f} s"
    is_held = grown <= MOST_MEGABYTES and seconds <= CLOSED_SECONDS + SLACK_SECONDS
    return Finding(measured, is_held, [f"answered {dict(statuses)}"])


async def _hold(stage: Stage) -> tuple[str, float]:
    """Send all but the last byte; the status, and after how many seconds the connection had ended."""
    token = "".join(f"{name}: {value}\r\n" for name, value in stage.bearer("mallory").items())
    head = f"POST {RESUMES}/import HTTP/1.1\r\nhost: api.localhost\r\n{token}content-length: {SIZE}\r\n\r\n"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", stage.stack.web)
    except OSError:
        return "refused", 0
    started, piece = monotonic(), bytes(65_536)
    try:
        writer.write(head.encode())
        for sent in range(0, SIZE - 1, len(piece)):
            writer.write(piece[: SIZE - 1 - sent])
            await writer.drain()
    except OSError:
        pass  # what was not wanted is not read to its end
    try:
        status = (await reader.read())[9:12].decode() or "closed"
    except OSError:
        status = "reset"
    writer.close()
    return status, monotonic() - started
