"""Webhooks: the end of a job reaches its owner, whatever happens to workers, queue and receiver."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.jobs.errors import CallbackRefused
from shared.jobs.models import Callback, Job
from shared.jobs.queue import JobQueue
from shared.testing.jobs.poems import OWNER, SECRETS, Press
from shared.testing.jobs.receiver import Received, Receiver, receiving
from shared.testing.waiting import until_none


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.webhooks.delivering.PAUSES_SECONDS", (0.05, 0.05))
    monkeypatch.setattr("shared.jobs.webhooks.delivering.AGAIN_SECONDS", 0.05)


def verified(request: Received) -> dict[str, object]:
    """The message, if both secrets have signed it as Standard Webhooks says."""
    headers = request.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
    expected = [hmac.new(secret, signed, hashlib.sha256).digest() for secret in SECRETS]
    given = [one.partition(",") for one in headers["webhook-signature"].split(" ")]
    assert [version for version, _, _ in given] == ["v1", "v1"]
    assert [base64.b64decode(digest) for _, _, digest in given] == expected
    return json.loads(request.body)


async def told(press: Press, job: Job, state: str) -> Callback:
    """The callback, once it is in a state."""

    async def others() -> int:
        found = await press.service.get(OWNER, job.id)
        return int(found.callback is None or found.callback.state != state)

    await until_none(others)
    callback = (await press.service.get(OWNER, job.id)).callback
    assert callback is not None
    return callback


async def test_the_end_of_a_job_is_told_and_signed(press: Press, receiver: Receiver) -> None:
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        (request,) = await receiver.got(1)
        callback = await told(press, job, "delivered")
    ended = await press.service.get(OWNER, job.id)
    assert (request.path, request.headers["host"]) == ("/hooks", f"127.0.0.1:{receiver.port}")
    assert request.headers["content-type"] == "application/json"
    assert ended.finished_at is not None
    message = verified(request)
    assert message.pop("timestamp") == ended.finished_at.isoformat().replace("+00:00", "Z")
    assert message == {
        "type": "job.succeeded",
        "data": {
            "id": str(job.id),
            "kind": press.kind,
            "state": "succeeded",
            "resume_id": press.resume_id,
            "url": f"/poetry/jobs/{job.id}",
            "result_id": str(job.makes),
            "result_url": f"/poetry/poems/{job.makes}",
        },
    }
    assert callback == Callback(receiver.url, "delivered", 1)


async def test_a_failure_and_a_cancellation_are_told_too(press: Press, receiver: Receiver) -> None:
    press.muse.failures = [ZeroDivisionError()]
    failing = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        await receiver.got(1)
    cancelled = await press.order("violets", receiver.url)
    await press.service.cancel(OWNER, cancelled.id)
    async with press.posting():
        messages = [verified(one) for one in await receiver.got(2)]
    assert [(one["type"], one["data"]["id"]) for one in messages if isinstance(one["data"], dict)] == [
        ("job.failed", str(failing.id)),
        ("job.cancelled", str(cancelled.id)),
    ]


async def test_a_receiver_that_fails_is_asked_again_with_the_same_id(press: Press, receiver: Receiver) -> None:
    receiver.answers = ["500 Internal Server Error", "302 Found"]
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        requests = await receiver.got(3)
        callback = await told(press, job, "delivered")
    assert len({one.headers["webhook-id"] for one in requests}) == 1
    assert callback.attempts == 3


@pytest.mark.parametrize(
    ("answers", "attempts", "problem"),
    [(["503 Unavailable"] * 5, 3, "status 503"), (["410 Gone"], 1, "status 410")],
)
async def test_a_receiver_that_never_takes_it_is_given_up(
    press: Press, receiver: Receiver, answers: list[str], attempts: int, problem: str
) -> None:
    receiver.answers = list(answers)
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        callback = await told(press, job, "given_up")
    assert (callback.attempts, callback.problem, len(receiver.received)) == (attempts, problem, attempts)


async def test_a_worker_killed_while_it_sends_leaves_the_webhook_to_the_next(press: Press, receiver: Receiver) -> None:
    """It is sent once more, and its id tells the receiver that it knows it."""
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting(dying=True):
        await receiver.got(1)
    async with press.posting():
        first, second = await receiver.got(2)
        callback = await told(press, job, "delivered")
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert callback.attempts == 2


async def test_a_worker_that_is_stopped_while_it_sends_hands_it_over(press: Press, receiver: Receiver) -> None:
    receiver.silent = True
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        await receiver.got(1)
    stopped = (await press.service.get(OWNER, job.id)).callback
    assert stopped is not None
    assert (stopped.state, stopped.problem) == ("waiting", "the worker was stopped")
    receiver.silent = False
    async with press.posting():
        await told(press, job, "delivered")


async def test_the_sweep_queues_a_webhook_that_a_crash_left(press: Press, receiver: Receiver) -> None:
    """The process ended after the job had, and before the queue had its webhook."""
    job = await press.order("roses", receiver.url)
    await press.crud.cancel(OWNER.id, job.id)
    async with press.posting():
        assert await press.postman(overdue=timedelta(0)).once() == 1
        await told(press, job, "delivered")
    assert await press.postman(overdue=timedelta(0)).once() == 0


async def test_a_job_that_is_queued_again_tells_its_new_end(press: Press, receiver: Receiver) -> None:
    press.muse.failures = [ZeroDivisionError()]
    job = await press.order("roses", receiver.url)
    async with press.working(), press.posting():
        await told(press, job, "delivered")
        again = await press.crud.retry(job.id)
        assert again is not None
        assert again.callback == Callback(receiver.url)
        await JobQueue(press.broker).add(again)
        first, second = await receiver.got(2)
    assert [verified(one)["type"] for one in (first, second)] == ["job.failed", "job.succeeded"]
    assert first.headers["webhook-id"] != second.headers["webhook-id"]


async def test_a_deleted_job_is_told_to_nobody(press: Press, receiver: Receiver) -> None:
    job = await press.order("roses", receiver.url)
    async with press.working():
        await press.events(job)
    await press.crud.erase([job.id])
    other = await press.order("violets", receiver.url)
    async with press.working(), press.posting():
        await told(press, other, "delivered")
    assert [verified(one)["data"] for one in receiver.received if str(job.id) in one.body.decode()] == []


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://example.com/", "https://"])
async def test_an_address_that_must_not_be_called_is_refused_with_the_request(press: Press, url: str) -> None:
    with pytest.raises(CallbackRefused):
        await press.order("roses", url)
    assert await press.database["jobs"].count_documents({}) == 0


def test_the_address_does_not_reach_a_log() -> None:
    assert "token" not in repr(Callback("https://example.com/?token=1"))
