"""A session that runs, for tests of what happens in it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from shared.testing.services import WithResumes

Json = dict[str, Any]


@dataclass
class Practice:
    """A running session and the client of its service."""

    client: httpx.AsyncClient
    session: Json

    @property
    def path(self) -> str:
        """The session's path."""
        return f"/sessions/{self.session['id']}"

    @property
    def questions(self) -> list[str]:
        """The ids of its questions."""
        return [one["id"] for one in self.session["questions"]]

    async def now(self) -> Json:
        """The session as it is."""
        return (await self.client.get(self.path)).json()

    async def patch(self, **change: object) -> httpx.Response:
        """Change it."""
        return await self.client.patch(self.path, json=change)

    async def send(self, headers: dict[str, str] | None = None, **body: object) -> httpx.Response:
        """Answer the current question, or the one in `body`; skip it where there is no text."""
        if "question_id" not in body:
            body["question_id"] = (await self.now())["current_question"]["id"]
        if "text" not in body and "skip" not in body:
            body["skip"] = True
        return await self.client.post(f"{self.path}/answers", json=body, headers=headers)

    async def answer(self, headers: dict[str, str] | None = None, **body: object) -> Json:
        """The same, where it must be taken."""
        answer = await self.send(headers, **body)
        assert answer.status_code == HTTPStatus.CREATED, answer.text
        return answer.json()


async def practise(services: WithResumes, *, run: bool = True, **body: object) -> Practice:
    """Plan a session of three questions without follow-ups, and start it."""
    resume_id = await services.post_resume()
    made = await services.service.post(
        f"/{resume_id}/sessions", json={"questions": {"count": 3}, "follow_ups": 0, **body}
    )
    assert made.status_code == HTTPStatus.CREATED, made.text
    practice = Practice(services.service, made.json())
    if run:
        await practice.patch(state="running")
    return practice
