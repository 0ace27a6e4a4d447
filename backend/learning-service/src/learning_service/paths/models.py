"""Domain models of learning paths: items, findings and schedules."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

ItemType = Literal["strength", "weakness"]
Priority = Literal["high", "medium", "low"]
Status = Literal["todo", "doing", "done"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A learning resource of the catalogue."""

    id: str
    title: str
    url: str
    kind: str
    source: str
    language: str
    level: str
    official: bool = True
    free: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or a weakness with its evidence."""

    title: str
    detail: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A step of a path before it belongs to one."""

    type: ItemType
    title: str
    description: str
    reason: str
    evidence: tuple[Evidence, ...]
    priority: Priority
    estimated_hours: int
    milestones: tuple[str, ...]
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A step of a stored path."""

    id: UUID
    draft: DraftItem
    status: Status = "todo"
    note: str | None = None
    milestones_done: tuple[int, ...] = ()
    """Indexes of the completed milestones, from 0."""


@dataclass(frozen=True, slots=True)
class Share:
    """Hours of a week planned for an item."""

    item_id: UUID
    hours: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the plan, numbered from 1."""

    number: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for a plan that does not fit: leave out these items, or plan more hours a week.

    `drop` is empty if not even the first item fits. `hours_per_week` is `None` if no week has that many hours.
    """

    drop: tuple[UUID, ...]
    hours_per_week: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The items by week. With a target date: whether they fit, and the hours a week needed to fit."""

    hours_per_week: int
    total_hours: int
    weeks: tuple[Week, ...]
    target_date: date | None
    fits_target_date: bool | None
    needed_hours_per_week: int | None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class WeakDimension:
    """A dimension of the rubric that is below the goal, and the answers that show it."""

    name: str
    mean: float
    answers: int
    why: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WeakTopic:
    """A competence that is below the goal."""

    topic: str
    mean: float
    answers: int


@dataclass(frozen=True, slots=True)
class Levels:
    """How practice went when a path was made: the means of all dimensions."""

    answers: int
    total: float | None
    goal: float
    means: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Practised:
    """What practice says."""

    levels: Levels
    weak: tuple[WeakDimension, ...]
    topics: tuple[WeakTopic, ...]


MoveKind = Literal["added", "moved", "kept", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Move:
    """What became of an item since the path before, and why. Places count from 1, without items that are done."""

    kind: MoveKind
    title: str
    item_id: UUID | None
    before: int | None
    after: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The requirements of a path, with all defaults filled in."""

    count: int
    language: Language
    hours_per_week: int
    target_date: date | None = None
    target_role: str | None = None
    job_posting: str | None = None
    focus_areas: tuple[str, ...] = ()
    practised: Practised | None = None
    """How practice goes, for a path that is to follow from it."""

    earlier: "LearningPath | None" = None
    """The path before, whose done items stay done."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The summary, strengths and weaknesses that a path is based on."""

    summary: str
    strengths: tuple[Finding, ...]
    weaknesses: tuple[Finding, ...]


PathPart = Analysis | Item
"""Parts of a path: first the analysis, then the items."""


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A stored path about one version of a résumé."""

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    language: Language
    requested: int
    summary: str
    strengths: tuple[Finding, ...]
    weaknesses: tuple[Finding, ...]
    items: tuple[Item, ...]
    schedule: Schedule
    generation: Generation
    created_at: datetime
    version: int = 1
    updated_at: datetime | None = None
    """When progress was last recorded; `None` if never."""

    profession: str | None = None
    """Id of the profession of the interview; `None` if unknown."""

    level: Seniority | None = None
    match: Match | None = None
    """How well the résumé matches the posting; `None` without a posting."""

    notes: tuple[str, ...] = ()
    """Which inputs were not used, and why."""

    advice: str | None = None
    """What to add to the résumé, if there are fewer items than requested."""

    practice: Levels | None = None
    """How practice went, for a path that follows from it."""

    moves: tuple[Move, ...] = ()
    """What became of the items of the path before."""
