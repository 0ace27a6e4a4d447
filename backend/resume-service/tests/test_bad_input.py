"""Bad input gets a 4xx problem document that says what is wrong; never a 500, a hang or a stack trace."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from shared.testing.problems import assert_problem

Make = Callable[..., dict[str, Any]]
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff\xfe", b'{"name": NaN}', b'{"name": "\\ud800"}', b"[" * 100_000, b'{"name": "a"} x', b"nul"],
)
async def test_what_is_not_json_is_a_400(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("", content=body, headers=JSON)

    if body:
        assert_problem(answer, 400, "BAD_REQUEST")
    else:
        assert_problem(answer, 422, "VALIDATION_FAILED")


@pytest.mark.parametrize("body", [b"[]", b"null", b"5", b'"text"', b"{}", b'{"name": "a"}'])
async def test_json_that_is_no_resume_is_a_422_that_names_the_place(client: httpx.AsyncClient, body: bytes) -> None:
    problem = assert_problem(await client.post("", content=body, headers=JSON), 422, "VALIDATION_FAILED")

    assert problem["errors"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
async def test_another_media_type_is_a_415(client: httpx.AsyncClient, media_type: str) -> None:
    answer = await client.post("", content=b'{"name": "a"}', headers={"Content-Type": media_type})

    assert_problem(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


async def test_an_answer_that_cannot_be_given_is_a_406(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get("", headers={"Accept": "text/html"}), 406, "NOT_ACCEPTABLE")
    assert_problem(await client.get("", headers={"Accept": "application/json;q=0"}), 406, "NOT_ACCEPTABLE")


async def test_a_body_over_the_limit_is_a_413_with_and_without_content_length(client: httpx.AsyncClient) -> None:
    body = json.dumps({"name": "a", "summary": "x" * 2_000_000}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    problem = assert_problem(await client.post("", content=body, headers=JSON), 413, "CONTENT_TOO_LARGE")
    assert "1048576 bytes" in problem["detail"]
    assert_problem(await client.post("", content=chunks(), headers=JSON), 413, "CONTENT_TOO_LARGE")


async def test_after_a_413_the_next_request_is_served(client: httpx.AsyncClient, resume: Make) -> None:
    await client.post("", content=b"x" * 5_000_000, headers=JSON)

    assert (await client.post("", json=resume())).status_code == 201


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "   "}, "/name"),
        ({"name": "a" * 201}, "/name"),
        ({"name": 5.5}, "/name"),
        ({"name": ["a"]}, "/name"),
        ({"name": "nul\u0000"}, "/name"),
        ({"name": "bell\u0007"}, "/name"),
        ({"name": "next\u0085line"}, "/name"),
        ({"name": "김\n민수"}, "/name"),
        ({"name": "김\t민수"}, "/name"),
        ({"name": "nimda\u202e"}, "/name"),
        ({"name": "\u2066김민수\u2069"}, "/name"),
        ({"name": "\u200b"}, "/name"),
        ({"name": "\u200b \u200d"}, "/name"),
        ({"name": "\u3164"}, "/name"),
        ({"contact": {"address": "서울\n부산"}}, "/contact/address"),
        ({"work_experiences": [{"company": "A\r\nB"}]}, "/work_experiences/0/company"),
        ({"work_experiences": [{"position": "\ufeff"}]}, "/work_experiences/0/position"),
        ({"work_experiences": [{"tech_stack": ["Ja\u2028va"]}]}, "/work_experiences/0/tech_stack/0"),
        ({"work_experiences": [{"achievements": ["\u202enoitcudorp"]}]}, "/work_experiences/0/achievements/0"),
        ({"certifications": ["a\nb"]}, "/certifications/0/name"),
        ({"summary": "\u2067rtl"}, "/summary"),
        ({"summary": "esc\u001b[31m"}, "/summary"),
        ({"note": "\u202e"}, "/extra"),
        ({"summary": "s" * 10_001}, "/summary"),
        ({"contact": {"email": "no at sign"}}, "/contact/email"),
        ({"contact": {"phone": "call me"}}, "/contact/phone"),
        ({"contact": {"github": "javascript:alert(1)"}}, "/contact/github"),
        ({"contact": "text"}, "/contact"),
        ({"work_experiences": {}}, "/work_experiences"),
        ({"work_experiences": [5]}, "/work_experiences/0"),
        ({"work_experiences": [{"start": "2022-13"}]}, "/work_experiences/0/start"),
        ({"work_experiences": [{"start": "yesterday"}]}, "/work_experiences/0/start"),
        ({"work_experiences": [{"start": "2024-01", "end": "2023-01"}]}, "/work_experiences/0"),
        ({"work_experiences": [{"team_size": 0}]}, "/work_experiences/0/team_size"),
        ({"work_experiences": [{"tech_stack": ["a", None]}]}, "/work_experiences/0/tech_stack/1"),
        ({"work_experiences": [{"tech_stack": ["a"] * 201}]}, "/work_experiences/0/tech_stack"),
        ({"work_experiences": [{"company": "a"}] * 101}, "/work_experiences"),
        ({"personal_projects": [{"github_url": "ftp://x.example"}]}, "/personal_projects/0/github_url"),
        ({"technical_skills": {"databases": "MySQL"}}, "/technical_skills/databases"),
        ({"total_experience_months": -1}, "/total_experience_months"),
        ({"total_experience_months": 10**30}, "/total_experience_months"),
        ({"extra": 5}, "/extra"),
        ({"note": "x" * 20_000}, "/extra"),
        ({"number": 2**60}, "/extra"),
        ({"note": {"k\u0000": 1}}, "/extra"),
        ({"note": [[[[[[["deep"]]]]]]]}, "/extra"),
        ({"k" * 300: 1}, "/extra"),
    ],
)
async def test_each_wrong_place_is_named_by_its_pointer(
    client: httpx.AsyncClient, resume: Make, members: dict[str, Any], pointer: str
) -> None:
    problem = assert_problem(await client.post("", json=resume(**members)), 422, "VALIDATION_FAILED")

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("members", "detail"),
    [
        ({"name": "김\n민수"}, "Line breaks, tabs and other control characters are not allowed."),
        ({"summary": "bell\u0007"}, "Control characters are not allowed."),
        ({"name": "\u200b"}, "At least one visible character is required"),
    ],
)
async def test_a_refused_character_is_told_in_plain_words(
    client: httpx.AsyncClient, resume: Make, members: dict[str, Any], detail: str
) -> None:
    problem = assert_problem(await client.post("", json=resume(**members)), 422, "VALIDATION_FAILED")

    assert problem["errors"][0]["detail"] == detail


async def test_joiners_and_paragraphs_are_kept(client: httpx.AsyncClient, resume: Make) -> None:
    written = resume(
        name="می\u200cخواهم 👩\u200d💻", summary="하나\n\t둘\u200f", activities=[{"name": "a", "description": "b\nc"}]
    )

    stored = (await client.post("", json=written)).json()

    assert {name: stored[name] for name in written} == written


async def test_a_resume_needs_more_than_a_name(client: httpx.AsyncClient) -> None:
    problem = assert_problem(await client.post("", json={"name": "a"}), 422, "VALIDATION_FAILED")

    assert "work_experiences" in problem["errors"][0]["detail"]


async def test_infinity_in_extra_is_refused(client: httpx.AsyncClient) -> None:
    body = b'{"name": "a", "summary": "b", "number": 1e999}'

    assert_problem(await client.post("", content=body, headers=JSON), 422, "VALIDATION_FAILED")


@pytest.mark.parametrize(
    "identifier",
    ["nope", "..%2f..%2fetc", "%00", "a;b", "%25", "00000000-0000-0000-0000-000000000000", "x" * 3_000, "한글", "%ff"],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_what_names_no_resume_is_a_404(client: httpx.AsyncClient, method: str, identifier: str) -> None:
    problem = (await client.request(method, f"/{identifier}")).json()

    assert (problem["status"], problem["code"] in ("RESUME_NOT_FOUND", "NOT_FOUND")) == (404, True)


@pytest.mark.parametrize("cursor", ["nope", "한글", "AAAA", "A" * 22 + "=", "%00", "A" * 500])
async def test_a_cursor_that_was_not_handed_out_is_a_400(client: httpx.AsyncClient, cursor: str) -> None:
    assert_problem(await client.get("", params={"cursor": cursor}), 400, "INVALID_CURSOR")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1e3", "9" * 40])
async def test_a_limit_out_of_range_is_a_422(client: httpx.AsyncClient, limit: str) -> None:
    problem = assert_problem(await client.get("", params={"limit": limit}), 422, "VALIDATION_FAILED")

    assert problem["errors"][0]["pointer"] == "/query/limit"


async def test_a_patch_must_be_an_object(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=resume())).json()

    for patch in (b"[]", b"5", b'"text"'):
        answer = await client.patch(f"/{created['id']}", content=patch, headers=JSON)
        assert_problem(answer, 422, "VALIDATION_FAILED")


async def test_several_tags_in_if_match_are_a_400(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=resume())).json()

    answer = await client.put(f"/{created['id']}", json=resume(), headers={"If-Match": '"v1", "v2"'})

    assert_problem(answer, 400, "BAD_REQUEST")


async def test_an_unknown_path_and_a_wrong_method_are_problems(client: httpx.AsyncClient) -> None:
    wrong = await client.request("PROPFIND", "")
    assert_problem(wrong, 405, "METHOD_NOT_ALLOWED")
    assert "GET" in wrong.headers["Allow"]
    assert_problem(await client.get("/a/b/c"), 404, "NOT_FOUND")
