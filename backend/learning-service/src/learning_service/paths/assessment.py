"""What a résumé shows and what it lacks, by rules: every statement keeps the place it rests on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from learning_service.catalogue.library import Library, Role
from learning_service.paths.models import Wish
from shared.resumes.anchors import SKILL_LIST, SUMMARY, Entry, Named, entries
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import JOB_POSTING, Evidence
from shared.skills.index import Skill, SkillIndex

Held = dict[str, tuple[Named, Entry]]
Cause = Literal["posting", "focus", "thin", "role", "next"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill that a project or job shows, with a result that speaks of it if there is one."""

    named: Named
    entry: Entry
    achievement: Evidence | None
    focus: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill that is missing or only listed: why it matters, and the place of the résumé that makes it matter."""

    skill: Skill
    cause: Cause
    entry: Entry
    evidence: tuple[Evidence, ...]
    base: Named | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Strengths and gaps, the weightiest first; `role` is the one that was wished for or that the résumé speaks for."""

    shown: tuple[Shown, ...]
    gaps: tuple[Gap, ...]
    unmeasured: tuple[Evidence, ...]
    role: Role


def assess(resume: ResumeDocument, wish: Wish, library: Library, index: SkillIndex) -> Assessment:
    """Read a résumé against what is wished for; the same input always gives the same assessment."""
    found = entries(resume, index)
    focus = _skills_of(wish.focus_areas, index)
    shown = sorted(
        _shown(found, focus, index), key=lambda one: (not one.focus, one.achievement is None, one.entry.pointer)
    )
    role = _role(wish, resume, found, library.roles)
    gaps: dict[str, Gap] = {}
    for gap in _gaps(resume, found, wish, role, focus, index):
        gaps.setdefault(gap.skill.id, gap)
    unmeasured = tuple(
        achievement
        for entry in found
        for achievement in entry.achievements
        if not any(character.isdigit() for character in achievement.quote)
    )
    return Assessment(tuple(shown), tuple(gaps.values()), unmeasured, role)


def _skills_of(texts: Sequence[str], index: SkillIndex) -> dict[str, Skill]:
    found = [
        skill for text in texts for skill in (index.named(text), *(spoken for spoken, _ in index.within(text))) if skill
    ]
    return {skill.id: skill for skill in found}


def _shown(found: Sequence[Entry], focus: dict[str, Skill], index: SkillIndex) -> Iterator[Shown]:
    best: dict[str, Shown] = {}
    for entry in found:
        if entry.pointer in (SKILL_LIST, SUMMARY):
            continue
        for named in entry.skills:
            known = best.get(named.skill.id)
            achievement = entry.achievement_with(named.skill, index)
            if known is None or (known.achievement is None and achievement is not None):
                best[named.skill.id] = Shown(named, entry, achievement, named.skill.id in focus)
    yield from best.values()


def _role(wish: Wish, resume: ResumeDocument, found: Sequence[Entry], roles: Sequence[Role]) -> Role:
    """The role that is wished for, else the one of the positions, else the one that most skills speak for."""
    positions = (text for pointer, text in resume.texts("/work_experiences") if pointer.endswith("/position"))
    for text in (wish.target_role or "", *positions):
        named = text.casefold()
        for role in roles:
            if any(word in named for word in role.words):
                return role
    areas = [named.skill.area for entry in found for named in entry.skills]
    return max(roles, key=lambda role: sum(areas.count(area) for area in role.areas))


def _gaps(
    resume: ResumeDocument, found: Sequence[Entry], wish: Wish, role: Role, focus: dict[str, Skill], index: SkillIndex
) -> Iterator[Gap]:
    """Gaps in the order of their weight: the posting, the focus, what is only listed, the role, the next steps."""
    told = [entry for entry in found if entry.pointer != SKILL_LIST]
    held: Held = {named.skill.id: (named, entry) for entry in reversed(told) for named in entry.skills}
    shown = _implied(set(held), index)
    thin = [
        (named, entry)
        for entry in found
        if entry.pointer == SKILL_LIST
        for named in entry.skills
        if named.skill.id not in shown
    ]
    # What is said to be missing must not be named anywhere.
    hinted = index.hinted(text for _, text in resume.texts())
    known = _implied({*shown, *hinted, *(named.skill.id for named, _ in thin)}, index)
    first = next((entry for entry in (*told, *found) if entry.evidence), None)

    def missing(skills: Iterable[Skill]) -> list[Skill]:
        return [skill for skill in skills if skill.id not in known]

    if first is not None:
        asked = {skill.id: words for skill, words in index.within(wish.job_posting or "")}
        for skill in missing(index.by_id[identifier] for identifier in asked):
            posting = Evidence(pointer=JOB_POSTING, quote=asked[skill.id])
            yield Gap(skill, "posting", first, (posting, *_anchor(skill, held, first)), None)
        for skill in missing(focus.values()):
            yield Gap(skill, "focus", first, _anchor(skill, held, first), None)
    for named, entry in thin:
        yield Gap(named.skill, "thin", entry, (named.evidence,), None)
    for skill in missing((*(index.by_id[identifier] for identifier in role.expects), *index.by_id.values())):
        base = _base(skill, held)
        if base is not None:
            yield Gap(skill, "next", base[1], (base[0].evidence, *base[1].evidence), base[0])
        elif skill.id in role.expects and first is not None:
            yield Gap(skill, "role", first, first.evidence, None)


def _implied(known: set[str], index: SkillIndex) -> set[str]:
    """`known` and all it builds on: who works with MySQL is not told to learn SQL first."""
    implied, new = set(known), set(known)
    while new:
        new = {base for identifier in new for base in index.by_id[identifier].builds_on} - implied
        implied |= new
    return implied


def _base(skill: Skill, held: Held) -> tuple[Named, Entry] | None:
    return next((held[identifier] for identifier in skill.builds_on if identifier in held), None)


def _anchor(skill: Skill, held: Held, first: Entry) -> tuple[Evidence, ...]:
    base = _base(skill, held)
    return (base[0].evidence, *base[1].evidence) if base is not None else first.evidence
