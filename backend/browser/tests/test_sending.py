"""What is sent while the network fails: it is carried out once, is not lost, and what comes of it is shown."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from browser.network import fetched, sent_to, unseen
from browser.visitor import WAIT_MS, Visitor

WEAK = "캐시를 써서 조회를 빠르게 했습니다."
"""An answer that comes back as a review."""

TICKS = "**/learning-paths/*/items/*"


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who has stored the example."""
    visitor = visit("ko")
    visitor.begin_with_example()
    return visitor


def newest(visitor: Visitor) -> tuple[int, str | None]:
    """Return how many sets of questions there are to choose from, and the state of the first."""
    sets = visitor.page.get_by_role("navigation", name="이전 질문").get_by_role("button")
    expect(sets.first).to_be_visible(timeout=WAIT_MS)
    return sets.count(), sets.first.get_attribute("aria-pressed")


def test_a_resume_that_was_stored_unseen_is_not_stored_twice(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ko")
    visitor.open()
    visitor.button("example").click()
    sent = sent_to(visitor.page, "/resumes")
    stored: list[str] = []

    def lost(route: Route) -> None:
        stored.append(json.loads(fetched(route))["id"])
        route.abort()

    visitor.page.route("**/api/v1/resumes", lost, times=1)
    visitor.button("store").click()
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    visitor.page.reload()
    visitor.button("store").click()

    visitor.page.wait_for_url(f"**/app/resumes/{stored[0]}")
    assert sent == [sent[0]] * 2


def test_a_session_that_began_unseen_is_not_begun_twice(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.tab("practice")
    sent = sent_to(visitor.page, "/sessions")
    visitor.page.route("**/sessions", unseen, times=1)
    expect(visitor.page.locator("select")).not_to_have_value("")
    visitor.button("begin").click()
    visitor.button("retry").click()
    visitor.page.wait_for_url("**/app/sessions/*")

    assert sent == [sent[0]] * 2
    visitor.page.go_back()
    expect(visitor.page.get_by_role("button", name="삭제", exact=True)).to_have_count(1)


def test_a_rating_that_was_counted_unseen_is_not_counted_twice(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.begin_session()
    visitor.answer(WEAK)
    visitor.open("/app/reviews")
    visitor.button("ahead").click()
    visitor.button("show").click()
    sent = sent_to(visitor.page, "/ratings")
    visitor.page.route("**/ratings?*", unseen, times=1)
    visitor.page.keyboard.press("3")
    expect(visitor.page.get_by_role("alert")).to_be_visible()

    visitor.page.keyboard.press("3")

    expect(visitor.page.locator(".toast")).to_be_visible()
    assert sent == [sent[0]] * 2


def test_what_was_made_at_a_second_try_is_shown(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.page.route("**/questions", lambda route: route.abort(), times=1)
    visitor.button("again").click()
    visitor.button("retry").click()

    expect(visitor.page.get_by_role("navigation", name="이전 질문")).to_be_visible(timeout=WAIT_MS)
    assert newest(visitor) == (2, "true")


def test_what_a_reload_interrupted_is_shown_once_it_is_made(visitor: Visitor) -> None:
    visitor.make_questions()
    waiting: list[Route] = []
    visitor.page.route(
        "**/questions", lambda route: waiting.append(route) if route.request.method == "POST" else route.continue_()
    )
    visitor.button("again").click()
    expect(visitor.page.get_by_role("button", name="멈추기")).to_be_visible()
    visitor.page.unroute("**/questions")

    visitor.page.reload()

    assert newest(visitor) == (2, "true")


def test_ticks_stay_while_the_answer_to_an_earlier_one_arrives(visitor: Visitor) -> None:
    page = visitor.page
    visitor.tab("path")
    visitor.button("plan").click()
    ticks = page.locator(".tick input")
    expect(ticks.nth(2)).to_be_visible(timeout=WAIT_MS)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(TICKS, hold, times=2)
    with page.expect_request(TICKS):
        ticks.nth(0).check()
    ticks.nth(1).check()
    ticks.nth(2).check()

    # They are sent one after the other: the second one once the first is answered.
    with page.expect_request(TICKS):
        held[0].continue_()
    for tick in range(3):
        expect(ticks.nth(tick)).to_be_checked()

    known = [route.request for route in held]
    with page.expect_response(lambda response: "/items/" in response.url and response.request not in known):
        held[1].continue_()
    page.reload()
    for tick in range(3):
        expect(ticks.nth(tick)).to_be_checked()
