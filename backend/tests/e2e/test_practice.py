"""A session survives the processes that serve it."""

import asyncio
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

INTERVIEW = "/api/v1/interview"
PATIENCE = 20


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[RunningStack]:
    with running_stack(tmp_path, replicas={"interview": 2}) as stack:
        yield stack


async def surely(client: httpx.AsyncClient, method: str, path: str, **sent: Any) -> httpx.Response:
    """Send a request again, until somebody answers it who is alive."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                answer = await client.request(method, path, **sent)
            except httpx.TransportError:
                continue
            if answer.status_code < 500:
                return answer
            await asyncio.sleep(0.05)


async def answer_while_one_dies(
    twins: RunningStack, client: httpx.AsyncClient, path: str, question_id: str, dying: str
) -> httpx.Response:
    body = {
        "question_id": question_id,
        "text": "제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다.",
    }
    sending = asyncio.create_task(
        surely(client, "POST", f"{path}/answers", json=body, headers={"Idempotency-Key": question_id})
    )
    await asyncio.sleep(0.003)
    await asyncio.to_thread(twins.end, dying, signal.SIGKILL)
    twins.again(dying)
    return await sending


async def test_nothing_acknowledged_is_lost_and_nothing_is_answered_twice(
    twins: RunningStack, example: dict[str, Any]
) -> None:
    async with twins.client() as client:
        resume = (await client.post("/api/v1/resumes", json=example)).json()
        body = {"questions": {"count": 3}, "minutes": 30, "follow_ups": 1}
        session = (await client.post(f"{INTERVIEW}/{resume['id']}/sessions", json=body)).json()
        path = f"{INTERVIEW}/sessions/{session['id']}"
        started = monotonic()
        assert (await surely(client, "PATCH", path, json={"state": "running"})).status_code == 200
        acknowledged: list[str] = []
        question = session["current_question"]
        while question is not None:
            dying = f"interview-{len(acknowledged) % 2 + 1}"
            answered = await answer_while_one_dies(twins, client, path, question["id"], dying)
            assert answered.status_code == 201, answered.text
            acknowledged.append(answered.json()["id"])
            question = answered.json()["session"]["current_question"]
        paused = (await surely(client, "PATCH", path, json={"state": "paused"})).json()
        took = monotonic() - started
        kept = (await surely(client, "GET", f"{path}/answers")).json()["items"]
        later = (await surely(client, "GET", path)).json()

    assert [one["id"] for one in kept] == acknowledged
    # Each follow-up is behind the question that it follows, once.
    assert [one["question_id"] for one in kept] == [one["id"] for one in later["questions"]]
    assert len(later["questions"]) > len(session["questions"]) == 3
    assert all(one["evaluation"] is not None for one in kept)
    assert later["current_question"] is None
    assert later["ran_seconds"] == paused["ran_seconds"] == pytest.approx(took, abs=2)
    assert 0 < later["ran_seconds"] <= took


def test_the_requests_of_the_page_on_practice_run_as_they_stand(twins: RunningStack) -> None:
    page = (REPOSITORY / "docs" / "practice.md").read_text(encoding="utf-8")
    found = re.search(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    script = found[1].replace("api.localhost/", f"api.localhost:{twins.web}/")

    done = subprocess.run(["bash", "-ec", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S607

    assert '"state":"running"' in done.stdout
    assert '"evaluation":{"dimensions"' in done.stdout
    assert "# 연습 보고서" in done.stdout
    assert '"weakest":[{"name"' in done.stdout
