"""What breaks while somebody uses the page: a provider, a stream, a service."""

import json
import signal
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from attack.model import asked, items
from browser.backstage import behind
from browser.visitor import BUILT, WAIT_MS, Visitor
from shared.testing.wire import Answers, Fails, WireServer, environment_for
from stack.readiness import wait_until_ready
from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

WORDS = ("캐시의 만료 시간", "캐시의 키", "캐시가 비었을 때의 부하", "옛 값이 보이는 시간", "캐시에 넣지 않은 값")
WRITTEN = json.dumps(
    items(
        *(
            asked(
                number,
                f"Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 줄이실 때 {words}은 어떤 근거로 정하셨나요?",
            )
            for number, words in enumerate(WORDS)
        )
    ),
    ensure_ascii=False,
)
"""Five questions that a model would write about the example."""


@pytest.fixture(scope="module")
def wire() -> Iterator[WireServer]:
    """A provider that does what a test says."""
    with behind(WireServer()) as running:
        running.openai.pace = 0.002
        yield running


@pytest.fixture(scope="module")
def with_model(wire: WireServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The product with this provider alone."""
    environment = {**environment_for(wire.openai.base_url), "LLM_RETRIES": "0"}
    with running_stack(tmp_path_factory.mktemp("model"), environment=environment, page_directory=BUILT) as running:
        yield running


@pytest.fixture
def visitor(visit: Callable[..., Visitor], with_model: RunningStack) -> Visitor:
    """Somebody at this product who has stored the example of the README."""
    resume = json.loads((REPOSITORY / "docs" / "examples" / "resume.json").read_text(encoding="utf-8"))
    url = f"http://127.0.0.1:{with_model.web}/api/v1/resumes"
    stored = httpx.post(url, json=resume, headers={"Host": "api.localhost"}, trust_env=False)
    visitor = visit("ko", with_model)
    visitor.open(f"/app/resumes/{stored.json()['id']}")
    return visitor


def test_a_provider_that_breaks_off_costs_no_question_that_has_come(visitor: Visitor, wire: WireServer) -> None:
    wire.openai.script([Fails("cut_off", text=WRITTEN), Fails("unavailable")])

    visitor.button("make").click()

    expect(visitor.page.locator("li.question").first).to_be_visible(timeout=WAIT_MS)
    expect(visitor.page.get_by_role("status").filter(has_text="멈추기")).to_have_count(0, timeout=WAIT_MS)
    shown = visitor.page.locator("li.question").count()
    assert shown
    visitor.page.reload()
    expect(visitor.page.locator("li.question")).to_have_count(shown)


def test_a_provider_that_is_down_is_said_in_words_and_can_be_tried_again(visitor: Visitor, wire: WireServer) -> None:
    wire.openai.fails("unavailable")
    visitor.button("make").click()
    problem = visitor.page.get_by_role("alert")
    expect(problem).to_contain_text("어느 언어 모델도 답하지 못했습니다", timeout=WAIT_MS)
    expect(problem).to_contain_text("요청 ")

    wire.openai.script([Answers(WRITTEN)] * 5)
    visitor.button("retry").click()

    expect(visitor.link_to_practice()).to_be_visible(timeout=WAIT_MS)


def test_a_service_that_dies_in_a_stream_leaves_what_has_come(
    visitor: Visitor, wire: WireServer, with_model: RunningStack
) -> None:
    wire.openai.script([Fails("stalls", text=WRITTEN)])
    visitor.button("make").click()
    expect(visitor.page.locator("li.question").first).to_be_visible(timeout=WAIT_MS)

    with_model.end("interview-1", signal.SIGKILL)

    expect(visitor.page.get_by_role("alert")).to_be_visible(timeout=WAIT_MS)
    expect(visitor.page.locator("li.question").first).to_be_visible()
    with_model.again("interview-1")
    wire.openai.script([Answers(WRITTEN)] * 5)
    assert wait_until_ready(with_model.web, WAIT_MS / 1000)
    visitor.button("retry").click()
    expect(visitor.link_to_practice()).to_be_visible(timeout=WAIT_MS)
