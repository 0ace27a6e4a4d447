"""Findings and steps for the dimensions that are weak in practice."""

from learning_service.catalogue.library import library
from learning_service.paths.loop.texts import StepText, say, texts
from learning_service.paths.models import DraftItem, Finding, LearningPath, Practised, WeakDimension, Wish
from learning_service.paths.writing.pages import Pages
from shared.profiles.profile import Profile
from shared.resumes.document import Language


def name_of(dimension: str, language: Language) -> str:
    """Return the display name of a dimension, or its identifier if it has none."""
    known = texts().dimensions.get(dimension)
    return known.name[language] if known is not None else dimension


def finding_of(weak: WeakDimension, language: Language) -> Finding:
    """Return the weakness with the answers that show it."""
    name = name_of(weak.name, language)
    detail = say(language, "detail", name=name, answers=str(weak.answers), mean=f"{weak.mean:g}")
    if weak.why:
        detail = f"{detail} {say(language, 'lowest', why=weak.why)}"
    return Finding(say(language, "finding", name=name), detail, weak.evidence)


def step_of(weak: WeakDimension, practised: Practised, profile: Profile, wish: Wish) -> DraftItem:
    """Return the first unfinished step of the dimension."""
    known = texts().dimensions[weak.name]
    text = _next(weak.name, wish)
    pages = Pages(profile, library().catalogue, wish.language, frozenset())
    return DraftItem(
        type="weakness",
        title=text.title,
        description=text.description,
        reason=reason_of(weak, practised, wish),
        evidence=weak.evidence,
        priority="high",
        estimated_hours=known.hours,
        milestones=text.milestones,
        resources=pages.for_anyone(known.about),
    )


def reason_of(weak: WeakDimension, practised: Practised, wish: Wish) -> str:
    """Return why the dimension is worked on, with its level at the time of the earlier path."""
    said = say(
        wish.language,
        "reason",
        name=name_of(weak.name, wish.language),
        mean=f"{weak.mean:g}",
        goal=f"{practised.levels.goal:g}",
    )
    before = _before(weak.name, wish.earlier)
    return said if before is None else f"{said} {say(wish.language, 'since', before=f'{before:g}')}"


def _next(dimension: str, wish: Wish) -> StepText:
    done = {item.draft.title for item in wish.earlier.items if item.status == "done"} if wish.earlier else set[str]()
    steps = texts().dimensions[dimension].steps
    left = [step for step in steps if not done & {text.title for text in step.values()}]
    return (left or steps[-1:])[0][wish.language]


def _before(dimension: str, earlier: LearningPath | None) -> float | None:
    if earlier is None or earlier.practice is None:
        return None
    return dict(earlier.practice.means).get(dimension)
