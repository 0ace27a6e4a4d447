"""What a client can do with the progress of a path, and how conditional requests guard it."""

import asyncio
from typing import Any

import pytest
from learning_service.paths.schemas import LearningPathOut

from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


async def made(services: WithResumes) -> LearningPathOut:
    answer = await services.service.post(f"/{await services.post_resume()}/learning-path", json={"count": 3})
    assert answer.headers["ETag"] == '"v1"'
    return LearningPathOut.model_validate_json(answer.content)


def address(path: LearningPathOut, number: int = 0) -> str:
    return f"/learning-paths/{path.id}/items/{path.items[number].id}"


async def test_ticks_a_status_and_a_note_are_kept(services: WithResumes) -> None:
    path = await made(services)

    ticked = await services.service.patch(address(path), json={"milestones_done": [1, 0, 1], "note": "두 개 끝"})
    done = await services.service.patch(address(path, 1), json={"status": "done"})

    assert (ticked.status_code, ticked.headers["ETag"]) == (200, '"v2"')
    first = ticked.json()["items"][0]
    assert (first["status"], first["milestones_done"], first["note"]) == ("doing", [0, 1], "두 개 끝")
    assert first["progress_percent"] == 200 // len(first["milestones"])
    stored = await services.service.get(f"/learning-paths/{path.id}")
    assert stored.json() == done.json()
    assert stored.json()["version"] == 3
    assert stored.json()["updated_at"] > stored.json()["created_at"]
    assert 0 < stored.json()["progress_percent"] < 100
    assert (await services.service.get(f"/{path.resume_id}/learning-path")).json() == stored.json()


async def test_null_removes_the_note_and_what_is_left_out_stays(services: WithResumes) -> None:
    path = await made(services)
    await services.service.patch(address(path), json={"milestones_done": [0], "note": "…"})

    answer = await services.service.patch(
        address(path), content=b'{"note": null}', headers={"Content-Type": "application/merge-patch+json"}
    )

    item = answer.json()["items"][0]
    assert (item["note"], item["milestones_done"], item["status"]) == (None, [0], "doing")


async def test_a_change_of_an_old_version_is_refused(services: WithResumes) -> None:
    path = await made(services)
    await services.service.patch(address(path), json={"status": "doing"}, headers={"If-Match": '"v1"'})

    late = await services.service.patch(address(path), json={"status": "done"}, headers={"If-Match": '"v1"'})

    assert_problem(late, 412, "PRECONDITION_FAILED")
    assert (await services.service.get(f"/learning-paths/{path.id}")).json()["items"][0]["status"] == "doing"


async def test_changes_at_once_are_all_kept(services: WithResumes) -> None:
    path = await made(services)

    answers = await asyncio.gather(
        *(services.service.patch(address(path, number), json={"status": "done"}) for number in range(3))
    )

    assert {answer.status_code for answer in answers} == {200}
    stored = (await services.service.get(f"/learning-paths/{path.id}")).json()
    assert ([item["status"] for item in stored["items"]], stored["version"]) == (["done"] * 3, 4)
    assert stored["progress_percent"] == 100


async def test_who_has_the_version_gets_no_body(services: WithResumes) -> None:
    path = await made(services)
    address_of_path = f"/learning-paths/{path.id}"

    known = await services.service.get(address_of_path, headers={"If-None-Match": '"v1"'})
    await services.service.patch(address(path), json={"status": "doing"})
    changed = await services.service.get(address_of_path, headers={"If-None-Match": '"v1"'})

    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", '"v1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"v2"')


async def test_a_path_that_changed_meanwhile_is_not_removed(services: WithResumes) -> None:
    path = await made(services)
    await services.service.patch(address(path), json={"status": "doing"})
    gone = f"/learning-paths/{path.id}"

    assert_problem(await services.service.delete(gone, headers={"If-Match": '"v1"'}), 412, "PRECONDITION_FAILED")
    assert (await services.service.delete(gone, headers={"If-Match": '"v2"'})).status_code == 204
    assert_problem(await services.service.delete(gone, headers={"If-Match": '"v2"'}), 404, "LEARNING_PATH_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"status": "later"}, "/status"),
        ({"milestones_done": [5]}, "/milestones_done/0"),
        ({"milestones_done": [4]}, "/milestones_done"),
        ({"milestones_done": [-1]}, "/milestones_done/0"),
        ({"note": "a\u202eb"}, "/note"),
        ({"note": "a" * 2_001}, "/note"),
        ({"title": "mine"}, "/title"),
    ],
)
async def test_a_wrong_change_is_a_422_that_names_the_place(
    services: WithResumes, body: dict[str, Any], pointer: str
) -> None:
    path = await made(services)

    problem = assert_problem(await services.service.patch(address(path), json=body), 422, "VALIDATION_FAILED")

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_an_unknown_path_or_item_is_a_404(services: WithResumes) -> None:
    path = await made(services)
    body = {"status": "done"}

    unknown = await services.service.patch(f"/learning-paths/{NOBODY}/items/{NOBODY}", json=body)
    other = await services.service.patch(f"/learning-paths/{path.id}/items/{NOBODY}", json=body)
    odd = await services.service.patch(f"/learning-paths/{path.id}/items/nope", json=body)

    assert_problem(unknown, 404, "LEARNING_PATH_NOT_FOUND")
    assert_problem(other, 404, "LEARNING_ITEM_NOT_FOUND")
    assert_problem(odd, 404, "LEARNING_ITEM_NOT_FOUND")


async def test_the_documented_example_runs_as_it_stands(services: WithResumes) -> None:
    path = await made(services)
    document = (await services.service.get("/openapi.json")).json()

    examples = document["components"]["schemas"]["ItemPatch"]["examples"]

    assert (await services.service.patch(address(path), json=examples[0])).status_code == 200


async def test_a_path_says_profession_level_match_and_what_to_add(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    answer = await services.service.post(
        f"/{resume_id}/learning-path",
        json={"job_posting": "백엔드 개발자\n[자격요건]\n- Elasticsearch 경험", "count": 3},
    )

    path = answer.json()
    assert (path["profession"], path["level"], path["notes"]) == ("backend_engineer", "mid", [])
    assert [one["text"] for one in path["match"]["missing"]] == ["Elasticsearch 경험"]
    assert path["match"]["missing"][0]["pointer"] == "/job_posting/lines/2"
    assert path["items"][0]["evidence"][0]["pointer"] == "/job_posting/lines/2"


async def test_too_little_is_a_422_that_says_what_to_add(services: WithResumes) -> None:
    stored = await services.resumes.post("", json={"name": "이하나", "summary": "안녕하세요"})

    answer = await services.service.post(f"/{stored.json()['id']}/learning-path")

    assert "추가해 주세요" in assert_problem(answer, 422, "NOTHING_TO_LEARN_FROM")["detail"]
