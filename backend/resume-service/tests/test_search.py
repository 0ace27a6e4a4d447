"""Finding résumés by name, by skill and by words."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from resume_service.main import create_app
from resume_service.resumes.searching import FIRST_STEP, INDEX_OF, NEWEST_FIRST
from resume_service.settings import ResumeSettings

from shared.core.ids import new_id
from shared.database.connection import connect
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of

Make = Callable[..., dict[str, Any]]


@pytest.fixture
async def people(client: httpx.AsyncClient, resume: Make) -> None:
    """Four people, the last one the newest."""
    bodies = [
        resume(
            name="김민수",
            summary="커머스 주문과 결제를 만드는 백엔드 엔지니어",
            technical_skills={"devops_tools": ["k8s", "도커"]},
            work_experiences=[
                {
                    "company": "누리커머스",
                    "project_description": "모놀리식 주문 시스템을 나눔",
                    "tech_stack": ["스프링 부트"],
                    "achievements": ["응답 시간을 800ms에서 120ms로 단축"],
                }
            ],
        ),
        resume(
            name="Ada Lovelace", summary="Platform engineer", technical_skills={"others": ["Kubernetes", "InHouse"]}
        ),
        resume(
            name="이민수정",
            summary="데이터 엔지니어",
            personal_projects=[{"name": "러닝 기록", "key_achievements": ["가입자 800명"], "tech_stack": ["postgres"]}],
        ),
        resume(
            name="Rafael Quintero-Díaz",
            summary="iOS",
            education=[{"institution": "한결대학교", "major": "통계학과"}],
            certifications=[{"name": "SQLD", "issuer": "한국데이터산업진흥원"}],
            activities=[{"name": "동네 책방 지도", "organization": "열린모임"}],
        ),
        resume(name="Şebnem O'Neil", summary="100% (정산) 자동화, $100 절감 [a-z]+ \\d", extra={"q": "숨은 글"}),
    ]
    for body in bodies:
        assert (await client.post("", json=body)).status_code == 201


async def names(client: httpx.AsyncClient, **search: str) -> list[str]:
    answer = await client.get("", params=search)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"name": "민수"}, ["이민수정", "김민수"]),
        ({"name": "김"}, ["김민수"]),
        ({"name": "ADA love"}, ["Ada Lovelace"]),
        ({"name": "ada  LOVE"}, ["Ada Lovelace"]),
        ({"name": "김민수"}, ["김민수"]),
        ({"name": "o'neil"}, ["Şebnem O'Neil"]),
        ({"name": "sebnem"}, ["Şebnem O'Neil"]),
        ({"name": "quintero-diaz"}, ["Rafael Quintero-Díaz"]),
        ({"name": "Díaz"}, ["Rafael Quintero-Díaz"]),
        ({"q": "한결대 통계"}, ["Rafael Quintero-Díaz"]),
        ({"q": "sqld 데이터산업"}, ["Rafael Quintero-Díaz"]),
        ({"q": "책방 열린모임"}, ["Rafael Quintero-Díaz"]),
        ({"name": ".*"}, []),
        ({"name": "^김"}, []),
        ({"skill": "kubernetes"}, ["Ada Lovelace", "김민수"]),
        ({"skill": "쿠버네티스"}, ["Ada Lovelace", "김민수"]),
        ({"skill": "K8S"}, ["Ada Lovelace", "김민수"]),
        ({"skill": "Spring boot 3.2"}, ["김민수"]),
        ({"skill": "PostgreSQL"}, ["이민수정"]),
        ({"skill": "inhouse"}, ["Ada Lovelace"]),
        ({"skill": "kuber"}, []),
        ({"q": "주문"}, ["김민수"]),
        ({"q": "엔지니어"}, ["이민수정", "김민수"]),
        ({"q": "엔지니"}, ["이민수정", "김민수"]),
        ({"q": "결제 800MS"}, ["김민수"]),
        ({"q": "800"}, ["이민수정", "김민수"]),
        ({"q": "800 러닝"}, ["이민수정"]),
        ({"q": "모놀리식"}, ["김민수"]),
        ({"q": "스프링"}, ["김민수"]),
        ({"q": "PLATFORM"}, ["Ada Lovelace"]),
        ({"q": "ｐｌａｔｆｏｒｍ"}, ["Ada Lovelace"]),
        ({"q": "$100"}, ["Şebnem O'Neil"]),
        ({"q": "[a-z]+ \\d"}, ["Şebnem O'Neil"]),
        ({"q": "100% (정산)"}, ["Şebnem O'Neil"]),
        ({"q": "$search.text"}, []),
        ({"q": "숨은"}, []),
        ({"q": "만드는백엔드"}, []),
        ({"name": "민수", "skill": "docker"}, ["김민수"]),
        ({"name": "민수", "skill": "docker", "q": "러닝"}, []),
        ({"skill": "도커", "q": "주문"}, ["김민수"]),
    ],
)
async def test_people_are_found_newest_first(
    client: httpx.AsyncClient, search: dict[str, str], found: list[str]
) -> None:
    assert await names(client, **search) == found


@pytest.mark.usefixtures("people")
async def test_people_are_found_without_the_indexes_that_searches_name(
    client: httpx.AsyncClient, settings: ResumeSettings
) -> None:
    searches: list[dict[str, str]] = [
        *({}, {"skill": "docker"}, {"q": "정산"}),
        *({"name": "민수", "skill": "docker"}, {"skill": "도커", "q": "주문"}),
    ]
    found = [await names(client, **search) for search in searches]

    async with connect(settings, settings.resume_database) as database:
        for index in (NEWEST_FIRST, *INDEX_OF.values()):
            await database["resumes"].drop_index(index)

    assert [await names(client, **search) for search in searches] == found
    assert all(found)


async def test_a_search_goes_on_behind_its_cursor(client: httpx.AsyncClient, resume: Make) -> None:
    for number in range(7):
        skills = {"others": ["Rust" if number % 2 else "Zig"]}
        await client.post("", json=resume(name=f"사람 {number}", summary=f"서비스 {number}", technical_skills=skills))

    for search, expected in (({"skill": "zig"}, "6420"), ({"q": "서비스"}, "6543210"), ({"name": "사람"}, "6543210")):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            answer = await client.get("", params={**search, "limit": 2, **({"cursor": cursor} if cursor else {})})
            seen += [item["name"][-1] for item in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
        assert "".join(seen) == expected


async def test_a_search_among_very_many_says_how_far_it_looked_and_goes_on_from_there(
    settings: ResumeSettings, resume: Make
) -> None:
    impatient = settings.model_copy(update={"search_max_seconds": 0})
    async with (
        client_of(create_app(impatient), "/api/v1/resumes") as client,
        connect(settings, settings.resume_database) as database,
    ):
        oldest = (await client.post("", json=resume(summary="정산"))).json()
        template = await database["resumes"].find_one()
        assert template is not None
        template["search"]["text"] = "배송"
        await database["resumes"].insert_many({**template, "_id": new_id()} for _ in range(2 * FIRST_STEP + 500))

        parts = [(await client.get("", params={"q": "정산"})).json()]
        while (cursor := parts[-1]["next_cursor"]) is not None:
            parts.append((await client.get("", params={"q": "정산", "cursor": cursor})).json())

    assert [[item["id"] for item in part["items"]] for part in parts] == [[], [], [oldest["id"]]]
    looked_back_to = [part["looked_back_to"] for part in parts]
    assert looked_back_to[0] > looked_back_to[1] >= oldest["created_at"]
    assert looked_back_to[2] is None


async def test_what_is_found_follows_a_change(client: httpx.AsyncClient, resume: Make) -> None:
    created = (
        await client.post("", json=resume(name="하늘", summary="정산", technical_skills={"others": ["Go"]}))
    ).json()

    await client.patch(f"/{created['id']}", json={"name": "바다", "summary": "배송", "technical_skills": None})

    for gone in ({"name": "하늘"}, {"q": "정산"}, {"skill": "Go"}):
        assert await names(client, **gone) == []
    assert await names(client, name="바다", q="배송") == ["바다"]


async def test_an_answer_does_not_show_what_searches_look_into(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=resume())).json()

    shown = [created, (await client.get(f"/{created['id']}")).json(), (await client.get("", params={"q": "백"})).json()]

    assert all("search" not in str(one) for one in shown)


@pytest.mark.parametrize("parameter", ["name", "skill", "q"])
@pytest.mark.parametrize("value", ["", "   ", "\t", "a" * 101, "a\u0000b", "a\nb", "\u0085", "\u007f"])
async def test_a_bad_search_is_a_422_that_names_the_parameter(
    client: httpx.AsyncClient, parameter: str, value: str
) -> None:
    problem = assert_problem(await client.get("", params={parameter: value}), 422, "VALIDATION_FAILED")

    assert problem["errors"][0]["pointer"] == f"/query/{parameter}"
