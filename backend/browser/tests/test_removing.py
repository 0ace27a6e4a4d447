"""Removing: what is removed stays away, what could not be removed is said, and nothing of it is left in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.visitor import Visitor


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who has stored the example."""
    visitor = visit("ko")
    visitor.begin_with_example()
    return visitor


def card(visitor: Visitor) -> str:
    """Where the résumé that is shown can be found among all."""
    return f"a[href='{visitor.page.url.removeprefix(visitor.address)}']"


def kept(visitor: Visitor) -> list[str]:
    """What the browser keeps, as a page without any script of ours sees it."""
    page = visitor.context.new_page()
    page.goto(f"{visitor.address}/app/example.ko.txt")
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    page.close()
    return keys


def test_a_deleted_resume_does_not_come_back(visitor: Visitor) -> None:
    deleted = card(visitor)
    visitor.tab("document")
    visitor.button("delete").click()
    expect(visitor.page.locator(".drop")).to_be_visible()
    with visitor.page.expect_response(lambda response: response.request.method == "DELETE"):
        visitor.page.get_by_role("button", name="닫기").click()

    expect(visitor.page.locator(".toast")).to_have_count(0)
    expect(visitor.page.locator(deleted)).to_have_count(0)
    visitor.page.wait_for_timeout(300)
    expect(visitor.page.locator(deleted)).to_have_count(0)
    assert visitor.complaints == []


def test_a_resume_that_could_not_be_deleted_is_shown_again_and_can_be_deleted_then(visitor: Visitor) -> None:
    deleted = card(visitor)
    visitor.tab("document")
    visitor.page.route("**/api/v1/resumes/*", lambda route: route.abort(), times=1)
    visitor.button("delete").click()
    expect(visitor.page.locator(".drop")).to_be_visible()
    visitor.page.get_by_role("button", name="닫기").click()

    expect(visitor.page.get_by_role("alert")).to_contain_text("응답하지 않습니다")
    expect(visitor.page.locator(deleted)).to_have_count(1)
    visitor.button("retry").click()

    expect(visitor.page.locator(deleted)).to_have_count(0)
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_a_deleted_set_does_not_come_back_in_another_part(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.page.get_by_role("button", name="삭제", exact=True).click()
    expect(visitor.page.locator("li.question")).to_have_count(0)

    visitor.tab("practice")
    expect(visitor.page.locator("select option")).to_have_count(1)
    visitor.page.locator(".tabs a").first.click()

    expect(visitor.page.get_by_role("heading", name="아직 질문이 없습니다")).to_be_visible()
    expect(visitor.page.locator("li.question")).to_have_count(0)
    assert visitor.complaints == []


def test_a_session_that_is_being_deleted_is_not_shown_in_the_meantime(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.begin_session()
    visitor.page.go_back()
    visitor.page.get_by_role("button", name="삭제", exact=True).click()
    visitor.tab("document")
    visitor.tab("practice")

    expect(visitor.page.get_by_text("아직 연습한 적이 없습니다")).to_be_visible()
    visitor.button("undo").click()
    expect(visitor.page.get_by_role("button", name="삭제", exact=True)).to_have_count(1)


def test_closing_the_tab_while_everything_is_erased_leaves_nothing(visitor: Visitor) -> None:
    visitor.make_questions("- Kafka 경험")
    visitor.begin_session()
    visitor.page.keyboard.insert_text("아직 쓰는 중인 답")
    assert kept(visitor)
    visitor.page.get_by_role("link", name="설정").click()
    visitor.button("erase").click()
    expect(visitor.button("undo")).to_be_visible()

    visitor.page.close()

    assert kept(visitor) == []
    again = visitor.context.new_page()
    again.goto(visitor.address)
    expect(again.locator(".drop")).to_be_visible()
    expect(again.locator("a.resume")).to_have_count(0)


def test_nothing_that_was_shown_is_left_after_erasing(visitor: Visitor) -> None:
    visitor.open()
    visitor.button("example").click()
    expect(visitor.page.locator("pre.text")).to_be_visible()
    visitor.page.get_by_role("link", name="설정").click()
    visitor.button("erase").click()
    visitor.page.get_by_role("button", name="닫기").click()

    expect(visitor.page.get_by_text("개를 지웠습니다")).to_be_visible()
    expect(visitor.page.locator(".drop")).to_be_visible()
    expect(visitor.page.get_by_text("아직 저장하지 않은 이력서")).to_have_count(0)
    assert "prep.draft" not in kept(visitor)
    assert visitor.complaints == []
