"""Request and response schemas for learning paths."""

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
from shared.jobs.webhooks.schemas import CallbackUrl
from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

MIN_ITEMS, MAX_ITEMS = 3, 8
MAX_MILESTONES = 5

Line = Annotated[str, SingleLine(200, min_length=1)]
Posting = Annotated[str, MultiLine(20_000, min_length=1)]

EXAMPLE: dict[str, Any] = {"target_role": "시니어 백엔드 개발자", "hours_per_week": 8, "count": 4, "language": "ko"}


class LearningPathIn(BaseModel):
    """Options for a learning path. All fields and the body are optional."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    target_role: Line | None = Field(default=None, description="The role applied for.")
    job_posting: Posting | None = Field(default=None, description="Text of the job posting.")
    focus_areas: Annotated[list[Line], Field(max_length=10)] | None = Field(
        default=None, description="Technologies or topics that the path must cover."
    )
    hours_per_week: Annotated[int, Field(ge=1, le=40), NoBoolean] = 10
    target_date: date | None = Field(default=None, description="The day to be ready by; must be in the future.")
    count: Annotated[int, Field(ge=MIN_ITEMS, le=MAX_ITEMS), NoBoolean] = Field(
        default=5, description="Number of items."
    )
    language: Language | None = Field(default=None, description="Language of the path. Default: that of the résumé.")
    from_practice: bool = Field(
        default=False,
        description="Build on what was weak in practised answers. What is done in the previous path stays done.",
    )


class LearningPathRequest(LearningPathIn):
    """A request for a learning path. All fields and the body are optional."""

    callback_url: CallbackUrl = None


class FindingOut(BaseModel):
    """A strength or a weakness with the places of the résumé, or the practised answers, that show it."""

    title: str
    detail: str
    evidence: list[Evidence]

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Build the response for a finding."""
        return cls(title=finding.title, detail=finding.detail, evidence=list(finding.evidence))


class AnalysisOut(BaseModel):
    """The strengths and weaknesses that the path is based on."""

    strengths: list[FindingOut]
    weaknesses: list[FindingOut]

    @classmethod
    def of(cls, found: Analysis | LearningPath) -> Self:
        """Build the response for an analysis, or for the analysis of a path."""
        return cls(
            strengths=[FindingOut.of(finding) for finding in found.strengths],
            weaknesses=[FindingOut.of(finding) for finding in found.weaknesses],
        )


class ResourceOut(BaseModel):
    """A learning resource. The URL comes from the project's own catalogue, never from a model."""

    title: str
    url: str
    kind: str
    source: str
    language: str
    level: str
    official: bool = Field(description="From a public or standards body, an association, a university, or the maker.")
    free: bool = Field(description="Free to read at this URL.")

    @classmethod
    def of(cls, resource: Resource) -> Self:
        """Build the response for a resource."""
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
    """A step: a strength to deepen or a weakness to fix."""

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
    milestones_done: list[int] = Field(description="Indexes of the completed milestones, from 0.")
    note: str | None = Field(description="The person's own note.")
    progress_percent: int = Field(description="Share of completed milestones; 100 if the item is done.")

    @classmethod
    def of(cls, item: Item) -> Self:
        """Build the response for an item."""
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
    """Hours of a week planned for an item."""

    item_id: str
    hours: int


class WeekOut(BaseModel):
    """A week of the plan."""

    week: int
    shares: list[ShareOut]


class ProposalOut(BaseModel):
    """A proposal for a plan that does not fit."""

    drop: list[str] = Field(description="Ids of items to leave out so that the rest fits; empty if nothing would fit.")
    hours_per_week: int | None = Field(description="Hours a week for the whole path; `null` if more than 40.")
    text: str = Field(description="The proposal in words.")

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """Build the response for a proposal."""
        drop = [str(identifier) for identifier in proposal.drop]
        return cls(drop=drop, hours_per_week=proposal.hours_per_week, text=proposal.text)


class ScheduleOut(BaseModel):
    """The items by week."""

    hours_per_week: int
    total_hours: int
    weeks: list[WeekOut]
    target_date: date | None
    fits_target_date: bool | None = Field(description="`null` if there is no target date.")
    needed_hours_per_week: int | None = Field(description="Hours a week needed to meet the target date.")
    proposal: ProposalOut | None = Field(
        description="What to leave out, or how many hours a week to plan, if the plan ends after the target date or "
        "takes more than 26 weeks; `null` if it fits."
    )

    @classmethod
    def of(cls, plan: Schedule) -> Self:
        """Build the response for a schedule."""
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
    """The path has fewer items than requested."""

    missing: int
    reason: str = Field(description="What to add to get more items.")


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
    version: int = Field(description="Incremented with each progress change; the `ETag` is derived from it.")
    resume_id: str
    resume_version: int = Field(description="Version of the résumé that the path is based on.")
    language: Language
    profession: str | None = Field(description="The profession of the interview; `null` if it is not a known one.")
    level: Seniority | None = Field(description="Seniority in that profession; `null` if unknown.")
    match: Match | None = Field(description="How well the résumé matches the posting; `null` without a posting.")
    notes: list[str] = Field(description="Which inputs were not used, and why.")
    requested: int = Field(description="Number of items requested.")
    shortfall: Shortfall | None = Field(description="`null` if the path is complete.")
    summary: str
    analysis: AnalysisOut
    items: list[ItemOut]
    progress_percent: int = Field(description="Progress over all items, weighted by hours.")
    practice: PracticeOut | None = Field(description="`null` for a path that does not follow from practice.")
    changes: list[MoveOut] = Field(
        description="What moved since the path before; empty without one, and for a path that does not follow from "
        "practice."
    )
    schedule: ScheduleOut
    generation: Generation
    created_at: datetime
    updated_at: datetime | None = Field(description="When progress was last recorded; `null` if never.")

    @classmethod
    def of(cls, path: LearningPath) -> Self:
        """Build the response for a path."""
        missing = path.requested - len(path.items)
        reason = path.advice or "This résumé supports no more items."
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
    """A page of learning paths, newest first."""

    items: list[LearningPathOut]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page; `null` on the last page.")


Milestone = Annotated[int, Field(ge=0, lt=MAX_MILESTONES), NoBoolean]
PROGRESS_EXAMPLE: dict[str, Any] = {"milestones_done": [0], "note": "첫 마일스톤을 마쳤습니다."}


class ItemPatch(BaseModel):
    """Changes to an item. Omitted fields are kept; `"note": null` removes the note."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1, "examples": [PROGRESS_EXAMPLE]})

    status: Status | None = Field(
        default=None,
        description="Default: derived from the milestones; `doing` with the first one, `done` with the last.",
    )
    milestones_done: Annotated[list[Milestone], Field(max_length=MAX_MILESTONES)] | None = Field(
        default=None, description="Indexes of all completed milestones, from 0; `[]` resets them."
    )
    note: Annotated[str, MultiLine(2_000)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("send at least one of status, milestones_done, note")
        return self

    def change(self) -> Change:
        """Return the requested change."""
        done = tuple(sorted(set(self.milestones_done))) if self.milestones_done is not None else None
        return Change(self.status, done, (self.note or None), sets_note="note" in self.model_fields_set)
