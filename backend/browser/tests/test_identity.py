"""With `AUTH_MODE=jwt` the page signs its user in at the issuer, by code and PKCE, and keeps tokens in memory."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Route, expect

from browser.backstage import behind
from browser.visitor import BUILT, Visitor
from shared.testing.issuer import Issuer
from stack.running import running_stack

STORED = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
REFUSED = json.dumps({"error": "invalid_grant", "error_description": "The code is not valid."})
FOR_EVERYBODY = {"Access-Control-Allow-Origin": "*"}


@pytest.mark.parametrize("path", ["/", "/app/settings"])
def test_a_visitor_is_signed_in_and_comes_back_to_where_they_were(
    visit: Callable[..., Visitor], tmp_path: Path, path: str
) -> None:
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(tmp_path, environment=settings, page_directory=BUILT) as stack:
            visitor = visit("en", stack)

            visitor.open(path)

            expect(visitor.page).to_have_url(f"{visitor.address}{path}")
            assert {"/authorize", "/token"} <= set(issuer.asked)
            visitor.begin_with_example()
            visitor.make_questions()
            kept = visitor.page.evaluate(STORED)
            assert "eyJ" not in kept
            assert visitor.complaints == []


def test_an_issuer_that_gives_no_token_is_asked_again_only_by_the_person(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(tmp_path, environment=settings, page_directory=BUILT) as stack:
            visitor = visit("en", stack)
            page = visitor.page
            page.route(
                "**/token",
                lambda route: route.fulfill(
                    status=400, content_type="application/json", headers=FOR_EVERYBODY, body=REFUSED
                ),
            )

            visitor.open()

            failed = page.get_by_role("alert")
            expect(failed).to_contain_text("Signing in did not work.")
            page.wait_for_timeout(500)
            assert issuer.asked.count("/authorize") == 1

            page.unroute("**/token")
            visitor.button("retry").click()
            expect(visitor.button("example")).to_be_visible()
            expect(failed).to_have_count(0)


def test_an_issuer_that_is_down_leaves_no_blank_page(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(tmp_path, environment=settings, page_directory=BUILT) as stack:
            visitor = visit("ko", stack)
            page = visitor.page
            page.route("**/.well-known/openid-configuration", lambda route: route.abort())

            visitor.open("/app/settings")

            expect(page.get_by_role("alert")).to_contain_text("로그인하지 못했습니다.")
            page.unroute("**/.well-known/openid-configuration")
            visitor.button("retry").click()
            expect(page).to_have_url(f"{visitor.address}/app/settings")
            expect(page.locator("h1")).to_have_text("설정")


def test_who_is_not_let_in_comes_back_to_where_they_were(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(tmp_path, environment=settings, page_directory=BUILT) as stack:
            visitor = visit("en", stack)
            asked: list[str] = []

            def deny(route: Route) -> None:
                asked.append(route.request.url)
                state = parse_qs(urlsplit(route.request.url).query)["state"][0]
                back = urlencode({"error": "access_denied", "state": state})
                route.fulfill(status=302, headers={"Location": f"{visitor.address}/app/signed-in?{back}"})

            visitor.page.route("**/authorize?*", deny)

            visitor.open("/app/reviews")

            expect(visitor.page.get_by_role("alert")).to_contain_text("Signing in did not work.")
            expect(visitor.page).to_have_url(f"{visitor.address}/app/reviews")
            visitor.page.wait_for_timeout(500)
            assert len(asked) == 1
