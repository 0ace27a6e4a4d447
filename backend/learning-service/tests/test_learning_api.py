"""What a client can do with learning paths; resume-service and MongoDB are real."""

from typing import Any

import pytest
from learning_service.paths.schemas import LearningPathOut

from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"


async def test_a_path_is_made_stored_listed_and_deleted(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    made = await services.service.post(f"/{resume_id}/learning-path", json={"count": 4, "target_date": "2099-01-31"})

    assert made.status_code == 201
    created = LearningPathOut.model_validate_json(made.content)
    assert (created.resume_id, created.resume_version, created.language) == (resume_id, 1, "ko")
    assert (len(created.items), created.requested, created.shortfall) == (4, 4, None)
    assert created.generation.source == "rule_based"
    assert created.schedule.fits_target_date is True
    assert "김민수" in created.summary
    path = f"/learning-paths/{created.id}"
    assert made.headers["Location"].endswith(path)
    assert (await services.service.get(path)).json() == made.json()
    assert (await services.service.get(f"/{resume_id}/learning-path")).json() == made.json()
    assert (await services.service.get(f"/{resume_id}/learning-paths")).json()["items"] == [made.json()]
    assert (await services.service.delete(path)).status_code == 204
    assert_problem(await services.service.get(path), 404, "LEARNING_PATH_NOT_FOUND")
    assert_problem(await services.service.delete(path), 404, "LEARNING_PATH_NOT_FOUND")
    assert_problem(await services.service.get(f"/{resume_id}/learning-path"), 404, "LEARNING_PATH_NOT_FOUND")


async def test_the_current_path_is_the_newest(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    made = [(await services.service.post(f"/{resume_id}/learning-path")).json()["id"] for _ in range(2)]

    assert (await services.service.get(f"/{resume_id}/learning-path")).json()["id"] == made[-1]
    listed = (await services.service.get(f"/{resume_id}/learning-paths", params={"limit": 1})).json()
    rest = await services.service.get(f"/{resume_id}/learning-paths", params={"cursor": listed["next_cursor"]})
    assert [one["id"] for one in listed["items"] + rest.json()["items"]] == made[::-1]


@pytest.mark.parametrize("resume_id", [NOBODY, "nope", "%2e%2e", "한글", "learning-paths"])
async def test_an_unknown_resume_is_a_404(services: WithResumes, resume_id: str) -> None:
    assert_problem(await services.service.post(f"/{resume_id}/learning-path"), 404, "RESUME_NOT_FOUND")
    assert_problem(await services.service.get(f"/{resume_id}/learning-paths"), 404, "RESUME_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"count": 2}, "/count"),
        ({"count": 9}, "/count"),
        ({"hours_per_week": 0}, "/hours_per_week"),
        ({"hours_per_week": 41}, "/hours_per_week"),
        ({"target_date": "2020-01-01"}, "/target_date"),
        ({"target_date": "soon"}, "/target_date"),
        ({"language": "fr"}, "/language"),
        ({"focus_areas": ["a"] * 11}, "/focus_areas"),
        ({"focus_areas": ["Ja\tva"]}, "/focus_areas/0"),
        ({"target_role": "\u2066a"}, "/target_role"),
        ({"target_role": "\u200b"}, "/target_role"),
        ({"job_posting": "\u0000"}, "/job_posting"),
        ({"job_posting": "\u202ea"}, "/job_posting"),
        ({"unknown": 1}, "/unknown"),
    ],
)
async def test_a_wrong_wish_is_a_422_that_names_the_place(
    services: WithResumes, body: dict[str, Any], pointer: str
) -> None:
    resume_id = await services.post_resume()

    problem = assert_problem(
        await services.service.post(f"/{resume_id}/learning-path", json=body), 422, "VALIDATION_FAILED"
    )

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_the_documented_example_runs_as_it_stands(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    document = (await services.service.get("/openapi.json")).json()

    example = document["components"]["schemas"]["LearningPathRequest"]["examples"][0]

    assert (await services.service.post(f"/{resume_id}/learning-path", json=example)).status_code == 201
