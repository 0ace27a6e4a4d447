"""Every query of the code base uses an index: the server's own profiler says how it answered each."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.reviews.paging import encode_due
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from pymongo import MongoClient
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod
from shared.testing.services import example_resume
from shared.testing.serving import client_of, http_client, serving

Profile = list[dict[str, Any]]


@pytest.fixture
def profiled(mongod: Mongod, database_name: str) -> MongoClient[dict[str, Any]]:
    client: MongoClient[dict[str, Any]] = MongoClient(mongod.url)
    client[database_name].command("profile", 2)
    return client


@pytest.fixture
async def clients(
    profiled: MongoClient[dict[str, Any]], mongod: Mongod, database_name: str
) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resume = resume_app(ResumeSettings(mongodb_url=url, resume_database=database_name))
        resume_url = await stack.enter_async_context(serving(resume))
        interview = interview_app(
            InterviewSettings(mongodb_url=url, interview_database=database_name, resume_service_url=resume_url)
        )
        interview_url = await stack.enter_async_context(serving(interview))
        learning = learning_app(
            LearningSettings(
                mongodb_url=url,
                learning_database=database_name,
                resume_service_url=resume_url,
                interview_service_url=interview_url,
            )
        )
        base = f"{resume_url}/api/v1/resumes"
        yield {
            "resumes": await stack.enter_async_context(http_client(base)),
            "interview": await stack.enter_async_context(http_client(f"{interview_url}/api/v1/interview")),
            "learning": await stack.enter_async_context(client_of(learning, "/api/v1/learning")),
        }
    profiled.close()


async def use_everything(clients: dict[str, httpx.AsyncClient]) -> None:
    resumes, interview, learning = clients["resumes"], clients["interview"], clients["learning"]
    body = example_resume()
    ids = [(await resumes.post("", json=body)).json()["id"] for _ in range(3)]
    part = (await resumes.get("", params={"limit": 1})).json()
    await resumes.get("", params={"limit": 1, "cursor": part["next_cursor"]})
    for search in ({"name": "민수"}, {"skill": "k8s"}, {"q": "정산"}, {"name": "민수", "skill": "k8s", "q": "정산"}):
        await resumes.get("", params={"limit": 1, "cursor": part["next_cursor"], **search})
    await resumes.get(f"/{ids[0]}")
    await resumes.put(f"/{ids[0]}", json=body)
    await resumes.put(f"/{ids[0]}", json=body, headers={"If-Match": '"v2"'})
    await resumes.patch(f"/{ids[0]}", json={"summary": "다른 소개"})
    await resumes.get(f"/{ids[0]}/versions")
    await resumes.get(f"/{ids[0]}/versions/2")
    document = {"basics": {"name": "a", "summary": "b"}}
    kept = await resumes.post("/import", json=document, params={"keep_original": True})
    await resumes.get(f"/{kept.json()['resume']['id']}/original")
    for _ in range(2):
        await resumes.post("", json=body, headers={"Idempotency-Key": "k"})
    made = [(await interview.post(f"/{ids[0]}/questions", json={"count": 1})).json()["id"] for _ in range(2)]
    part = (await interview.get(f"/{ids[0]}/questions", params={"limit": 1})).json()
    await interview.get(f"/{ids[0]}/questions", params={"limit": 1, "cursor": part["next_cursor"]})
    await interview.get(f"/question-sets/{made[0]}")
    await interview.delete(f"/question-sets/{made[0]}")
    await interview.get("/jobs", params={"state": "queued"})
    await learning.get(f"/jobs/{ids[0]}")
    await practise(interview, learning, ids[0], made[1])
    paths = [(await learning.post(f"/{ids[0]}/learning-path", json={"count": 3})).json()["id"] for _ in range(2)]
    await learning.get(f"/{ids[0]}/learning-path")
    part = (await learning.get(f"/{ids[0]}/learning-paths", params={"limit": 1})).json()
    await learning.get(f"/{ids[0]}/learning-paths", params={"limit": 1, "cursor": part["next_cursor"]})
    await learning.get(f"/learning-paths/{paths[0]}")
    await learning.delete(f"/learning-paths/{paths[0]}")
    await resumes.delete(f"/{ids[1]}", headers={"If-Match": '"v1"'})
    await resumes.delete(f"/{ids[2]}")
    await resumes.get(f"/erasures/{ids[2]}")
    await interview.delete(f"/{ids[2]}/questions")
    await learning.delete(f"/{ids[2]}/learning-paths")
    await resumes.delete("", params={"confirm": "all"})


async def practise(interview: httpx.AsyncClient, learning: httpx.AsyncClient, resume_id: str, set_id: str) -> None:
    made = [(await interview.post(f"/{resume_id}/sessions", json={"question_set_id": set_id})).json() for _ in range(2)]
    part = (await interview.get(f"/{resume_id}/sessions", params={"limit": 1})).json()
    await interview.get(f"/{resume_id}/sessions", params={"limit": 1, "cursor": part["next_cursor"]})
    session = f"/sessions/{made[0]['id']}"
    await interview.get(session)
    await interview.patch(session, json={"state": "running"})
    asked = {"question_id": made[0]["questions"][0]["id"], "text": "I did it."}
    answered = (await interview.post(f"{session}/answers", json=asked)).json()
    await interview.get(f"{session}/answers")
    await interview.get(f"{session}/report")
    await interview.get(f"/{resume_id}/progress")
    await interview.get(f"{session}/answers/{answered['id']}")
    await review(learning)
    await interview.delete(session)
    await learning.get("/reviews")
    await interview.delete(f"/sessions/{made[1]['id']}", headers={"If-Match": '"v1"'})


async def review(learning: httpx.AsyncClient) -> None:
    part = (await learning.get("/reviews", params={"due": "2100-01-01", "limit": 1})).json()
    (card,) = part["items"]
    later = {"due": "2100-01-01", "cursor": encode_due(datetime.fromisoformat(card["due_at"]), UUID(card["id"]))}
    await learning.get("/reviews", params=later)
    await learning.get(f"/reviews/{card['id']}")
    for _ in range(2):
        await learning.post(f"/reviews/{card['id']}/ratings", json={"rating": "hard"}, headers={"Idempotency-Key": "k"})
    await learning.get("/reviews/export")


async def test_no_query_reads_a_whole_collection(
    clients: dict[str, httpx.AsyncClient], profiled: MongoClient[dict[str, Any]], database_name: str
) -> None:
    await use_everything(clients)

    database = profiled[database_name]
    profile: Profile = list(database["system.profile"].find({"ns": {"$not": {"$regex": "system"}}}))

    planned = [entry for entry in profile if "planSummary" in entry]
    collections = {entry["ns"].partition(".")[2] for entry in planned}
    assert collections == {
        *("resumes", "resume_versions", "erasures", "interviews", "sessions", "answers", "learning_paths", "reviews"),
        *("jobs", "idempotency", "quotas", "originals.files", "originals.chunks", "migrations"),
    }
    kinds = {entry["op"] for entry in planned} | {
        next(iter(entry["command"])) for entry in planned if "command" in entry
    }
    assert {"query", "remove"} <= kinds
    assert "findAndModify" in kinds
    assert [entry["command"] for entry in planned if "COLLSCAN" in entry["planSummary"]] == []


async def test_a_page_of_a_list_reads_no_more_than_the_page(
    clients: dict[str, httpx.AsyncClient], profiled: MongoClient[dict[str, Any]], database_name: str
) -> None:
    for _ in range(30):
        await clients["resumes"].post("", json={"name": "a", "summary": "b"})
    await clients["resumes"].get("", params={"limit": 5})

    entry = profiled[database_name]["system.profile"].find_one(
        {"op": "query", "ns": f"{database_name}.resumes", "command.filter.owner_id": {"$exists": True}}
    )
    assert entry is not None
    assert (entry["docsExamined"], entry["keysExamined"]) == (6, 6)
    assert not entry.get("hasSortStage", False)


@pytest.mark.parametrize(
    ("search", "documents"), [({"name": "없는 사람"}, 0), ({"skill": "Zig"}, 0), ({"name": "a", "skill": "Java"}, 1)]
)
async def test_names_and_skills_are_found_in_indexes(
    clients: dict[str, httpx.AsyncClient],
    profiled: MongoClient[dict[str, Any]],
    database_name: str,
    search: dict[str, str],
    documents: int,
) -> None:
    for number in range(30):
        skills = {"others": ["Java" if number == 7 else "Rust"]}
        await clients["resumes"].post("", json={"name": "a", "technical_skills": skills})
    await clients["resumes"].get("", params=search)

    entries = queries_of_lists(profiled, database_name)
    assert entries
    assert sum(entry["docsExamined"] for entry in entries) == documents
    assert all(entry["keysExamined"] <= 2 for entry in entries)


async def test_a_long_name_is_compared_in_the_index(
    clients: dict[str, httpx.AsyncClient], profiled: MongoClient[dict[str, Any]], database_name: str
) -> None:
    for name in (*("Ada Lovelace", "Lovelace Ada") * 10, "Ada Byron Lovelace"):
        await clients["resumes"].post("", json={"name": name, "summary": "b"})
    answer = await clients["resumes"].get("", params={"name": "n lovelace"})

    assert [item["name"] for item in answer.json()["items"]] == ["Ada Byron Lovelace"]
    entries = queries_of_lists(profiled, database_name)
    assert sum(entry["docsExamined"] for entry in entries) == 1
    assert {entry["planSummary"] for entry in entries} == {
        "IXSCAN { owner_id: 1, search.name_parts: 1, _id: -1, search.name: 1 }"
    }


async def test_where_a_search_stops_is_found_in_an_index_alone(
    clients: dict[str, httpx.AsyncClient], profiled: MongoClient[dict[str, Any]], database_name: str
) -> None:
    for _ in range(30):
        await clients["resumes"].post("", json={"name": "a", "technical_skills": {"others": ["Java"]}})
    for search in ({"q": "nothing"}, {"q": "nothing", "skill": "Java"}, {"q": "nothing", "name": "a"}):
        await clients["resumes"].get("", params=search)

    edges = [entry for entry in queries_of_lists(profiled, database_name) if "skip" in entry["command"]]
    assert [(entry["docsExamined"], entry["keysExamined"]) for entry in edges] == [(0, 30)] * 3


def queries_of_lists(profiled: MongoClient[dict[str, Any]], database_name: str) -> Profile:
    query = {"op": "query", "ns": f"{database_name}.resumes", "command.filter.owner_id": {"$exists": True}}
    return list(profiled[database_name]["system.profile"].find(query))
