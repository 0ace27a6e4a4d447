"""What a client can do with sessions; resume-service and MongoDB are real."""

import asyncio
from typing import Any

import httpx
import pytest
from interview_service.main import create_app
from interview_service.sessions.schemas import SessionOut
from interview_service.settings import InterviewSettings
from pydantic import SecretStr

from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes
from shared.testing.serving import client_of

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
Json = dict[str, Any]


async def started(services: WithResumes, **body: object) -> Json:
    resume_id = await services.post_resume()
    made = await services.service.post(f"/{resume_id}/sessions", json=body)
    assert made.status_code == 201, made.text
    return made.json()


async def patched(services: WithResumes, session: Json, **change: object) -> httpx.Response:
    return await services.service.patch(f"/sessions/{session['id']}", json=change)


async def test_a_session_is_planned_run_paused_finished_and_removed(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    made_set = (await services.service.post(f"/{resume_id}/questions", json={"count": 3})).json()
    body = {"question_set_id": made_set["id"], "mode": "mock", "minutes": 30, "persona": "executive"}

    answer = await services.service.post(f"/{resume_id}/sessions", json=body)

    assert answer.status_code == 201
    session = SessionOut.model_validate_json(answer.content)
    assert (session.state, session.mode, session.persona, session.version) == ("ready", "mock", "executive", 1)
    assert [one.id for one in session.questions] == [one["id"] for one in made_set["questions"]]
    assert session.current_question is not None
    assert session.current_question.question == made_set["questions"][0]["question"]
    assert "covers" not in answer.text.replace("what_good_answers_", "")
    assert (session.ran_seconds, session.remaining_seconds) == (0, 1800)
    path = f"/sessions/{session.id}"
    assert answer.headers["Location"].endswith(path)
    assert answer.headers["ETag"] == '"v1"'
    assert (await services.service.get(path)).json() == answer.json()
    assert (await services.service.get(f"/{resume_id}/sessions")).json()["items"] == [answer.json()]
    states = [
        (await services.service.patch(path, json={"state": state})).json()
        for state in ("running", "paused", "running", "finished")
    ]
    assert [one["version"] for one in states] == [2, 3, 4, 5]
    assert states[-1]["current_question"] is None
    assert (await services.service.delete(path)).status_code == 204
    assert_problem(await services.service.get(path), 404, "SESSION_NOT_FOUND")
    assert_problem(await services.service.delete(path), 404, "SESSION_NOT_FOUND")


async def test_without_a_set_one_is_made_that_fits_the_minutes(services: WithResumes) -> None:
    session = await started(services, minutes=12, questions={"language": "en"})

    made_set = (await services.service.get(f"/question-sets/{session['question_set_id']}")).json()
    assert (made_set["requested"], made_set["language"], session["language"]) == (3, "en", "en")
    assert 1 <= len(session["questions"]) <= 3


async def test_a_session_outlives_its_set(services: WithResumes) -> None:
    session = await started(services)
    await services.service.delete(f"/question-sets/{session['question_set_id']}")

    assert (await services.service.get(f"/sessions/{session['id']}")).json() == session


async def test_the_clock_is_the_servers_and_survives_a_restart(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    session = await started(services)
    await patched(services, session, state="running")
    url = str(services.resumes.base_url.copy_with(path="/")).rstrip("/")
    settings = InterviewSettings(
        mongodb_url=SecretStr(mongod.url), interview_database=database_name, resume_service_url=url
    )

    async with client_of(create_app(settings), "/api/v1/interview") as other:
        running = (await other.get(f"/sessions/{session['id']}")).json()
        paused = (await other.patch(f"/sessions/{session['id']}", json={"state": "paused"})).json()
    later = (await services.service.get(f"/sessions/{session['id']}")).json()

    assert 0 <= running["ran_seconds"] <= paused["ran_seconds"] == later["ran_seconds"]
    assert later["remaining_seconds"] == pytest.approx(1800 - later["ran_seconds"])


async def test_if_match_protects_and_if_none_match_spares(services: WithResumes) -> None:
    session = await started(services)
    path = f"/sessions/{session['id']}"

    assert (await services.service.get(path, headers={"If-None-Match": '"v1"'})).status_code == 304
    stale = await services.service.patch(path, json={"state": "running"}, headers={"If-Match": '"v7"'})
    assert_problem(stale, 412, "PRECONDITION_FAILED")
    right = await services.service.patch(path, json={"state": "running"}, headers={"If-Match": '"v1"'})
    assert (right.status_code, right.headers["ETag"]) == (200, '"v2"')
    # It is another one with each second that it runs.
    assert (await services.service.get(path, headers={"If-None-Match": '"v2"'})).status_code == 200
    assert_problem(await services.service.delete(path, headers={"If-Match": '"v1"'}), 412, "PRECONDITION_FAILED")
    assert (await services.service.delete(path, headers={"If-Match": '"v2"'})).status_code == 204


async def test_a_key_makes_one_session_and_one_set(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    key = {"Idempotency-Key": "one"}

    answers = await asyncio.gather(
        *(services.service.post(f"/{resume_id}/sessions", json={"minutes": 10}, headers=key) for _ in range(5))
    )

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await services.service.get(f"/{resume_id}/sessions")).json()["items"]) == 1
    assert len((await services.service.get(f"/{resume_id}/questions")).json()["items"]) == 1


async def test_of_changes_at_once_each_is_made_on_what_the_one_before_left(services: WithResumes) -> None:
    session = await started(services)
    path = f"/sessions/{session['id']}"

    answers = await asyncio.gather(
        *(services.service.patch(path, json={"state": "running"}, headers={"If-Match": '"v1"'}) for _ in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]
    assert (await services.service.get(path)).json()["version"] == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"minutes": 9}, "/minutes"),
        ({"minutes": 91}, "/minutes"),
        ({"minutes": True}, "/minutes"),
        ({"mode": "exam"}, "/mode"),
        ({"persona": "friend"}, "/persona"),
        ({"question_set_id": "nope"}, "/question_set_id"),
        ({"question_set_id": NOBODY, "questions": {}}, ""),
        ({"questions": {"count": 11}}, "/questions/count"),
        ({"unknown": 1}, "/unknown"),
    ],
)
async def test_a_wrong_wish_is_a_422_that_names_the_place(services: WithResumes, body: Json, pointer: str) -> None:
    resume_id = await services.post_resume()

    answer = await services.service.post(f"/{resume_id}/sessions", json=body)

    problem = assert_problem(answer, 422, "VALIDATION_FAILED")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_what_is_not_there_is_a_404(services: WithResumes) -> None:
    session = await started(services)
    other = await services.post_resume()

    for foreign in (session["question_set_id"], NOBODY):
        answer = await services.service.post(f"/{other}/sessions", json={"question_set_id": foreign})
        assert_problem(answer, 404, "QUESTION_SET_NOT_FOUND")
    assert_problem(await services.service.post(f"/{NOBODY}/sessions"), 404, "RESUME_NOT_FOUND")
    assert_problem(await services.service.get(f"/{NOBODY}/sessions"), 404, "RESUME_NOT_FOUND")
    for missing in (NOBODY, "nope"):
        assert_problem(await services.service.get(f"/sessions/{missing}"), 404, "SESSION_NOT_FOUND")
        patched = await services.service.patch(f"/sessions/{missing}", json={"state": "running"})
        assert_problem(patched, 404, "SESSION_NOT_FOUND")


async def test_a_wrong_step_is_a_409(services: WithResumes) -> None:
    session = await started(services)

    assert_problem(await patched(services, session, state="paused"), 409, "WRONG_SESSION_STATE")
    last = session["questions"][-1]["id"]
    assert_problem(await patched(services, session, question_id=last), 409, "QUESTION_CANNOT_BE_REPEATED")
    problem = assert_problem(await patched(services, session, state="ready"), 422, "VALIDATION_FAILED")
    assert [error["pointer"] for error in problem["errors"]] == ["/state"]


async def test_sessions_go_with_their_resume(services: WithResumes) -> None:
    session = await started(services)
    await services.resumes.delete(f"/{session['resume_id']}")

    assert_problem(await services.service.get(f"/sessions/{session['id']}"), 404, "SESSION_NOT_FOUND")
    assert (await services.service.delete(f"/{session['resume_id']}/questions")).status_code == 204
    assert_problem(await services.service.delete(f"/sessions/{session['id']}"), 404, "SESSION_NOT_FOUND")
