"""What a client can do with résumés."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from resume_service.resumes.schemas import EXAMPLE, ResumeList, ResumeOut

Make = Callable[..., dict[str, Any]]


async def test_a_created_resume_is_answered_whole_with_location_and_etag(client: httpx.AsyncClient) -> None:
    answer = await client.post("", json=EXAMPLE)

    assert answer.status_code == 201
    created = answer.json()
    assert answer.headers["Location"] == f"/api/v1/resumes/{created['id']}"
    assert answer.headers["ETag"] == '"v1"'
    assert {key: created[key] for key in EXAMPLE} == EXAMPLE
    assert created["total_experience_months"] == 36


async def test_what_is_read_equals_what_was_answered_at_creation(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    answer = await client.get(f"/{created['id']}")

    assert (answer.status_code, answer.json()) == (200, created)


async def test_answers_keep_the_documented_schema(client: httpx.AsyncClient) -> None:
    created = await client.post("", json=EXAMPLE)
    listed = await client.get("")

    assert ResumeOut.model_validate_json(created.content).extra == {}
    assert ResumeList.model_validate_json(listed.content).items[0].extra == {}


async def test_a_trailing_slash_means_the_same_and_is_no_redirect(client: httpx.AsyncClient) -> None:
    created = await client.post("/", json=EXAMPLE)

    assert created.status_code == 201
    assert (await client.get(f"/{created.json()['id']}/")).status_code == 200


async def test_unknown_fields_are_kept_under_extra_and_given_back_unchanged(
    client: httpx.AsyncClient, resume: Make
) -> None:
    body = resume(hobbies=["서핑", {"$where": "not.a.query"}], contact={"email": "a@example.com", "fax": "02-1"})

    created = (await client.post("", json=body)).json()

    assert created["extra"] == {"hobbies": ["서핑", {"$where": "not.a.query"}]}
    assert created["contact"] == {"email": "a@example.com", "extra": {"fax": "02-1"}}
    replaced = await client.put(f"/{created['id']}", json=created)
    assert replaced.json() | {"updated_at": ""} == created | {"version": 2, "updated_at": ""}


async def test_null_is_the_same_as_leaving_out(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=resume(contact=None, education=None, certifications=[]))).json()

    assert not {"contact", "education", "certifications", "extra"} & created.keys()


@pytest.mark.parametrize(
    "name", ["남궁민수", "👩‍💻 Ada 🚀", "مريم الحسن", "עדי כהן", "Jiří Žluťoučký", "O'Neil; DROP TABLE", "김\u200d철수"]
)
async def test_names_of_all_scripts_come_back_as_they_are(client: httpx.AsyncClient, resume: Make, name: str) -> None:
    created = (await client.post("", json=resume(name=name))).json()

    assert (await client.get(f"/{created['id']}")).json()["name"] == name


async def test_plain_strings_name_certifications_activities_and_schools(
    client: httpx.AsyncClient, resume: Make
) -> None:
    body = resume(certifications=["정보처리기사"], activities=["오픈소스 기여"], education=["한국대학교"])

    created = (await client.post("", json=body)).json()

    assert created["certifications"] == [{"name": "정보처리기사"}]
    assert created["activities"] == [{"name": "오픈소스 기여"}]
    assert created["education"] == [{"institution": "한국대학교"}]


async def test_given_months_of_experience_are_not_derived_again(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json={**EXAMPLE, "total_experience_months": 40})).json()

    assert created["total_experience_months"] == 40


async def test_the_list_is_newest_first_and_stable_while_resumes_are_added(
    client: httpx.AsyncClient, resume: Make
) -> None:
    made = [(await client.post("", json=resume(name=f"사람 {number}"))).json()["id"] for number in range(5)]

    first = (await client.get("", params={"limit": 2})).json()
    await client.post("", json=resume(name="나중에 온 사람"))
    second = (await client.get("", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    third = (await client.get("", params={"limit": 2, "cursor": second["next_cursor"]})).json()

    seen = [item["id"] for part in (first, second, third) for item in part["items"]]
    assert seen == made[::-1]
    assert third["next_cursor"] is None


async def test_put_replaces_and_raises_the_version(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    replaced = await client.put(f"/{created['id']}", json=resume(), headers={"If-Match": '"v1"'})

    assert replaced.status_code == 200
    assert replaced.headers["ETag"] == '"v2"'
    assert "work_experiences" not in replaced.json()
    assert replaced.json()["created_at"] == created["created_at"]


async def test_patch_merges_objects_removes_null_and_replaces_lists(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()
    patch = {"contact": {"email": None, "phone": "010-1234-5678"}, "technical_skills": {"databases": ["MySQL"]}}

    patched = await client.patch(
        f"/{created['id']}", json=patch, headers={"Content-Type": "application/merge-patch+json"}
    )

    assert patched.status_code == 200
    assert patched.json()["contact"] == {"github": EXAMPLE["contact"]["github"], "phone": "010-1234-5678"}
    assert patched.json()["technical_skills"] == {**EXAMPLE["technical_skills"], "databases": ["MySQL"]}
    assert patched.json()["version"] == 2


async def test_a_patch_that_leaves_no_resume_is_refused_and_changes_nothing(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    refused = await client.patch(f"/{created['id']}", json={"name": None})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"pointer": "/name", "detail": "Field required"}]
    assert (await client.get(f"/{created['id']}")).json() == created


async def test_a_deleted_resume_is_gone(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    assert (await client.delete(f"/{created['id']}")).status_code == 204
    for answer in (await client.get(f"/{created['id']}"), await client.delete(f"/{created['id']}")):
        assert (answer.status_code, answer.json()["code"]) == (404, "RESUME_NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_stale_version_is_refused(client: httpx.AsyncClient, resume: Make, method: str) -> None:
    created = (await client.post("", json=EXAMPLE)).json()
    await client.patch(f"/{created['id']}", json={"summary": "바뀐 소개"})

    body = None if method == "DELETE" else resume()
    answer = await client.request(method, f"/{created['id']}", json=body, headers={"If-Match": '"v1"'})

    assert (answer.status_code, answer.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert (await client.get(f"/{created['id']}")).json()["summary"] == "바뀐 소개"


async def test_a_weak_or_foreign_tag_in_if_match_never_matches(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    for tag in ('W/"v1"', '"something"', "v1"):
        answer = await client.put(f"/{created['id']}", json=resume(), headers={"If-Match": tag})
        assert answer.status_code == 412


async def test_a_known_version_is_not_sent_again(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    known = await client.get(f"/{created['id']}", headers={"If-None-Match": '"v9", W/"v1"'})
    other = await client.get(f"/{created['id']}", headers={"If-None-Match": '"v9"'})

    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", '"v1"')
    assert other.status_code == 200


async def test_the_documented_example_runs_as_it_stands(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    example = document["components"]["schemas"]["ResumeIn"]["examples"][0]

    assert (await client.post("", json=example)).status_code == 201
    assert "Problem" in document["components"]["schemas"]
