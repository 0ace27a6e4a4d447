"""Exports a learning path as Markdown (CommonMark)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from learning_service.exports.labels import LABELS, Labels
from learning_service.paths.models import Finding, Item, LearningPath, Resource
from learning_service.paths.progress import path_percent
from learning_service.paths.scheduling import first_day
from shared.language.markdown import escaped
from shared.profiles.match import Match, Matched


def to_markdown(path: LearningPath, start: date) -> str:
    """Return the path as Markdown, with headings in its language. The first week begins on `start`."""
    labels = LABELS[path.language]
    plan = path.schedule
    progress = labels["progress"].format(
        percent=path_percent(path.items), total=plan.total_hours, hours=plan.hours_per_week, weeks=len(plan.weeks)
    )
    blocks = [f"# {labels['title']}", escaped(path.summary), progress]
    blocks += _section(labels["notes"], _bullets(map(escaped, path.notes)))
    blocks += _section(labels["strengths"], _findings(path.strengths))
    blocks += _section(labels["weaknesses"], _findings(path.weaknesses))
    if path.match is not None:
        blocks += _section(labels["match"], "\n\n".join(_match(path.match, labels)))
    blocks += _section(labels["items"], "\n\n".join(_items(path.items, labels)))
    blocks += _section(labels["schedule"], "\n\n".join(_weeks(path, labels, start)))
    return "\n\n".join(filter(None, blocks)) + "\n"


def _section(title: str, body: str) -> list[str]:
    return [f"## {title}", body] if body else []


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _findings(findings: Sequence[Finding]) -> str:
    return _bullets(f"**{escaped(finding.title)}** {escaped(finding.detail)}" for finding in findings)


def _match(match: Match, labels: Labels) -> Iterator[str]:
    states: Sequence[tuple[str, tuple[Matched, ...]]] = (
        ("have", match.have),
        ("partial", match.partial),
        ("missing", match.missing),
    )
    for state, matched in states:
        if matched:
            yield f"**{labels[state]}**\n\n{_bullets(escaped(one.text) for one in matched)}"


def _items(items: Sequence[Item], labels: Labels) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        draft = item.draft
        yield f"### {number}\\. {escaped(draft.title)}"
        yield f"{labels['hours'].format(hours=draft.estimated_hours)} · {labels[item.status]}"
        yield f"**{labels['why']}** {escaped(draft.reason)}"
        yield escaped(draft.description)
        yield "\n".join(
            f"- [{'x' if place in item.milestones_done or item.status == 'done' else ' '}] {escaped(milestone)}"
            for place, milestone in enumerate(draft.milestones)
        )
        if draft.resources:
            yield f"{labels['resources']}\n\n{_bullets(map(_link, draft.resources))}"
        if item.note:
            yield f"**{labels['note']}** {escaped(item.note)}"


def _link(resource: Resource) -> str:
    # Percent-encode the characters that would end the link early.
    url = resource.url.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C")
    return f"[{escaped(resource.title)}]({url}) ({escaped(resource.source)})"


def _weeks(path: LearningPath, labels: Labels, start: date) -> Iterator[str]:
    if path.schedule.proposal is not None:
        yield escaped(path.schedule.proposal.text)
    titles = {item.id: item.draft.title for item in path.items}
    for week in path.schedule.weeks:
        day = labels["from"].format(day=first_day(start, week.number).isoformat())
        shares = _bullets(
            f"{escaped(titles[share.item_id])} ({labels['hours'].format(hours=share.hours)})" for share in week.shares
        )
        yield f"**{labels['week'].format(week=week.number)}** ({day})\n\n{shares}"
