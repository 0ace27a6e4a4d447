"""The report as a page to print: every text escaped, no script, nothing from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import get_args

import pytest
from interview_service.reports.html import headers, to_html
from interview_service.reports.markdown import to_markdown
from interview_service.reports.models import Report
from interview_service.sessions.models import Mode

from shared.resumes.document import Language
from shared.testing.practising import Practice, practise
from shared.testing.services import WithResumes

HTML = {"Accept": "text/html"}
HOSTILE = [
    "<script>alert(1)</script> 제가 만료를 5분으로 정했습니다. 240ms가 90ms로 줄었기 때문입니다.",
    "</style></title><img src=x onerror=alert(1)> 제가 캐시를 3개로 나누었습니다.",
    '" onmouseover="alert(1)" x=" 제가 만료를 7분으로 정했습니다. 그 결과 240ms가 80ms로 줄었습니다.',
    "<meta http-equiv=refresh content='0;url=https://evil.io'> 제가 서버 4대를 붙였습니다.",
    "<!-- --><svg/onload=alert(1)>{{7*7}}${7*7} 제가 2주 동안 측정했습니다. 지연이 9ms 줄었습니다.",
    "@import url(https://evil.io/x.css); 제가 5%를 새 서버로 보냈습니다. ]]>&lt;b&gt;",
    "가" * 8_000,
]
ALLOWED = frozenset(
    {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "strong", "span", "q"),
        *("table", "thead", "tbody", "tr", "th", "td", "svg", "rect", "ol", "ul", "li", "figure", "blockquote"),
    }
)
ATTRIBUTES = frozenset({"lang", "charset", "name", "content", "class", "dir", "scope"})
DRAWN = frozenset({"x", "y", "width", "height", "fill", "stroke", "viewbox", "aria-hidden"})
TEXT = re.compile(r"\w+")


class Page(HTMLParser):
    """What a browser sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.style = ""
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self.words += " "

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self.words += data


async def page_of(practice: Practice) -> tuple[Page, dict[str, str]]:
    answer = await practice.client.get(f"{practice.path}/report", headers=HTML)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return Page(answer.text), dict(answer.headers)


async def test_hostile_answers_are_shown_as_they_were_written(services: WithResumes) -> None:
    practice = await practise(services, questions={"count": len(HOSTILE)}, minutes=90, follow_ups=1)
    while (await practice.now())["current_question"] is not None:
        at = len((await services.service.get(f"{practice.path}/answers")).json()["items"])
        await practice.answer(text=HOSTILE[at % len(HOSTILE)])

    page, sent = await page_of(practice)

    assert page.tags <= ALLOWED
    assert page.attributes <= ATTRIBUTES | DRAWN
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in sent["content-security-policy"]
    assert "url(" not in page.style
    assert "import" not in page.style
    for name, value in headers().items():
        assert sent[name.lower()] == value
    assert "default-src 'none'" in sent["content-security-policy"]
    # The quotes of the best answer are there, word for word.
    report = Report.model_validate_json((await services.service.get(f"{practice.path}/report")).content)
    assert report.best is not None
    assert all(quote in page.words for quote in report.best.quotes)


async def test_the_page_says_what_the_markdown_says_in_the_language_of_the_session(services: WithResumes) -> None:
    for language in get_args(Language):
        practice = await practise(services, questions={"count": 2, "language": language}, follow_ups=1)
        text = {
            "ko": "제가 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 240ms가 90ms로 줄었습니다.",
            "en": "I set the expiry to 5 minutes because prices change twice a day. As a result 240ms fell to 90ms.",
        }[language]
        while (await practice.now())["current_question"] is not None:
            await practice.answer(text=text)
        report = Report.model_validate_json((await services.service.get(f"{practice.path}/report")).content)

        page = Page(to_html(report))

        assert f'<html lang="{language}">' in to_html(report)
        said = TEXT.findall(unescape(to_markdown(report).replace("\\", "")))
        missing = set(said) - set(TEXT.findall(page.words))
        assert missing == set()
        assert any(one.follow_up is not None for one in report.answers)


async def test_what_a_browser_asks_for_is_the_page_and_what_a_client_asks_for_is_not(services: WithResumes) -> None:
    practice = await practise(services)
    kinds: dict[str, str] = {}
    for accept in (
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json",
        "*/*",
        "text/*",
        "text/html;q=0.2, text/markdown;q=0.7",
        "text/html;q=0, application/json;q=0.1",
        "text/html;q=odd, application/json",
    ):
        answer = await services.service.get(f"{practice.path}/report", headers={"Accept": accept})
        kinds[accept] = answer.headers["Content-Type"].partition(";")[0]
        assert answer.headers["Vary"] == "Accept"

    assert list(kinds.values()) == [
        "text/html",
        "application/json",
        "application/json",
        "text/markdown",
        "text/markdown",
        "application/json",
        "application/json",
    ]


@pytest.mark.parametrize("mode", get_args(Mode))
async def test_an_empty_report_is_a_whole_page(services: WithResumes, mode: Mode) -> None:
    practice = await practise(services, mode=mode, run=False)
    await practice.patch(state="finished")

    page, _ = await page_of(practice)

    assert "h2" not in page.tags
    assert page.words.strip()


@pytest.mark.parametrize(
    ("seconds", "took"),
    [(0.0, "less than a minute"), (59.9, "less than a minute"), (61.0, "1 minute"), (95.0, "2 minutes")],
)
async def test_the_time_of_a_session_is_told_in_words_that_fit(
    services: WithResumes, seconds: float, took: str
) -> None:
    practice = await practise(services, questions={"language": "en"})
    await practice.answer(text="I cut the failure rate of deployments from 12% to 2% because I added a canary.")
    report = Report.model_validate_json((await practice.client.get(f"{practice.path}/report")).content)
    report = report.model_copy(update={"ran_seconds": seconds})

    for page in (to_html(report), to_markdown(report)):
        assert f"Time taken: {took}." in page


async def test_markdown_says_when_it_was_and_which_question_a_step_is_about(services: WithResumes) -> None:
    practice = await practise(services)
    await practice.answer(text="제가 캐시 만료를 5분으로 정했습니다. 그 결과 240ms가 90ms로 줄었습니다.")
    report = Report.model_validate_json((await practice.client.get(f"{practice.path}/report")).content)

    lines = to_markdown(report).splitlines()

    assert report.created_at.date().isoformat() in lines[2]
    steps = [line for line in lines if line.startswith("   - 이 질문에서: ")]
    assert len(steps) == len(report.first_steps) > 0
    assert sum(line.startswith("   - 빠진 요점: ") for line in lines) == sum(
        len(one.missing) for one in report.first_steps
    )
