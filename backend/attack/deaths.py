"""A service that is killed while it makes something: the same request again is answered soon, and not paid twice."""

import asyncio
import signal
from collections.abc import Sequence
from http import HTTPStatus
from time import monotonic

import httpx

from attack.model import harmless, items
from attack.report import Finding
from attack.stage import Stage
from stack.readiness import wait_until_ready

AT_ONCE, KILLS = 5, 2
THINKING_SECONDS = 2.0
LIMIT_SECONDS = 5.0
PROCESS = "interview-1"
RESTART_SECONDS = 30.0


async def killed_services(stage: Stage) -> Finding:
    """Ten generations, five a kill; then the same keys, and then the same keys once more."""
    resume = await stage.resume()
    stage.model.writes(interview_questions=items(harmless()))
    late: list[str] = []
    slowest = 0.0
    for kill in range(KILLS):
        keys = [f"killed-{kill}-{number}" for number in range(AT_ONCE)]
        await _kill_at_work(stage, resume, keys)
        answers = await asyncio.gather(*(_again(stage, resume, key) for key in keys))
        slowest = max(slowest, *(seconds for _, seconds in answers))
        late += [
            f"{key}: {answer.status_code} after {seconds:.1f} s"
            for key, (answer, seconds) in zip(keys, answers, strict=True)
            if answer.status_code != HTTPStatus.CREATED or seconds > LIMIT_SECONDS
        ]
        late += await _paid_twice(stage, resume, keys, [answer for answer, _ in answers])
    tries = AT_ONCE * KILLS
    return Finding(f"{len(late)} of {tries} late or paid twice, slowest {slowest:.1f} s", not late, late)


async def _kill_at_work(stage: Stage, resume: str, keys: Sequence[str]) -> None:
    provider = stage.model.provider
    before = provider.asked_times
    provider.delay = THINKING_SECONDS
    asking = [asyncio.create_task(_post(stage, resume, key)) for key in keys]
    async with asyncio.timeout(RESTART_SECONDS):
        await provider.asked(before + len(keys))
    await asyncio.to_thread(stage.stack.end, PROCESS, signal.SIGKILL)
    provider.delay = 0
    await asyncio.gather(*asking, return_exceptions=True)
    stage.stack.again(PROCESS)
    if not await asyncio.to_thread(wait_until_ready, stage.stack.web, RESTART_SECONDS):
        raise RuntimeError(f"{PROCESS} did not come back")


async def _again(stage: Stage, resume: str, key: str) -> tuple[httpx.Response, float]:
    """The answer to a client that tries until it has one, and how long that took; given up at the limit."""
    started = monotonic()
    while True:
        answer = await _post(stage, resume, key)
        seconds = monotonic() - started
        if answer.status_code == HTTPStatus.CREATED or seconds > LIMIT_SECONDS:
            return answer, seconds
        await asyncio.sleep(0.2)


async def _paid_twice(stage: Stage, resume: str, keys: Sequence[str], answers: Sequence[httpx.Response]) -> list[str]:
    """What of that which is stored is made again, or is another thing when it is asked for again."""
    before = stage.model.provider.asked_times
    found: list[str] = []
    for key, answer in zip(keys, answers, strict=True):
        if answer.status_code == HTTPStatus.CREATED:
            again = await _post(stage, resume, key)
            if again.content != answer.content:
                found.append(f"{key}: another answer the second time")
    if stage.model.provider.asked_times != before:
        found.append(f"{stage.model.provider.asked_times - before} more requests to the model for what was stored")
    return found


async def _post(stage: Stage, resume: str, key: str) -> httpx.Response:
    return await stage.questions(resume, {"Idempotency-Key": key}, count=1)
