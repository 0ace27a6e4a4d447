"""Renders a report as Markdown (CommonMark with tables)."""

from collections.abc import Iterable, Iterator

from interview_service.reports.models import AnswerPart, DimensionMean, Report, Step
from interview_service.reports.words import Words, number, signed
from shared.language.markdown import escaped


def to_markdown(report: Report) -> str:
    """Return the report as Markdown, with headings in its language."""
    say = Words(report.language)
    blocks = [
        f"# {say('title')}",
        escaped(say.session(report)),
        say("about"),
        say.summary(report),
        say("total").format(total=report.total) if report.total is not None else say("unjudged"),
        *([say.since(report.before)] if report.before is not None else []),
        *([say("not_evaluated").format(count=report.not_evaluated)] if report.not_evaluated else []),
        *_section(say("dimensions"), _table(report.dimensions, say)),
        *_section(
            say("competences"), _bullets(f"{escaped(one.topic)}: {number(one.mean)}" for one in report.competences)
        ),
        *_section(say("first_steps"), _steps(report, say)),
        *_section(say("best"), _part(report.best)),
        *_section(say("weakest"), _part(report.weakest)),
        *_section(
            say("contradictions"),
            _bullets(f"{escaped(one.said)} — {escaped(one.detail)}" for one in report.contradictions),
        ),
        *_section(say("answers"), _bullets(_answers(report, say))),
        say("scale"),
    ]
    return "\n\n".join(blocks) + "\n"


def _section(title: str, body: str) -> list[str]:
    return [f"## {title}", body] if body else []


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(dimensions: Iterable[DimensionMean], say: Words) -> str:
    rows = [
        f"| {one.label} | {number(one.mean) if one.mean is not None else say('none')} | {number(one.before)}"
        f" | {signed(one.change)} |"
        for one in dimensions
    ]
    columns = ("dimension", "level", "before", "change")
    head = [f"| {' | '.join(say(column) for column in columns)} |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows]) if rows else ""


def _steps(report: Report, say: Words) -> str:
    return "\n".join(_step(place, step, say) for place, step in enumerate(report.first_steps, 1))


def _step(place: int, step: Step, say: Words) -> str:
    """Return a step as an item of a numbered list, with the question and the points that it is about."""
    lines = [
        f"{place}. **{step.label}** ({number(step.mean)}): {escaped(step.to_next_level)}",
        f"   - {say('at_question')}: {escaped(step.question)}",
        *(f"   - {say('missing')}: {escaped(one.point)}" for one in step.missing),
    ]
    return "\n".join(lines)


def _part(part: AnswerPart | None) -> str:
    if part is None:
        return ""
    return "\n\n".join(
        [
            f"**{escaped(part.question)}** ({number(part.total)})",
            *([escaped(part.why)] if part.why is not None else []),
            *(f"> {escaped(quote)}" for quote in part.quotes),
        ]
    )


def _answers(report: Report, say: Words) -> Iterator[str]:
    for one in report.answers:
        begin = f"{say('follow_up')}: " if one.follow_up is not None else ""
        yield f"{begin}{escaped(one.question)}: {say('skipped') if one.skipped else number(one.total)}"
