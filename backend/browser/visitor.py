"""Somebody who uses the page: what they do, in the words of the language they read."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from browser.words import WORDS
from stack.settings import REPOSITORY

BUILT = REPOSITORY / "web" / "dist"
AXE = REPOSITORY / "web" / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = """Promise.allSettled(document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished))"""
"""What has faded in half-way has half its contrast."""

SERIOUS = ("serious", "critical")
WAIT_MS = 20_000
POLL_MS = 20


@dataclass
class Visitor:
    """A person at the page. `complaints` is all that the browser's console said about errors."""

    context: BrowserContext
    address: str
    language: str
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        chosen = json.dumps(json.dumps(self.language))
        self.page.add_init_script(
            f"localStorage.getItem('prep.language') ?? localStorage.setItem('prep.language', {chosen})"
        )
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def say(self, name: str) -> str:
        """Return how the page says this, in the language of this visitor."""
        return WORDS[name][("ko", "en").index(self.language)]

    def open(self, path: str = "/") -> None:
        """Open an address of the page, as from a bookmark."""
        self.page.goto(f"{self.address}{path}")
        expect(self.page.locator("main > *").first).to_be_visible(timeout=WAIT_MS)

    def button(self, name: str) -> Locator:
        """Return the button that is called this."""
        return self.page.get_by_role("button", name=self.say(name), exact=True)

    def link(self, name: str) -> Locator:
        """Return the link that is called this."""
        return self.page.get_by_role("link", name=self.say(name), exact=True)

    def tab(self, name: str) -> None:
        """Go to a part of the preparation."""
        self.page.locator(".tabs").get_by_role("link", name=self.say(name), exact=True).click()

    def begin_with_example(self) -> None:
        """Have the example read and store it."""
        self.open()
        self.button("example").click()
        self.button("store").click()
        expect(self.page.locator(".tabs")).to_be_visible(timeout=WAIT_MS)

    def make_questions(self, posting: str = "") -> Locator:
        """Ask for questions and return them once they are stored."""
        self.page.get_by_label(self.say("posting"), exact=True).fill(posting)
        (self.button("make").or_(self.button("again"))).click()
        expect(self.link_to_practice()).to_be_visible(timeout=WAIT_MS)
        return self.page.locator("li.question")

    def link_to_practice(self) -> Locator:
        """Return the link below a whole set of questions."""
        return self.page.locator("a.button.primary[href$='/practice']")

    def begin_session(self) -> None:
        """Begin a session with the questions that were made last."""
        self.tab("practice")
        self.button("begin").click()
        self.page.wait_for_url("**/app/sessions/*")
        self.button("begin").click()
        expect(self.page.locator("textarea")).to_be_focused(timeout=WAIT_MS)

    def answer(self, text: str) -> None:
        """Answer by keyboard and wait for the feedback."""
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.button("next")).to_be_visible(timeout=WAIT_MS)

    def skip_to(self, word: str) -> None:
        """Skip questions until one has this word."""
        asked = self.page.locator(".asked")
        while word not in (question := asked.inner_text()):
            self.button("skip").click()
            expect(asked).not_to_have_text(question)
        self.page.locator("textarea").focus()

    def until(self, expression: str) -> None:
        """Wait until an expression is true in the page. Playwright's own way needs `eval`, which the page forbids."""
        waited = 0
        while not self.page.evaluate(expression):
            assert waited < WAIT_MS, expression
            self.page.wait_for_timeout(POLL_MS)
            waited += POLL_MS

    def violations(self) -> list[str]:
        """Return what axe finds serious about what is shown."""
        self.page.evaluate(SETTLED)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("axe.run().then((results) => results.violations)")
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)
