"""Making a path by rules without a service."""

from learning_service.catalogue.library import library
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.models import DraftItem, LearningPath
from learning_service.paths.recipe import LearningPathDraft, wish_of
from learning_service.paths.schemas import LearningPathIn

from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting


async def draft(resume: ResumeDocument, **body: object) -> LearningPath:
    drafting = Drafting(LearningPathDraft, RuleBasedGenerator(library()))
    return await drafting.draft(resume, wish_of(LearningPathIn.model_validate(body), resume))


def items_of(made: LearningPath) -> list[DraftItem]:
    return [item.draft for item in made.items]


def said(made: LearningPath) -> str:
    """Everything that a path says, its own words and those of its resources."""
    findings = [f"{one.title} {one.detail}" for one in (*made.strengths, *made.weaknesses)]
    items = [f"{item.title} {item.description} {item.reason} {' '.join(item.milestones)}" for item in items_of(made)]
    pages = [resource.title for item in items_of(made) for resource in item.resources]
    return "\n".join([made.summary, *findings, *items, *pages])
