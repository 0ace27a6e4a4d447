"""The model's output: the analysis and the items of a learning path."""

from typing import Annotated

from pydantic import BaseModel, Field

from learning_service.paths.models import ItemType, Priority
from shared.llm.output.bounds import Cited, ListBounds, TextBounds
from shared.resumes.statements import Citations

MAX_FINDINGS = 5
MAX_RESOURCES = 3

Title = Annotated[str, TextBounds(200, min_length=2)]
Detail = Annotated[str, TextBounds(1_000, min_length=5)]
Description = Annotated[str, TextBounds(1_500, min_length=5)]
Milestone = Annotated[str, TextBounds(300, min_length=2)]


class ModelFinding(BaseModel):
    """A strength or weakness in the model's output."""

    title: Title
    detail: Detail
    evidence: Citations


class ModelItem(BaseModel):
    """A step in the model's output."""

    type: ItemType
    title: Title
    description: Description
    reason: Detail
    evidence: Citations
    priority: Priority
    estimated_hours: int
    milestones: Annotated[list[Milestone], ListBounds(5, min_items=1), Field(description="Two to five.")]
    resource_ids: Annotated[
        list[Annotated[str, TextBounds(100)]],
        ListBounds(MAX_RESOURCES),
        Cited(),
        Field(description="One to three ids of the catalogue."),
    ]


class ModelAnalysis(BaseModel):
    """The analysis in the model's output."""

    summary: Description
    strengths: Annotated[list[ModelFinding], ListBounds(MAX_FINDINGS)]
    weaknesses: Annotated[list[ModelFinding], ListBounds(MAX_FINDINGS)]
