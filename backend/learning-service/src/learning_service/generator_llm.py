"""Learning paths by a language model: the prompt goes out without identifiers, and what comes back is proved."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Annotated

import structlog
from pydantic import BaseModel, Field

from learning_service.errors import NoGroundedPath
from learning_service.library import Catalogue, CatalogueEntry, Role
from learning_service.models import Drafted, DraftItem, Finding, ItemType, Priority, Wish
from shared.generation import Generation
from shared.llm import LlmAnswer, LlmRequest, Registry
from shared.resumes.anchors import entries
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.redaction import Redaction
from shared.skills.index import SkillIndex
from shared.utils.prompts import Prompt, fenced

PLACEHOLDERS = frozenset(
    {
        *("count", "language", "hours_per_week", "target_date", "target_role", "focus_areas"),
        *("resume", "job_posting", "catalogue", "previous"),
    }
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MOST_OFFERED = 120
MOST_FINDINGS = 5
LEAST_HOURS, MOST_HOURS = 2, 60
MOST_RESOURCES = 3

logger = structlog.stdlib.get_logger(__name__)


class ModelFinding(BaseModel):
    """A strength or weakness as the model is asked to write it."""

    title: Annotated[str, Field(min_length=2, max_length=200)]
    detail: Annotated[str, Field(min_length=5, max_length=1_000)]
    evidence: Annotated[list[Evidence], Field(min_length=1)]


class ModelItem(BaseModel):
    """A step as the model is asked to write it."""

    type: ItemType
    title: Annotated[str, Field(min_length=2, max_length=200)]
    description: Annotated[str, Field(min_length=5, max_length=1_500)]
    reason: Annotated[str, Field(min_length=5, max_length=1_000)]
    evidence: Annotated[list[Evidence], Field(min_length=1)]
    priority: Priority
    estimated_hours: int
    milestones: Annotated[list[str], Field(min_length=1, description="Two to five.")]
    resource_ids: Annotated[list[str], Field(description="One to three ids of the catalogue.")]


class ModelPath(BaseModel):
    """The model's answer."""

    summary: Annotated[str, Field(min_length=5, max_length=1_500)]
    strengths: list[ModelFinding]
    weaknesses: list[ModelFinding]
    items: list[ModelItem]


class LlmGenerator:
    """Asks the registry; asks once more for the items that could not be proved; leaves out the rest."""

    def __init__(
        self, registry: Registry, prompt: Prompt, catalogue: Catalogue, roles: Sequence[Role], skills: SkillIndex
    ) -> None:
        self._registry = registry
        self._prompt = prompt
        self._catalogue = catalogue
        self._roles = roles
        self._skills = skills

    async def draft(self, resume: ResumeDocument, wish: Wish) -> Drafted:
        """Between one and `wish.count` items; raises `NoGroundedPath` and the registry's errors."""
        started = perf_counter()
        redaction = Redaction(resume)
        sources = Sources(resume, wish.job_posting)
        offered = self._offered(resume, wish)
        items: list[DraftItem] = []
        answers: list[LlmAnswer[ModelPath]] = []
        for _ in range(2):
            missing = replace(wish, count=wish.count - len(items))
            answer = await self._registry.generate(self._request(resume, missing, redaction, offered, items))
            answers.append(answer)
            items += self._items(answer.value, missing.count, {item.title for item in items}, redaction, sources)
            if len(items) == wish.count:
                break
            logger.info("items without ground", wanted=missing.count, have=len(items), of=wish.count)
        if not items:
            raise NoGroundedPath
        return Drafted(
            summary=redaction.show(answers[0].value.summary),
            strengths=_findings([found for made in answers for found in made.value.strengths], redaction, sources),
            weaknesses=_findings([found for made in answers for found in made.value.weaknesses], redaction, sources),
            items=items,
            generation=Generation.by_llm(self._prompt.version, answers, round((perf_counter() - started) * 1000)),
        )

    def _offered(self, resume: ResumeDocument, wish: Wish) -> list[CatalogueEntry]:
        """The part of the catalogue that can matter: the résumé's skills, the next steps, the posting, the role."""
        told = {named.skill.id for entry in entries(resume, self._skills) for named in entry.skills}
        held = told | {skill.id for name in resume.technologies if (skill := self._skills.named(name)) is not None}
        wanted = [
            skill.id for text in (wish.job_posting or "", *wish.focus_areas) for skill, _ in self._skills.within(text)
        ]
        role = (wish.target_role or "").casefold()
        wanted += [
            identifier for one in self._roles if any(word in role for word in one.words) for identifier in one.expects
        ]
        following = [
            skill.id
            for skill in self._skills.by_id.values()
            if skill.id not in held and held.intersection(skill.builds_on)
        ]
        offered: dict[str, CatalogueEntry] = {}
        for identifiers, most in ((wanted, 4), (sorted(held), 4), (following, 2)):
            for identifier in identifiers:
                offered.update({entry.id: entry for entry in self._catalogue.about(identifier)[:most]})
        return list((offered or self._catalogue.by_id).values())[:MOST_OFFERED]

    def _request(
        self,
        resume: ResumeDocument,
        wish: Wish,
        redaction: Redaction,
        offered: Sequence[CatalogueEntry],
        items: Sequence[DraftItem],
    ) -> LlmRequest[ModelPath]:
        lines = [f"{one.id} | {one.title} | {one.kind} | {one.level} | {one.language}" for one in offered]
        prompt = self._prompt.fill(
            {
                "count": str(wish.count),
                "language": LANGUAGES[wish.language],
                "hours_per_week": str(wish.hours_per_week),
                "target_date": wish.target_date.isoformat() if wish.target_date else "(none)",
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus_areas": redaction.data("FOCUS", "\n".join(wish.focus_areas)),
                "resume": fenced("RESUME", redaction.json(resume.written)),
                "job_posting": redaction.data("POSTING", wish.job_posting),
                "catalogue": fenced("CATALOGUE", "\n".join(lines)),
                "previous": redaction.data("ITEMS", "\n".join(item.title for item in items)),
            }
        )
        return LlmRequest(ModelPath, self._prompt.instructions, prompt, "learning_path")

    def _items(
        self, answer: ModelPath, count: int, titles: set[str], redaction: Redaction, sources: Sources
    ) -> list[DraftItem]:
        """The items that are proved and new; at most `count`."""
        accepted: list[DraftItem] = []
        for made in answer.items:
            title = redaction.show(made.title)
            evidence = _proved(made.evidence, redaction, sources)
            if len(accepted) == count or not evidence or title in titles:
                continue
            titles.add(title)
            known = [
                self._catalogue.by_id[one] for one in dict.fromkeys(made.resource_ids) if one in self._catalogue.by_id
            ]
            accepted.append(
                DraftItem(
                    type=made.type,
                    title=title,
                    description=redaction.show(made.description),
                    reason=redaction.show(made.reason),
                    evidence=evidence,
                    priority=made.priority,
                    estimated_hours=min(MOST_HOURS, max(LEAST_HOURS, made.estimated_hours)),
                    milestones=tuple(redaction.show(milestone) for milestone in made.milestones[:5]),
                    resources=tuple(entry.resource() for entry in known[:MOST_RESOURCES]),
                )
            )
        return accepted


def _proved(claims: Sequence[Evidence], redaction: Redaction, sources: Sources) -> tuple[Evidence, ...]:
    return tuple(
        sources.located([Evidence(pointer=claim.pointer, quote=redaction.show(claim.quote)) for claim in claims])
    )


def _findings(made: Sequence[ModelFinding], redaction: Redaction, sources: Sources) -> list[Finding]:
    found = [
        Finding(redaction.show(one.title), redaction.show(one.detail), _proved(one.evidence, redaction, sources))
        for one in made
    ]
    return [finding for finding in found if finding.evidence][:MOST_FINDINGS]
