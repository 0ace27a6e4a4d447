"""The wire of learning-service."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from learning_service.paths.models import (
    Analysis,
    DraftItem,
    Finding,
    Item,
    ItemType,
    LearningPath,
    Levels,
    Move,
    MoveKind,
    Priority,
    Proposal,
    Resource,
    Schedule,
    Status,
)
from learning_service.paths.progress import Change, item_percent, path_percent
from shared.core.constraints import MultiLine, NoBoolean, SingleLine
from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

LEAST_ITEMS, MOST_ITEMS = 3, 8
MAX_MILESTONES = 5

Line = Annotated[str, SingleLine(200, min_length=1)]
Posting = Annotated[str, MultiLine(20_000, min_length=1)]

EXAMPLE: dict[str, Any] = {"target_role": "시니어 백엔드 개발자", "hours_per_week": 8, "count": 4, "language": "ko"}


class LearningPathIn(BaseModel):
    """What to ask for. Everything may be left out, and so may the body."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    target_role: Line | None = Field(default=None, description="The role the person wants.")
    job_posting: Posting | None = Field(default=None, description="Text of the posting the person applies to.")
    focus_areas: Annotated[list[Line], Field(max_length=10)] | None = Field(
        default=None, description="Technologies or topics that must be in the path."
    )
    hours_per_week: Annotated[int, Field(ge=1, le=40), NoBoolean] = 10
    target_date: date | None = Field(default=None, description="The day the person wants to be ready; in the future.")
    count: Annotated[int, Field(ge=LEAST_ITEMS, le=MOST_ITEMS), NoBoolean] = Field(
        default=5, description="How many items."
    )
    language: Language | None = Field(default=None, description="Language of the path; the résumé's when left out.")
    from_practice: bool = Field(
        default=False,
        description="Start from what was weak in practised answers; what is done in the path before stays done.",
    )


class FindingOut(BaseModel):
    """A strength or a weakness, and the places of the résumé, or the practised answers, that show it."""

    title: str
    detail: str
    evidence: list[Evidence]

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """The wire form of a finding."""
        return cls(title=finding.title, detail=finding.detail, evidence=list(finding.evidence))


class AnalysisOut(BaseModel):
    """What the path starts from."""

    strengths: list[FindingOut]
    weaknesses: list[FindingOut]

    @classmethod
    def of(cls, found: Analysis | LearningPath) -> Self:
        """The wire form of an analysis, or of that of a path."""
        return cls(
            strengths=[FindingOut.of(finding) for finding in found.strengths],
            weaknesses=[FindingOut.of(finding) for finding in found.weaknesses],
        )


class ResourceOut(BaseModel):
    """Something to learn from. The URL comes from the project's own catalogue, never from a model."""

    title: str
    url: str
    kind: str
    source: str
    language: str
    level: str
    official: bool = Field(description="By a public or standards body, an association, a university, or the maker.")
    free: bool = Field(description="Free to read at this URL.")

    @classmethod
    def of(cls, resource: Resource) -> Self:
        """The wire form of a resource."""
        return cls(
            title=resource.title,
            url=resource.url,
            kind=resource.kind,
            source=resource.source,
            language=resource.language,
            level=resource.level,
            official=resource.official,
            free=resource.free,
        )


class ItemOut(BaseModel):
    """A step: a strength to deepen or a weakness to mend."""

    id: str
    type: ItemType
    title: str
    description: str
    reason: str
    evidence: list[Evidence]
    priority: Priority
    estimated_hours: int
    milestones: list[str]
    resources: list[ResourceOut]
    status: Status
    milestones_done: list[int] = Field(description="Which milestones are ticked, counted from 0.")
    note: str | None = Field(description="What the person noted about it.")
    progress_percent: int = Field(description="Ticked milestones of all; 100 when the item is done.")

    @classmethod
    def of(cls, item: Item) -> Self:
        """The wire form of an item."""
        draft: DraftItem = item.draft
        return cls(
            id=str(item.id),
            type=draft.type,
            title=draft.title,
            description=draft.description,
            reason=draft.reason,
            evidence=list(draft.evidence),
            priority=draft.priority,
            estimated_hours=draft.estimated_hours,
            milestones=list(draft.milestones),
            resources=[ResourceOut.of(resource) for resource in draft.resources],
            status=item.status,
            milestones_done=list(item.milestones_done),
            note=item.note,
            progress_percent=item_percent(item),
        )


class ShareOut(BaseModel):
    """Hours of one week for one item."""

    item_id: str
    hours: int


class WeekOut(BaseModel):
    """One week of the plan."""

    week: int
    shares: list[ShareOut]


class ProposalOut(BaseModel):
    """What to do about a plan that does not fit."""

    drop: list[str] = Field(description="Ids of items without which the rest fits; empty when not even the first does.")
    hours_per_week: int | None = Field(description="Hours a week that all of it takes; `null` beyond 40.")
    text: str = Field(description="The same in words.")

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """The wire form of a proposal."""
        drop = [str(identifier) for identifier in proposal.drop]
        return cls(drop=drop, hours_per_week=proposal.hours_per_week, text=proposal.text)


class ScheduleOut(BaseModel):
    """The items in weeks."""

    hours_per_week: int
    total_hours: int
    weeks: list[WeekOut]
    target_date: date | None
    fits_target_date: bool | None = Field(description="`null` without a target date.")
    needed_hours_per_week: int | None = Field(description="Hours a week that reach the target date.")
    proposal: ProposalOut | None = Field(
        description="What to leave out or how many hours to take, when the plan ends after the target date or takes "
        "more than 26 weeks; `null` when it fits."
    )

    @classmethod
    def of(cls, plan: Schedule) -> Self:
        """The wire form of a schedule."""
        return cls(
            hours_per_week=plan.hours_per_week,
            total_hours=plan.total_hours,
            weeks=[
                WeekOut(
                    week=week.number,
                    shares=[ShareOut(item_id=str(share.item_id), hours=share.hours) for share in week.shares],
                )
                for week in plan.weeks
            ],
            target_date=plan.target_date,
            fits_target_date=plan.fits_target_date,
            needed_hours_per_week=plan.needed_hours_per_week,
            proposal=ProposalOut.of(plan.proposal) if plan.proposal is not None else None,
        )


class Shortfall(BaseModel):
    """The path has fewer items than were asked for."""

    missing: int
    reason: str = Field(description="What to add, so that more can be made.")


class LevelOut(BaseModel):
    """How a dimension of the rubric went."""

    dimension: str
    mean: float


class PracticeOut(BaseModel):
    """How practice went when the path was made."""

    answers: int
    total: float | None = Field(description="The mean of the answers' totals; `null` when none has one.")
    goal: float = Field(description="What is below it is weak.")
    dimensions: list[LevelOut]

    @classmethod
    def of(cls, levels: Levels) -> Self:
        """The wire form of how practice went."""
        dimensions = [LevelOut(dimension=name, mean=mean) for name, mean in levels.means]
        return cls(answers=levels.answers, total=levels.total, goal=levels.goal, dimensions=dimensions)


class MoveOut(BaseModel):
    """What became of an item since the path before, and why."""

    kind: MoveKind
    title: str
    item_id: str | None = Field(description="`null` when it was dropped.")
    before: int | None = Field(description="Its place among the open items then, from 1; `null` when it had none.")
    after: int | None = Field(description="Its place now.")
    why: str

    @classmethod
    def of(cls, move: Move) -> Self:
        """The wire form of a move."""
        return cls(
            kind=move.kind,
            title=move.title,
            item_id=str(move.item_id) if move.item_id is not None else None,
            before=move.before,
            after=move.after,
            why=move.why,
        )


class LearningPathOut(BaseModel):
    """A stored learning path."""

    id: str
    version: int = Field(description="Counts the changes of progress; the `ETag` is made of it.")
    resume_id: str
    resume_version: int = Field(description="The version of the résumé that the path is about.")
    language: Language
    profession: str | None = Field(description="The profession that is interviewed for; `null` when it is not known.")
    level: Seniority | None = Field(description="How senior the person is in that profession.")
    match: Match | None = Field(description="How far the résumé carries the posting; `null` without one.")
    notes: list[str] = Field(description="What was given and could not be used, and why.")
    requested: int = Field(description="How many items were asked for.")
    shortfall: Shortfall | None = Field(description="`null` when the path is whole.")
    summary: str
    analysis: AnalysisOut
    items: list[ItemOut]
    progress_percent: int = Field(description="Of all items, each by its hours.")
    practice: PracticeOut | None = Field(description="`null` for a path that does not follow from practice.")
    changes: list[MoveOut] = Field(
        description="What moved since the path before; empty without one, and for a path that does not follow from "
        "practice."
    )
    schedule: ScheduleOut
    generation: Generation
    created_at: datetime
    updated_at: datetime | None = Field(description="When progress was last noted; `null` when it never was.")

    @classmethod
    def of(cls, path: LearningPath) -> Self:
        """The wire form of a path."""
        missing = path.requested - len(path.items)
        reason = path.advice or "No more items that this résumé carries could be made."
        return cls(
            id=str(path.id),
            version=path.version,
            profession=path.profession,
            level=path.level,
            match=path.match,
            notes=list(path.notes),
            resume_id=str(path.resume_id),
            resume_version=path.resume_version,
            language=path.language,
            requested=path.requested,
            shortfall=Shortfall(missing=missing, reason=reason) if missing > 0 else None,
            summary=path.summary,
            analysis=AnalysisOut.of(path),
            items=[ItemOut.of(item) for item in path.items],
            progress_percent=path_percent(path.items),
            practice=PracticeOut.of(path.practice) if path.practice is not None else None,
            changes=[MoveOut.of(one) for one in path.moves],
            schedule=ScheduleOut.of(path.schedule),
            generation=path.generation,
            created_at=path.created_at,
            updated_at=path.updated_at,
        )


class LearningPathList(BaseModel):
    """A part of the list of paths, newest first."""

    items: list[LearningPathOut]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next part; `null` at the end.")


Milestone = Annotated[int, Field(ge=0, lt=MAX_MILESTONES), NoBoolean]
PROGRESS_EXAMPLE: dict[str, Any] = {"milestones_done": [0], "note": "첫 마일스톤을 마쳤습니다."}


class ItemPatch(BaseModel):
    """What changes of an item; what is left out stays, and `"note": null` removes the note."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1, "examples": [PROGRESS_EXAMPLE]})

    status: Status | None = Field(
        default=None,
        description="Follows from the milestones when left out: `doing` with the first tick, `done` with the last.",
    )
    milestones_done: Annotated[list[Milestone], Field(max_length=MAX_MILESTONES)] | None = Field(
        default=None, description="All ticked milestones, counted from 0; `[]` unticks them."
    )
    note: Annotated[str, MultiLine(2_000)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("name at least one of status, milestones_done, note")
        return self

    def change(self) -> Change:
        """The change that is asked for."""
        done = tuple(sorted(set(self.milestones_done))) if self.milestones_done is not None else None
        return Change(self.status, done, (self.note or None), sets_note="note" in self.model_fields_set)
