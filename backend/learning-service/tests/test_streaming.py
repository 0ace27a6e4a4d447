"""A path that comes item by item."""

import json
from typing import Any

from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

STREAM = {"Accept": "text/event-stream"}


def events_of(text: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for block in filter(None, text.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


async def test_the_analysis_comes_first_then_each_item_once_then_the_stored_path(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    answer = await services.service.post(f"/{resume_id}/learning-path", json={"count": 3}, headers=STREAM)

    events = [event for event in events_of(answer.text) if event[0] != "progress"]
    assert [name for name, _ in events] == ["analysis", "item", "item", "item", "completed"]
    path = events[-1][1]
    assert events[0][1] == path["analysis"]
    assert [data for name, data in events if name == "item"] == path["items"]
    assert (await services.service.get(f"/learning-paths/{path['id']}")).json() == path


async def test_a_path_that_cannot_begin_fails_like_a_plain_request(services: WithResumes) -> None:
    answer = await services.service.post("/nope/learning-path", headers=STREAM)

    assert_problem(answer, 404, "RESUME_NOT_FOUND")


async def test_too_little_to_go_on_is_said_in_the_stream(services: WithResumes) -> None:
    stored = await services.resumes.post("", json={"name": "이하나", "summary": "안녕하세요"})

    answer = await services.service.post(f"/{stored.json()['id']}/learning-path", headers=STREAM)

    name, problem = events_of(answer.text)[-1]
    assert (name, problem["code"], problem["status"]) == ("failed", "NOTHING_TO_LEARN_FROM", 422)
