"""A session when something fails: nothing is sent twice, nothing that was not meant, and nobody listens on."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from browser.network import fetched, sent_to
from browser.visitor import WAIT_MS, Visitor

FIRST = "제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."
SECOND = "제가 만료를 10분으로 늘렸습니다. 재 보니 적중률이 40%에서 90%로 올랐기 때문입니다."
ANSWERS = "**/sessions/*/answers"
SESSION = "**/api/v1/interview/sessions/*"

LISTENING = """
    window.SpeechRecognition = window.webkitSpeechRecognition = class extends EventTarget {
        start() { window.ear = this; }
        stop() { this.say('늦은 말'); this.abort(); }
        abort() { document.documentElement.dataset.ear = 'closed'; this.dispatchEvent(new Event('end')); }
        say(transcript) {
            const results = [Object.assign([{ transcript }], { isFinal: true })];
            this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
        }
    };
"""
"""A recognition that hands over its last words when it is stopped, as those of the browsers do."""


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """Somebody in the middle of a session."""
    visitor = visit("ko")
    visitor.page.add_init_script(LISTENING)
    visitor.begin_with_example()
    visitor.make_questions()
    visitor.begin_session()
    return visitor


def without_evaluation(route: Route) -> None:
    """Have the answer stored, and let the stream say that its evaluation failed."""
    events = fetched(route).split("\n\n")
    stored = next(one for one in events if "event: answer" in one)
    answer = json.loads(next(line for line in stored.splitlines() if line.startswith("data:"))[5:]) | {
        "evaluation": None
    }
    problem = {"code": "LLM_UNAVAILABLE", "status": 503, "detail": "down"}
    body = f"event: answer\ndata: {json.dumps(answer)}\n\nevent: failed\ndata: {json.dumps(problem)}\n\n"
    route.fulfill(body=body, content_type="text/event-stream")


def test_an_answer_whose_evaluation_failed_can_be_given_again_with_other_words(visitor: Visitor) -> None:
    visitor.page.route(ANSWERS, without_evaluation, times=1)
    visitor.page.keyboard.insert_text(FIRST)
    visitor.page.keyboard.press("Control+Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("어느 언어 모델도 답하지 못했습니다")

    visitor.page.get_by_role("button", name="이 질문에 다시 답하기").click()
    expect(visitor.page.locator("textarea")).to_have_value("")
    visitor.answer(SECOND)

    expect(visitor.page.get_by_role("alert")).to_have_count(0)
    expect(visitor.page.locator(".dimension")).not_to_have_count(0)
    assert visitor.complaints == []


def test_an_answer_that_nobody_received_can_be_sent_with_other_words(visitor: Visitor) -> None:
    sent = sent_to(visitor.page, "/answers")
    visitor.page.route(ANSWERS, lambda route: route.abort(), times=2)
    visitor.page.keyboard.insert_text(FIRST)
    visitor.page.keyboard.press("Control+Enter")
    visitor.button("retry").click()
    expect(visitor.button("retry")).to_be_visible()
    visitor.page.locator("textarea").fill(SECOND)
    visitor.button("retry").click()

    expect(visitor.button("next")).to_be_visible(timeout=WAIT_MS)
    expect(visitor.page.get_by_role("alert")).to_have_count(0)
    first, same, other = sent
    assert (same, other[1]["text"]) == (first, SECOND)
    assert other[0] != first[0]


def test_a_pause_that_failed_is_tried_again_and_sends_no_half_answer(visitor: Visitor) -> None:
    sent = sent_to(visitor.page, "/answers")
    visitor.page.keyboard.insert_text("아직 쓰는 중인 답")
    visitor.page.route(SESSION, lambda route: route.abort(), times=1)
    visitor.button("pause").click()

    visitor.button("retry").click()

    expect(visitor.button("go")).to_be_visible()
    expect(visitor.page.locator("textarea")).to_have_value("아직 쓰는 중인 답")
    assert sent == []


def test_a_question_that_another_window_answered_is_not_answered_again(visitor: Visitor) -> None:
    other = visitor.context.new_page()
    other.goto(visitor.page.url)
    other.get_by_role("button", name="건너뛰기").click()
    second = other.locator("h1.asked")
    first = visitor.page.locator("h1.asked").inner_text()
    expect(second).not_to_have_text(first)

    visitor.page.keyboard.insert_text(FIRST)
    visitor.page.keyboard.press("Control+Enter")

    expect(visitor.page.get_by_role("alert")).to_be_visible()
    expect(visitor.page.locator("h1.asked")).to_have_text(second.inner_text())
    expect(visitor.button("retry")).to_have_count(0)


def test_escape_begins_nothing(visit: Callable[..., Visitor]) -> None:
    visitor = visit("ko")
    visitor.begin_with_example()
    visitor.make_questions()
    visitor.tab("practice")
    visitor.button("begin").click()
    visitor.page.wait_for_url("**/app/sessions/*")
    expect(visitor.button("begin")).to_be_visible()
    sent = sent_to(visitor.page, visitor.page.url.rsplit("/", 1)[1])

    visitor.page.keyboard.press("Escape")
    visitor.button("begin").click()

    expect(visitor.page.locator("textarea")).to_be_focused()
    assert [body for _, body in sent] == [{"state": "running"}]


def test_the_time_of_an_answer_is_without_its_pauses(visitor: Visitor) -> None:
    sent = sent_to(visitor.page, "/answers")
    visitor.page.clock.install()
    visitor.page.reload()
    visitor.button("pause").click()
    expect(visitor.button("go")).to_be_visible()
    visitor.page.clock.fast_forward("20:00")
    visitor.button("go").click()
    expect(visitor.page.locator("textarea")).to_be_focused()

    visitor.answer(FIRST)

    seconds = sent[0][1]["seconds"]
    assert isinstance(seconds, int)
    assert seconds < 600


@pytest.mark.parametrize("way", ["건너뛰기", "멈추기", "여기서 끝내기"])
def test_nobody_listens_once_a_question_is_over(visitor: Visitor, way: str) -> None:
    page = visitor.page
    page.evaluate("localStorage.setItem('prep.speech', 'true')")
    page.reload()
    page.get_by_role("button", name="말로 쓰기").click()
    page.evaluate("ear.say('듣고 있는 말')")
    expect(page.locator("textarea")).to_have_value("듣고 있는 말")

    page.get_by_role("button", name=way).click()

    expect(page.locator("html")).to_have_attribute("data-ear", "closed")
    assert "늦은 말" not in page.evaluate("JSON.stringify({ ...localStorage })")
