"""What the page says and shows: titles, failures in the reader's language, lists to their end, places by keyboard."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from browser.visitor import WAIT_MS, Visitor

POSTING = "자격 요건\n- Kafka 운영 경험\n- Java, Spring Boot 개발 경험\n- Kubernetes 운영 경험"
MANY = 23
STORED = """async (many) => {
    for (let index = 0; index < many; index += 1) {
        const answer = await fetch("/api/v1/resumes", {
            method: "POST",
            headers: { "Content-Type": "application/json", "Idempotency-Key": `many-${index}` },
            body: JSON.stringify({ name: `사람 ${index}`, summary: "간호사로 일합니다." }),
        });
        if (answer.status !== 201) throw new Error(await answer.text());
    }
}"""


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who has stored the example."""
    visitor = visit("ko")
    visitor.begin_with_example()
    return visitor


def test_windows_are_called_after_what_they_show(visitor: Visitor) -> None:
    page = visitor.page
    name = page.locator("h1").inner_text()
    expect(page).to_have_title(f"질문 · {name} · 면접 준비")
    visitor.tab("practice")
    expect(page).to_have_title(f"연습 · {name} · 면접 준비")

    page.get_by_role("link", name="설정").click()
    expect(page).to_have_title("설정 · 면접 준비")
    page.locator("header").get_by_role("button", name="English").click()
    expect(page).to_have_title("Settings · Interview prep")

    visitor.open("/app/nowhere/at/all")
    expect(page).not_to_have_title("Interview prep")
    assert visitor.complaints == []


def test_a_failure_is_said_in_the_language_of_the_page(visitor: Visitor) -> None:
    page = visitor.page
    problem = {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "The request is not valid.",
        "code": "VALIDATION_FAILED",
        "errors": [{"pointer": "/work_experiences/0/company", "detail": "At most 200 characters.", "code": "too_long"}],
    }

    def refuse(route: Route) -> None:
        if route.request.method != "PUT":
            route.fallback()
            return
        route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/api/v1/resumes/*", refuse)
    visitor.tab("document")
    visitor.button("edit").click()
    visitor.button("save").click()

    alert = page.get_by_role("alert")
    expect(alert.locator("p").first).to_have_text("올바르지 않은 내용이 있습니다. 고쳐 주세요.")
    expect(alert).not_to_contain_text("The request is not valid.")
    expect(alert.locator("li")).to_have_text("회사: At most 200 characters.")
    expect(alert.locator("li [lang=en]")).to_have_text("At most 200 characters.")

    problem.update(code="SOMETHING_NEW", detail="Only tomorrow.", errors=[])
    visitor.button("save").click()
    expect(alert).to_contain_text("알 수 없는 문제가 생겼습니다.")
    expect(alert.locator("p[lang=en]")).to_have_text("Only tomorrow.")


def test_lists_are_shown_to_their_end(visitor: Visitor) -> None:
    page = visitor.page
    page.evaluate(STORED, MANY)
    cards = page.locator("a.resume", has_text="사람")

    visitor.open()
    more = page.get_by_role("button", name="더 보기")
    expect(more).to_be_visible()
    assert cards.count() < MANY
    # Other tests have stored theirs too.
    while more.is_visible():
        before = page.locator("a.resume").count()
        more.click()
        expect(page.locator("a.resume").nth(before)).to_be_visible()

    expect(cards).to_have_count(MANY)
    assert visitor.complaints == []


def test_a_set_that_is_not_on_the_first_page_stays_the_chosen_one(visitor: Visitor) -> None:
    page = visitor.page
    first = visitor.make_questions().locator("p.text").all_inner_texts()
    asked: list[str] = []

    def one_by_one(route: Route) -> None:
        if route.request.method != "GET":
            route.fallback()
            return
        asked.append(route.request.url)
        route.continue_(url=route.request.url.replace("limit=20", "limit=1"))

    page.get_by_text("새로 받기").first.click()
    expect(page.locator("nav .chips button")).to_have_count(2, timeout=WAIT_MS)
    page.locator("nav .chips button").last.click()
    expect(page.locator("li.question p.text").first).to_have_text(first[0])
    page.route("**/questions?*", one_by_one)

    page.reload()

    expect(page.locator("li.question p.text").first).to_have_text(first[0])
    assert "cursor=" in asked[-1]


def test_what_a_posting_is_met_by_is_shown_by_keyboard_too(visitor: Visitor) -> None:
    page = visitor.page
    visitor.make_questions(POSTING)
    line = page.get_by_role("region", name="이력서와 공고").locator("button.where").first

    line.focus()

    expect(page.locator(".document mark.strong").first).to_be_visible()
    line.blur()
    expect(page.locator(".document mark.strong")).to_have_count(0)


def test_a_removal_waits_for_whoever_is_at_it(visitor: Visitor) -> None:
    page = visitor.page
    deleted: list[str] = []
    page.on("request", lambda request: deleted.append(request.url) if request.method == "DELETE" else None)
    visitor.tab("document")
    page.clock.install()
    visitor.button("delete").click()
    toast = page.locator(".toast")

    toast.hover()
    page.clock.run_for(60_000)
    visitor.button("undo").focus()
    page.mouse.move(0, 0)
    page.clock.run_for(60_000)
    expect(toast).to_be_visible()
    assert deleted == []

    visitor.button("undo").blur()
    page.clock.run_for(9_000)
    expect(toast).to_have_count(0)
    assert len(deleted) == 1
