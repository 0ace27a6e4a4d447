"""Learning paths by a language model: the prompt goes out without identifiers, and what comes back is proved.

What fails the proof is asked for once more, then left out; a second ask that fails costs nothing that is proved.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import Annotated

from pydantic import BaseModel, Field

from learning_service.catalogue.resources import STACKS, Catalogue, CatalogueEntry
from learning_service.paths.assessing.assessment import assess
from learning_service.paths.assessing.models import Topic
from learning_service.paths.models import Analysis, DraftItem, Finding, ItemType, Priority, Wish
from shared.language.detecting import is_in
from shared.language.similarity import SAME, likeness
from shared.llm import ListRequest, LlmRequest, Registry
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.statements import Citations
from shared.runs.account import Account
from shared.runs.asking import LLM_FAILURES, MAX_ASKS, Asking, written
from shared.runs.models import Material
from shared.utils.prompts import Prompt, fenced

PLACEHOLDERS = frozenset(
    {
        *("wanted", "language", "hours_per_week", "target_date", "target_role", "focus_areas"),
        *("resume", "job_posting", "catalogue", "findings", "previous"),
    }
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MAX_OFFERED, MAX_PER_SUBJECT = 120, 6
FIRST_SUBJECTS = 8
"""Subjects of the rules that are offered before what a posting merely names."""
MAX_FINDINGS = 5
MIN_HOURS, MAX_HOURS = 2, 60
MAX_RESOURCES = 3
ANALYSIS_TOKENS, TOKENS_PER_ITEM = 1_400, 600
"""What an analysis, and an item, have in Korean, measured."""
SAME_AT_ONE_PLACE = 0.3
"""Likeness from which on two titles that rest on the same places count as one."""

NOTHING = Analysis("", (), ())


class ModelFinding(BaseModel):
    """A strength or weakness as the model is asked to write it."""

    title: Annotated[str, Field(min_length=2, max_length=200)]
    detail: Annotated[str, Field(min_length=5, max_length=1_000)]
    evidence: Citations


class ModelItem(BaseModel):
    """A step as the model is asked to write it."""

    type: ItemType
    title: Annotated[str, Field(min_length=2, max_length=200)]
    description: Annotated[str, Field(min_length=5, max_length=1_500)]
    reason: Annotated[str, Field(min_length=5, max_length=1_000)]
    evidence: Citations
    priority: Priority
    estimated_hours: int
    milestones: Annotated[list[str], Field(min_length=1, description="Two to five.")]
    resource_ids: Annotated[list[str], Field(description="One to three ids of the catalogue.")]


class ModelAnalysis(BaseModel):
    """The analysis as the model is asked to write it."""

    summary: Annotated[str, Field(min_length=5, max_length=1_500)]
    strengths: list[ModelFinding]
    weaknesses: list[ModelFinding]


class LlmGenerator:
    """Asks for the analysis, then for the items; once more for what could not be proved; leaves out the rest."""

    def __init__(self, registry: Registry, prompt: Prompt, catalogue: Catalogue) -> None:
        self._registry = registry
        self._prompt = prompt
        self._catalogue = catalogue

    @property
    def version(self) -> str:
        """The version of the prompt."""
        return self._prompt.version

    async def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """The analysis and at most `wish.count` items, as they are written.

        Raises the registry's errors when there is no item.
        """
        asking = Asking(self._registry, account, 2 * ANALYSIS_TOKENS + TOKENS_PER_ITEM * wish.count)
        author = PathAuthor(material, wish, self._prompt, self._catalogue, self._offered(profile, wish))
        yield await self._analysis(asking, author)
        async with aclosing(written(asking, author)) as items:
            async for item in items:
                yield item

    async def _analysis(self, asking: Asking, author: "PathAuthor") -> Analysis:
        for _ in range(MAX_ASKS):
            try:
                value, writer = await asking.value(author.analysis_request())
            except LLM_FAILURES:
                if not author.has_analysis:
                    raise
                break
            for _ in range(author.take_analysis(value, asking.account)):
                asking.account.wrote(writer)
            if author.is_analysed:
                break
        return author.analysis

    def _offered(self, profile: Profile, wish: Wish) -> list[CatalogueEntry]:
        """The part of the catalogue that can matter, what the rules would mend first, then what they would deepen."""
        found = assess(profile, wish)
        known = profile.profession
        topics = [gap.topic for gap in found.gaps]
        topics += [strength.topic for strength in found.strengths if strength.topic is not None]
        # A model may see more in a posting than the rules, who read it phrase by phrase.
        named = [skill.id for skill, _ in profile.skills.within(profile.job_posting or "")]
        subjects = [about for topic in topics for about in _subjects(topic, known.id if known is not None else None)]
        subjects = [*subjects[:FIRST_SUBJECTS], *named, *subjects[FIRST_SUBJECTS:]]
        subjects += [f"{known.id}.{one.id}" for one in known.competencies] if known is not None else []
        # Whatever the profession: telling one's work, counting it, papers.
        subjects += ["anyone.story", "anyone.figures", "anyone.certificate", "anyone.work", "anyone.lead"]
        offered: dict[str, CatalogueEntry] = {}
        for subject in dict.fromkeys(subjects):
            readable = [one for one in self._catalogue.about(subject) if wish.language == "ko" or one.language == "en"]
            fitting = [one for one in readable if _fits(one, subject, profile)]
            offered.update({entry.id: entry for entry in fitting[:MAX_PER_SUBJECT]})
        return list(offered.values())[:MAX_OFFERED]


def _subjects(topic: Topic, profession: str | None) -> list[str]:
    """What the catalogue calls a topic."""
    if topic.skill is not None:
        return [topic.skill.id]
    if topic.competency is not None and profession is not None:
        return [f"{profession}.{topic.competency.id}", *topic.competency.skills]
    return []


def _fits(entry: CatalogueEntry, subject: str, profile: Profile) -> bool:
    """Whether it is about a language or framework that the person works with or is to learn, or about none."""
    needed = STACKS.intersection(entry.skills)
    return not needed or subject in needed or bool(needed.intersection(profile.held_skills))


class PathAuthor:
    """Takes the findings and items that are proved, in the right language, and new."""

    def __init__(
        self,
        material: Material,
        wish: Wish,
        prompt: Prompt,
        catalogue: Catalogue,
        offered: Sequence[CatalogueEntry],
    ) -> None:
        self._material = material
        self._wish = wish
        self._prompt = prompt
        self._catalogue = catalogue
        self._offered = offered
        self._summary = ""
        self._strengths: list[Finding] = []
        self._weaknesses: list[Finding] = []
        self._items: list[DraftItem] = []

    @property
    def missing(self) -> int:
        """How many items are still wanted."""
        return self._wish.count - len(self._items)

    @property
    def analysis(self) -> Analysis:
        """The analysis as far as it stands."""
        return Analysis(self._summary, tuple(self._strengths), tuple(self._weaknesses))

    @property
    def has_analysis(self) -> bool:
        """Whether anything of the analysis stands."""
        return self.analysis != NOTHING

    @property
    def is_analysed(self) -> bool:
        """Whether all of the analysis stands."""
        return bool(self._summary and self._strengths and self._weaknesses)

    def analysis_request(self) -> LlmRequest[ModelAnalysis]:
        """The request for the analysis."""
        return LlmRequest(
            ModelAnalysis,
            self._prompt.instructions,
            self._fill("the analysis alone, without items"),
            "learning_path_analysis",
            expected_tokens=ANALYSIS_TOKENS,
        )

    def request(self) -> ListRequest[ModelItem]:
        """The request for the items that are missing."""
        more = "more " if self._items else ""
        return ListRequest(
            ModelItem,
            self._prompt.instructions,
            self._fill(f"{self.missing} {more}items of a learning path, without an analysis"),
            "learning_path",
            expected_tokens=TOKENS_PER_ITEM * self.missing,
        )

    def _fill(self, wanted: str) -> str:
        redaction, statements, wish = self._material.redaction, self._material.statements, self._wish
        lines = [f"{one.id} | {one.title} | {one.kind} | {one.level} | {one.language}" for one in self._offered]
        findings = [f"{kind}: {one.title}" for kind, found in self._findings() for one in found]
        return self._prompt.fill(
            {
                "wanted": wanted,
                "language": LANGUAGES[wish.language],
                "hours_per_week": str(wish.hours_per_week),
                "target_date": wish.target_date.isoformat() if wish.target_date else "(none)",
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus_areas": redaction.data("FOCUS", "\n".join(wish.focus_areas)),
                "resume": statements.resume(),
                "job_posting": statements.posting(),
                "catalogue": fenced("CATALOGUE", "\n".join(lines)),
                "findings": redaction.data("FINDINGS", "\n".join(findings)),
                "previous": redaction.data("ITEMS", "\n".join(item.title for item in self._items)),
            }
        )

    def _findings(self) -> tuple[tuple[str, list[Finding]], ...]:
        return ("strength", self._strengths), ("weakness", self._weaknesses)

    def take_analysis(self, made: ModelAnalysis, account: Account) -> int:
        """Add what stands of an analysis; the number of findings that were added."""
        before = len(self._strengths) + len(self._weaknesses)
        if not self._summary and is_in(self._wish.language, made.summary):
            self._summary = self._material.redaction.show(made.summary)
        self._add_findings(self._strengths, made.strengths, account)
        self._add_findings(self._weaknesses, made.weaknesses, account)
        return len(self._strengths) + len(self._weaknesses) - before

    def take(self, element: ModelItem) -> DraftItem | str:
        """The item, or why it is left out."""
        if self.missing < 1:
            return "too_many"
        item = self._item(element)
        known = any(_is_same(item, other) for other in self._items)
        texts = (item.title, item.description, item.reason, *item.milestones)
        reason = self._objection(item.evidence, texts, known=known)
        if reason is None:
            self._items.append(item)
        return reason or item

    def _add_findings(self, findings: list[Finding], made: Iterable[ModelFinding], account: Account) -> None:
        show = self._material.redaction.show
        for one in made:
            if len(findings) == MAX_FINDINGS:
                break
            evidence = tuple(self._material.statements.cited(one.evidence))
            finding = Finding(show(one.title), show(one.detail), evidence)
            known = any(_is_same(finding, other) for other in findings)
            reason = self._objection(evidence, (finding.title, finding.detail), known=known)
            if reason is None:
                findings.append(finding)
            else:
                account.reject(reason)

    def _item(self, made: ModelItem) -> DraftItem:
        show = self._material.redaction.show
        found = [self._catalogue.by_id[one] for one in dict.fromkeys(made.resource_ids) if one in self._catalogue.by_id]
        return DraftItem(
            type=made.type,
            title=show(made.title),
            description=show(made.description),
            reason=show(made.reason),
            evidence=tuple(self._material.statements.cited(made.evidence)),
            priority=made.priority,
            estimated_hours=min(MAX_HOURS, max(MIN_HOURS, made.estimated_hours)),
            milestones=tuple(show(milestone) for milestone in made.milestones[:5]),
            resources=tuple(entry.resource() for entry in found[:MAX_RESOURCES]),
        )

    def _objection(self, evidence: Sequence[object], texts: Iterable[str], *, known: bool) -> str | None:
        if not evidence:
            return "no_evidence"
        if not all(is_in(self._wish.language, text, terms=True) for text in texts):
            return "wrong_language"
        return "duplicate" if known else None


def _is_same(one: Finding | DraftItem, other: Finding | DraftItem) -> bool:
    """Whether both say the same in other words; two that rest on the same places need to be less alike for that."""
    least = SAME_AT_ONE_PLACE if one.evidence == other.evidence else SAME
    return likeness(one.title, other.title) >= least
