"""From a résumé to a plan, in both languages, against the real product."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect

from browser.visitor import Visitor

POSTINGS = {
    "ko": "백엔드 개발자\n자격요건\n- Java, Spring Boot\n- Elasticsearch 검색 개발 경험\n- Kafka 경험",
    "en": "Backend engineer\nRequirements\n- 3+ years of Java and Spring Boot\n- Elasticsearch\nNice to have\n- Kafka",
}
ANSWERS = {
    "ko": (
        "제가 주문 메시지를 Kafka 토픽으로 모으고 파티션을 12개로 나눴습니다. 받는 쪽이 처리하다가 죽으면 "
        "오프셋을 올리지 않아 "
        "그 메시지가 다시 옵니다. 직접 소비자를 죽여 보니 중복이 40건 나와서 주문 번호로 걸렀습니다."
    ),
    "en": (
        "I split the topic into 12 partitions. When a Kafka consumer dies, its offset is not committed, so the message "
        "comes back. I killed one to see and found 40 duplicates, because of which I filtered by order number."
    ),
}


def assert_fine(visitor: Visitor, where: str) -> None:
    assert visitor.violations() == [], where
    assert visitor.overflow() == 0, where


def saved(visitor: Visitor, click: Callable[[], None], to: Path) -> Path:
    with visitor.page.expect_download() as expected:
        click()
    download: Download = expected.value
    path = to / download.suggested_filename
    download.save_as(path)
    return path


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_whole_journey(visit: Callable[..., Visitor], tmp_path: Path, language: str) -> None:
    visitor = visit(language)

    read_and_store(visitor)
    ask(visitor)
    practise(visitor)
    plan(visitor, tmp_path)
    review(visitor, tmp_path)

    visitor.open("/app/settings")
    assert_fine(visitor, "settings")
    assert visitor.complaints == []


def read_and_store(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.page.locator("html")).to_have_attribute("lang", visitor.language)
    assert_fine(visitor, "start")
    visitor.button("example").click()
    expect(visitor.page.locator("pre.text")).to_contain_text("Kafka")
    assert_fine(visitor, "reading")
    visitor.button("store").click()


def ask(visitor: Visitor) -> None:
    questions = visitor.make_questions(POSTINGS[visitor.language])
    expect(questions).to_have_count(5)
    match = visitor.page.get_by_role("region", name=visitor.say("match"))
    expect(match.locator("[data-group=missing]")).to_contain_text("Elasticsearch")
    questions.filter(has=visitor.page.locator(".quote", has_text="Kafka")).first.hover()
    expect(visitor.page.locator(".document mark.strong").first).to_be_visible()
    assert_fine(visitor, "questions")


def practise(visitor: Visitor) -> None:
    page = visitor.page
    visitor.begin_session()
    visitor.skip_to("Kafka")
    visitor.answer(ANSWERS[visitor.language])
    expect(page.locator(".dimension")).not_to_have_count(0)
    expect(page.locator("blockquote.answer mark")).not_to_have_count(0)
    assert_fine(visitor, "feedback")
    page.keyboard.press("Control+Enter")
    expect(page.locator("textarea")).to_be_focused()
    visitor.button("finish").click()
    visitor.link("report").click()
    expect(page.locator(".radar svg")).to_be_visible()
    assert_fine(visitor, "report")


def plan(visitor: Visitor, downloads: Path) -> None:
    page = visitor.page
    page.locator("a.button.primary[href$='/path']").click()
    visitor.button("plan").click()
    expect(page.locator(".map .step")).not_to_have_count(0)
    page.locator(".tick input").first.check()
    expect(page.get_by_role("progressbar")).not_to_have_attribute("aria-valuenow", "0")
    assert_fine(visitor, "path")
    calendar = saved(visitor, visitor.button("calendar").click, downloads)
    assert calendar.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
    visitor.tab("progress")
    expect(page.locator(".radar svg")).to_be_visible()
    assert_fine(visitor, "progress")
    visitor.tab("document")
    assert_fine(visitor, "document")


def review(visitor: Visitor, downloads: Path) -> None:
    visitor.open("/app/reviews")
    visitor.button("ahead").click()
    visitor.button("show").click()
    assert_fine(visitor, "reviews")
    assert zipfile.is_zipfile(saved(visitor, visitor.button("anki").click, downloads))
    visitor.page.keyboard.press("3")
    expect(visitor.page.locator(".toast")).to_be_visible()
