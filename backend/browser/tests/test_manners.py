"""What makes a page pleasant: nothing is lost, nothing is asked twice, everything fits and can be reached."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, expect

from browser.visitor import WAIT_MS, Visitor
from shared.testing.documents import korean_resume


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Iterator[Visitor]:
    """Somebody who has stored the example."""
    visitor = visit("ko")
    visitor.begin_with_example()
    yield visitor
    assert visitor.complaints == []


def test_a_reading_and_its_corrections_survive_a_reload(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ko")
    visitor.open()
    visitor.button("example").click()
    name = visitor.page.get_by_label("이름", exact=True).first
    name.fill("새 이름")
    name.blur()

    visitor.page.reload()

    expect(name).to_have_value("새 이름")
    expect(visitor.page.locator("pre.text")).to_contain_text("누리커머스")
    visitor.button("store").click()
    expect(visitor.page.locator("h1")).to_have_text("새 이름", timeout=WAIT_MS)


def test_a_pasted_resume_is_read(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    visitor.open()
    visitor.button("paste").click()
    visitor.page.locator("textarea").fill("Mina Example\n\nSummary\nNurse with ten years in intensive care.")
    visitor.button("read").click()

    expect(visitor.page.get_by_label("Name", exact=True).first).to_have_value("Mina Example")
    assert visitor.complaints == []


def test_a_pdf_is_read_and_can_be_looked_at(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ko")
    visitor.open()
    document: FilePayload = {"name": "이력서.pdf", "mimeType": "application/pdf", "buffer": korean_resume(1)}

    visitor.page.locator("input[type=file]").set_input_files(files=[document])

    expect(visitor.page.get_by_text("이력서.pdf · PDF")).to_be_visible()
    expect(visitor.page.get_by_label("회사", exact=True).first).not_to_have_value("")
    link = visitor.page.get_by_role("link", name="문서 열기")
    assert (link.get_attribute("href") or "").startswith("blob:")
    assert visitor.complaints == []


def test_questions_a_draft_and_the_clock_survive_a_reload(visitor: Visitor) -> None:
    visitor.make_questions("- Kafka 경험")
    visitor.page.reload()
    expect(visitor.page.locator("li.question")).to_have_count(5)
    expect(visitor.page.get_by_label("채용 공고 (선택)")).to_have_value("- Kafka 경험")

    visitor.begin_session()
    visitor.page.keyboard.insert_text("아직 쓰는 중인 답")
    visitor.page.reload()

    expect(visitor.page.locator("textarea")).to_have_value("아직 쓰는 중인 답")
    expect(visitor.page.get_by_role("timer")).to_contain_text("남음")


def test_a_mock_interview_can_be_paused_and_says_nothing_before_its_end(visitor: Visitor) -> None:
    visitor.make_questions()
    visitor.tab("practice")
    visitor.page.get_by_role("radio", name=visitor.say("mock")).check()
    visitor.begin_session()

    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("textarea")).to_be_disabled()
    visitor.button("go").click()
    expect(visitor.page.locator("textarea")).to_be_focused()
    first = visitor.page.locator("h1.asked").inner_text()
    visitor.page.keyboard.insert_text("제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다.")
    visitor.page.keyboard.press("Control+Enter")

    expect(visitor.page.locator("h1.asked")).not_to_have_text(first)
    expect(visitor.page.locator(".dimension")).to_have_count(0)


def test_a_change_makes_a_version_that_can_be_restored(visitor: Visitor) -> None:
    visitor.tab("document")
    visitor.button("edit").click()
    summary = visitor.page.get_by_label("소개", exact=True)
    summary.fill("정산을 만드는 개발자")
    visitor.button("save").click()
    expect(visitor.page.locator(".document .summary").first).to_have_text("정산을 만드는 개발자")

    visitor.page.get_by_role("button", name="보기").click()
    visitor.page.get_by_role("button", name="되살리기").click()

    expect(visitor.page.locator(".document .summary").first).to_contain_text("대용량 트래픽")


def test_a_deleted_resume_comes_back_with_undo_and_goes_without(visitor: Visitor) -> None:
    address = visitor.page.url
    visitor.tab("document")
    visitor.button("delete").click()
    card = visitor.page.locator(f"a[href='{address.removeprefix(visitor.address)}']")
    expect(visitor.page.locator(".drop")).to_be_visible()
    expect(card).to_have_count(0)
    visitor.button("undo").click()
    expect(visitor.page.locator(".tabs")).to_be_visible()

    visitor.button("delete").click()
    visitor.page.get_by_role("button", name="닫기").click()
    expect(visitor.page.locator(".toast")).to_have_count(0)
    visitor.open()
    expect(visitor.page.locator(".drop")).to_be_visible()
    expect(card).to_have_count(0)


def test_everything_can_be_erased(visitor: Visitor) -> None:
    visitor.open("/app/settings")
    visitor.button("erase").click()
    visitor.page.get_by_role("button", name="닫기").click()
    expect(visitor.page.get_by_text("개를 지웠습니다")).to_be_visible()

    visitor.open()

    expect(visitor.page.locator("a.resume")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_small_phone_shows_everything(visitor: Visitor, scheme: str) -> None:
    page = visitor.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    visitor.make_questions("- Kafka 경험\n- Elasticsearch 경험")
    for tab in ("practice", "progress", "path", "document"):
        assert (visitor.overflow(), visitor.violations()) == (0, []), page.url
        visitor.tab(tab)
    visitor.begin_session()
    visitor.answer("제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다.")
    assert (visitor.overflow(), visitor.violations()) == (0, [])
    for path in ("/", "/app/reviews", "/app/settings"):
        visitor.open(path)
        assert (visitor.overflow(), visitor.violations()) == (0, []), path


def test_the_keyboard_alone_is_enough(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    visitor.open()
    keyboard = visitor.page.keyboard

    def tab_to(name: str) -> None:
        for _ in range(80):
            keyboard.press("Tab")
            if visitor.page.evaluate("document.activeElement.textContent.trim()") == visitor.say(name):
                keyboard.press("Enter")
                return
        raise AssertionError(f"no way to {name}")

    tab_to("example")
    expect(visitor.page.locator("pre.text")).to_be_visible()
    visitor.page.locator("h1").click()
    for _ in range(80):
        keyboard.press("Shift+Tab")
        if visitor.page.evaluate("document.activeElement.textContent.trim()") == visitor.say("store"):
            break
    keyboard.press("Enter")
    expect(visitor.page.locator(".tabs")).to_be_visible()
    tab_to("make")
    expect(visitor.link_to_practice()).to_be_visible(timeout=WAIT_MS)
    assert visitor.complaints == []


def test_offline_says_so(visitor: Visitor) -> None:
    visitor.context.set_offline(True)
    expect(visitor.page.get_by_text("오프라인입니다")).to_be_visible()
    visitor.context.set_offline(False)
    expect(visitor.page.get_by_text("오프라인입니다")).to_have_count(0)


def test_the_first_view_is_small_and_asks_nobody_else(visit: Callable[..., Visitor]) -> None:
    visitor = visit("en")
    sizes: dict[str, int] = {}
    visitor.page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))

    visitor.open()
    visitor.page.wait_for_load_state("networkidle")

    assert all(url.startswith(visitor.address) for url in sizes)
    assert 0 < sum(size for url, size in sizes.items() if url.endswith(".js")) < 150_000
