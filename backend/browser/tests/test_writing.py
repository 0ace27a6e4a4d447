"""What somebody writes stays: what another tab changed, an entry half written, a second document, a view left early."""

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import FilePayload, Route, expect

from browser.visitor import WAIT_MS, Visitor

CHANGED_ELSEWHERE = """(address) => fetch(address.replace("/app/", "/api/v1/").replace(/\\/document$/, ""), {
    method: "PATCH",
    headers: { "Content-Type": "application/merge-patch+json" },
    body: JSON.stringify({ name: "다른 곳에서 바꾼 이름" }),
}).then((answer) => answer.status)"""
FORBIDDEN = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("forbidden", "SecurityError"); },
})"""


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who has stored the example."""
    visitor = visit("ko")
    visitor.begin_with_example()
    return visitor


def edit(visitor: Visitor) -> None:
    visitor.tab("document")
    visitor.button("edit").click()


def read_pasted(visitor: Visitor, text: str) -> None:
    visitor.button("paste").click()
    visitor.page.locator("textarea").fill(text)
    visitor.button("read").click()


@pytest.mark.parametrize("reloaded", [False, True])
def test_an_edit_of_an_older_version_overwrites_nothing_unasked(visitor: Visitor, reloaded: bool) -> None:
    page = visitor.page
    edit(visitor)
    page.get_by_label("소개", exact=True).fill("내가 쓴 소개")
    assert page.evaluate(CHANGED_ELSEWHERE, page.url) == 200

    if reloaded:
        page.reload()
    else:
        visitor.button("save").click()

    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("지금은 버전 2가 있습니다")
    expect(page.get_by_label("소개", exact=True)).to_have_value("내가 쓴 소개")
    conflict.locator("summary").click()
    expect(conflict.locator("h2")).to_have_text("다른 곳에서 바꾼 이름")
    page.get_by_role("button", name="버전 2 위에 내 글 저장하기").click()
    expect(page.locator(".document .summary").first).to_have_text("내가 쓴 소개")
    expect(page.get_by_text("버전 3", exact=False).first).to_be_visible()


def test_a_new_entry_keeps_its_fields_and_each_stroke(visitor: Visitor) -> None:
    page = visitor.page
    edit(visitor)
    page.get_by_role("button", name="추가: 자격증").click()
    entry = page.locator("fieldset", has=page.get_by_text("자격증", exact=True)).locator(".entry").last
    entry.get_by_label("이름", exact=True).press_sequentially("정보처리기사")
    expect(entry.get_by_label("발급", exact=True)).to_be_visible()
    languages = page.get_by_label("언어 (쉼표로 구분)")
    languages.fill("")
    languages.press_sequentially("Java, Kotlin, ")
    expect(languages).to_have_value("Java, Kotlin, ")

    # Nothing has been left for another field: a reload asks nobody.
    page.reload()

    expect(languages).to_have_value("Java, Kotlin")
    expect(entry.get_by_label("이름", exact=True)).to_have_value("정보처리기사")


def test_what_is_no_number_is_said_and_not_sent(visitor: Visitor) -> None:
    page = visitor.page
    edit(visitor)
    people = page.locator("input[inputmode=numeric]").first
    people.evaluate(
        "(field) => { for (let at = field; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }"
    )
    people.fill("다섯")

    visitor.button("save").click()

    expect(people).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_have_text("5처럼 숫자만 적어 주세요.")
    people.fill("5")
    visitor.button("save").click()
    expect(visitor.button("edit")).to_be_visible()


def test_a_note_that_is_being_written_survives_the_tab(visitor: Visitor) -> None:
    page = visitor.page
    visitor.tab("path")
    visitor.button("plan").click()
    step = page.locator("li.step").first
    step.locator("summary", has_text="메모").click()
    step.get_by_label("메모").press_sequentially("주말에 하기")

    page.reload()

    expect(step.get_by_label("메모")).to_have_value("주말에 하기")
    expect(step.get_by_label("메모")).to_be_visible()
    visitor.until("Object.keys(localStorage).every((name) => !name.startsWith('prep.note.'))")


def test_a_second_document_costs_nothing_of_the_first(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.open()
    read_pasted(visitor, "Mina Example\n\nSummary\nNurse with ten years in intensive care.")
    page.get_by_label("Name", exact=True).first.fill("Mina Corrected")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".drop")).to_be_visible()
    visitor.button("example").click()
    expect(page.locator("pre.text")).to_contain_text("Kafka")

    visitor.button("undo").click()

    expect(page.get_by_label("Name", exact=True).first).to_have_value("Mina Corrected")
    visitor.open()
    expect(page.get_by_role("link", name="Go on with it")).to_have_count(2)
    assert visitor.complaints == []


def test_a_reading_that_ends_late_takes_nobody_away(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    page = visitor.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/resumes/import*", hold)
    visitor.open()
    visitor.button("example").click()
    expect(page.get_by_text("Reading “example.en.txt”")).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    expect(page.locator("h1")).to_have_text("Settings")

    with page.expect_response("**/resumes/import*"):
        held[0].continue_()

    visitor.until("localStorage.getItem('prep.drafts')")
    expect(page.locator("h1")).to_have_text("Settings")
    page.locator("header a[href='/']").first.click()
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("pre.text")).to_contain_text("Kafka")


def test_a_text_file_of_korean_windows_is_shown_as_it_was_written(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ko")
    visitor.open()
    text = "김하늘\n\n소개\n똠방각하처럼 일하는 간호사입니다."
    document: FilePayload = {"name": "이력서.txt", "mimeType": "text/plain", "buffer": text.encode("cp949")}

    visitor.page.locator("input[type=file]").set_input_files(files=[document])

    expect(visitor.page.locator("pre.text")).to_contain_text("똠방각하처럼")
    assert visitor.complaints == []


def test_a_document_that_a_browser_cannot_show_is_not_opened_under_a_name_that_nobody_knows(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("ko")
    visitor.open()
    written = BytesIO()
    word = Document()
    word.add_paragraph("김하늘")
    word.add_heading("소개", 1)
    word.add_paragraph("중환자실에서 일하는 간호사입니다.")
    word.save(written)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    document: FilePayload = {"name": "이력서.docx", "mimeType": kind, "buffer": written.getvalue()}

    visitor.page.locator("input[type=file]").set_input_files(files=[document])

    expect(visitor.page.get_by_text("브라우저에서 볼 수 없습니다")).to_be_visible()
    expect(visitor.page.locator("a[href^='blob:']")).to_have_count(0)
    assert visitor.complaints == []


def test_without_storage_a_document_is_read_and_stored_all_the_same(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    visitor.page.add_init_script(FORBIDDEN)

    visitor.open()
    read_pasted(visitor, "Mina Example\n\nSummary\nNurse with ten years in intensive care.")
    visitor.button("store").click()

    expect(visitor.page.locator("h1")).to_have_text("Mina Example", timeout=WAIT_MS)
    assert visitor.complaints == []


def test_a_part_of_the_page_that_does_not_load_can_be_loaded_again(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.open()
    page.route("**/assets/Settings-*.js", lambda route: route.abort())
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("alert")).to_contain_text("A part of this page could not be loaded")

    page.unroute("**/assets/Settings-*.js")
    visitor.button("retry").click()

    expect(page.locator("h1")).to_have_text("Settings")
