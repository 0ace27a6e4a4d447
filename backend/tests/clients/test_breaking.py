"""A client follows a job while the processes that do it and tell of it are killed."""

import asyncio
import signal
from pathlib import Path

import httpx2

from clients.expecting import example
from clients.product import running_product
from interview_prep import AsyncInterviewPrep, Retries, events

PATIENCE_SECONDS = 60
PATIENT = Retries(attempts=100, max_wait=2)


async def test_a_job_is_followed_to_its_end_though_the_service_is_killed(tmp_path: Path) -> None:
    opened = asyncio.Event()
    answered: list[int] = []

    async def note(response: httpx2.Response) -> None:
        answered.append(response.status_code)
        opened.set()

    with running_product(tmp_path) as product:
        # Not through the gateway: it keeps the head of an answer back until there is something to tell.
        service = f"http://127.0.0.1:{product.stack.ports['interview-1']}"
        token = product.token("alice")
        async with (
            httpx2.AsyncClient(event_hooks={"response": [note]}) as http,
            AsyncInterviewPrep(product.url, token=token) as api,
            AsyncInterviewPrep(service, token=token, http=http, retries=PATIENT) as follower,
            asyncio.timeout(PATIENCE_SECONDS),
        ):
            resume = await api.create_resume(example())
            # Nobody does the job, so its stream is open and silent when the service dies.
            await asyncio.to_thread(product.stack.end, "interview-worker-1", signal.SIGKILL)
            job = await api.start_questions(resume.id, {"count": 2})
            following = asyncio.create_task(follow(follower, job.id))
            await opened.wait()
            await asyncio.to_thread(product.stack.end, "interview-1", signal.SIGKILL)
            product.stack.again("interview-1")
            product.stack.again("interview-worker-1")

            told = await following

            assert [event.name for event in told if event.name != "progress"] == ["question", "question", "completed"]
            assert len({event.id for event in told}) == len(told)
            assert len(answered) > 1
            assert told[-1].data == await api.get_question_set((await api.get_job_of_interview(job.id)).result_id or "")


async def follow(api: AsyncInterviewPrep, job_id: str) -> list[events.FollowJobOfInterviewEvent]:
    return [event async for event in api.follow_job_of_interview(job_id)]
