"""Renders a report as one HTML page that prints on A4: no script, nothing from elsewhere, every text escaped."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

from interview_service.evaluation.models import MAX_LEVEL
from interview_service.reports.elements import Html, element, joined
from interview_service.reports.models import Answered, AnswerPart, DimensionMean, Report, Step
from interview_service.reports.words import Words, number, signed


def to_html(report: Report) -> str:
    """Return the page, in the report's language."""
    say = Words(report.language)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", say("title")),
        element("style", Html(_style())),
    )
    body = element("body", element("main", *_parts(report, say)))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=report.language)}\n"


@cache
def headers() -> Mapping[str, str]:
    """Return the response headers of the page: a browser runs and loads nothing in it but its own style."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


@cache
def _style() -> str:
    return (files("interview_service") / "data" / "practice" / "report.css").read_text(encoding="utf-8")


def _parts(report: Report, say: Words) -> Iterator[Html]:
    yield element("h1", say("title"))
    yield element("p", say.session(report), class_="note")
    yield element("p", say("about"), class_="note")
    yield element("p", say.summary(report))
    total = say("total").format(total=number(report.total)) if report.total is not None else say("unjudged")
    yield element("p", total, class_="total")
    if report.before is not None:
        yield element("p", say.since(report.before))
    if report.not_evaluated:
        yield element("p", say("not_evaluated").format(count=report.not_evaluated))
    if report.dimensions:
        yield from _section(say("dimensions"), _table(report.dimensions, say))
    if report.first_steps:
        yield from _section(say("first_steps"), element("ol", *(_step(one, say) for one in report.first_steps)))
    for name, part in (("best", report.best), ("weakest", report.weakest)):
        if part is not None:
            yield from _section(say(name), _part(part))
    if report.contradictions:
        found = (element("li", element("q", one.said), " ", one.detail) for one in report.contradictions)
        yield from _section(say("contradictions"), element("ul", *found))
    if report.competences:
        topics = (element("li", f"{one.topic}: {number(one.mean)}") for one in report.competences)
        yield from _section(say("competences"), element("ul", *topics))
    if report.answers:
        yield from _section(say("answers"), element("ul", *(_answered(one, say) for one in report.answers)))
    yield element("p", say("scale"), class_="note")


def _section(title: str, *content: Html) -> Iterator[Html]:
    yield element("h2", title)
    yield from content


def _table(dimensions: list[DimensionMean], say: Words) -> Html:
    names = (say(name) for name in ("dimension", "level", "before", "change"))
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in names)))
    return element("table", head, element("tbody", *(_row(one, say) for one in dimensions)))


def _row(one: DimensionMean, say: Words) -> Html:
    if one.mean is None:
        level = element("td", say("none"))
    else:
        value = number(one.mean)
        level = element("td", _bar(one.mean), " ", value, class_="number")
    before = element("td", number(one.before), class_="number")
    return element(
        "tr", element("th", one.label, scope="row"), level, before, element("td", signed(one.change), class_="number")
    )


def _bar(level: float) -> Html:
    """Return a drawing: backgrounds of boxes are left out by browsers that print."""
    frame = element("rect", x="0.5", y="0.5", width="100", height="9", fill="none", stroke="#777")
    filled = element("rect", x="0.5", y="0.5", width=f"{100 * level / MAX_LEVEL:g}", height="9", fill="#777")
    return element("svg", frame, filled, viewBox="0 0 101 10", width="101", height="10", aria_hidden="true")


def _step(step: Step, say: Words) -> Html:
    missing = element("ul", *(element("li", one.point) for one in step.missing))
    return element(
        "li",
        element("strong", f"{step.label} ({number(step.mean)})"),
        ": ",
        step.to_next_level,
        element("p", f"{say('at_question')}: ", element("span", step.question, dir="auto"), class_="note"),
        *([element("p", f"{say('missing')}:", class_="note"), missing] if step.missing else []),
    )


def _part(part: AnswerPart) -> Html:
    return element(
        "figure",
        element("p", element("strong", part.question, dir="auto"), f" ({number(part.total)})"),
        *([element("p", part.why)] if part.why is not None else []),
        *(element("blockquote", quote, dir="auto") for quote in part.quotes),
    )


def _answered(one: Answered, say: Words) -> Html:
    result = say("skipped") if one.skipped else number(one.total)
    line = joined((element("span", one.question, dir="auto"), " — ", element("span", result, class_="number")))
    if one.follow_up is None:
        return element("li", line)
    return element("li", element("strong", say("follow_up")), " ", line, class_="follows")
