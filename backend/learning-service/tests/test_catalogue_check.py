"""The check of the catalogue's addresses, on hosts that are made up."""

import asyncio
from collections import Counter

import httpx
import pytest
from learning_service.catalogue.checking import AT_ONCE, AT_ONE_HOST, Report, check
from learning_service.catalogue.resources import CatalogueEntry


def entry(number: str, url: str) -> CatalogueEntry:
    members = {"title": "T", "kind": "guide", "source": "S", "language": "en", "level": "beginner", "skills": ["go"]}
    return CatalogueEntry.model_validate({"id": number, "url": url, **members, "official": True, "free": True})


def answer(request: httpx.Request) -> httpx.Response:
    match request.url.path:
        case "/gone":
            return httpx.Response(404)
        case "/no-head":
            return httpx.Response(405 if request.method == "HEAD" else 200)
        case "/moved":
            return httpx.Response(301, headers={"Location": "https://a.example/new"})
        case "/slash":
            return httpx.Response(301, headers={"Location": "https://www.a.example/slash/"})
        case "/no-programs":
            return httpx.Response(403)
        case "/down":
            raise httpx.ConnectError("no")
        case _:
            return httpx.Response(200)


async def checked(*paths: str) -> Report:
    entries = [entry(f"e{number}", f"https://a.example{path}") for number, path in enumerate(paths)]
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        return await check(entries, client)


@pytest.mark.parametrize(
    ("path", "result", "code"),
    [
        ("/fine", "ok", 0),
        ("/gone", "gone", 1),
        ("/no-head", "ok", 0),
        ("/moved", "moved", 0),
        ("/slash", "ok", 0),
        ("/no-programs", "refused", 0),
        ("/down", "unreachable", 1),
    ],
)
async def test_an_address_is_told_by_what_it_answers(path: str, result: str, code: int) -> None:
    report = await checked(path)

    assert ([one.result for one in report.checked], report.exit_code) == ([result], code)


async def test_the_table_names_what_is_gone_first_and_counts_the_rest() -> None:
    lines = str(await checked("/fine", "/moved", "/gone", "/fine")).splitlines()

    assert [line.split()[0] for line in lines[:2]] == ["gone", "moved"]
    assert "https://a.example/gone" in lines[0]
    assert "https://a.example/new" in lines[1]
    assert lines[-1] == "2 ok, 1 moved, 1 gone"


async def test_no_host_and_nobody_is_asked_too_much_at_once() -> None:
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def slow(request: httpx.Request) -> httpx.Response:
        for name in (request.url.host, "all"):
            now[name] += 1
            most[name] = max(most[name], now[name])
        await asyncio.sleep(0.002)
        for name in (request.url.host, "all"):
            now[name] -= 1
        return httpx.Response(200)

    entries = [entry(f"e{number}", f"https://h{number % 12}.example/{number}") for number in range(72)]
    async with httpx.AsyncClient(transport=httpx.MockTransport(slow)) as client:
        report = await check(entries, client)

    assert len(report.checked) == 72
    assert most["all"] <= AT_ONCE
    assert max(count for host, count in most.items() if host != "all") <= AT_ONE_HOST
