"""Renders a report as Markdown (CommonMark with tables)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from interview_service.reports.models import AnswerPart, DimensionMean, Report
from shared.language.markdown import escaped
from shared.resumes.document import Language


def to_markdown(report: Report) -> str:
    """Return the report as Markdown, with headings in its language."""
    say = _Words(report.language)
    minutes = round(report.ran_seconds / 60)
    blocks = [
        f"# {say('title')}",
        say("about"),
        say("summary").format(answered=report.answered, skipped=report.skipped, minutes=minutes),
        say("total").format(total=report.total) if report.total is not None else say("unjudged"),
        *_section(say("dimensions"), _table(report.dimensions, say)),
        *_section(
            say("competences"), _bullets(f"{escaped(one.topic)}: {_level(one.mean)}" for one in report.competences)
        ),
        *_section(say("first_steps"), _bullets(_steps(report))),
        *_section(say("best"), _part(report.best)),
        *_section(say("weakest"), _part(report.weakest)),
        *_section(
            say("contradictions"),
            _bullets(f"{escaped(one.said)} — {escaped(one.detail)}" for one in report.contradictions),
        ),
        *_section(say("answers"), _bullets(_answers(report, say))),
    ]
    return "\n\n".join(blocks) + "\n"


class _Words:
    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def __call__(self, name: str) -> str:
        return _labels()[name][self._language]


def _section(title: str, body: str) -> list[str]:
    return [f"## {title}", body] if body else []


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _level(level: float | None) -> str:
    return "–" if level is None else f"{level:g}"


def _table(dimensions: Iterable[DimensionMean], say: _Words) -> str:
    rows = [
        f"| {one.label} | {_level(one.mean) if one.mean is not None else say('none')} | {_level(one.before)} |"
        for one in dimensions
    ]
    head = [f"| {say('dimension')} | {say('level')} | {say('before')} |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows]) if rows else ""


def _steps(report: Report) -> Iterator[str]:
    for step in report.first_steps:
        yield f"**{step.label}** ({_level(step.mean)}): {escaped(step.to_next_level)}"
        yield from (escaped(one.point) for one in step.missing)


def _part(part: AnswerPart | None) -> str:
    if part is None:
        return ""
    return "\n\n".join(
        [f"**{escaped(part.question)}** ({_level(part.total)})", *(f"> {escaped(q)}" for q in part.quotes)]
    )


def _answers(report: Report, say: _Words) -> Iterator[str]:
    for one in report.answers:
        yield f"{escaped(one.question)}: {say('skipped') if one.skipped else _level(one.total)}"


@cache
def _labels() -> Mapping[str, Mapping[Language, str]]:
    text = (files("interview_service") / "data" / "practice" / "labels.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[Language, str]]).validate_python(yaml.safe_load(text))
