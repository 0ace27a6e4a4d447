"""Learning paths by a language model: the prompt goes out without identifiers, and what comes back is proved.

What fails the proof is asked for once more, then left out; a second ask that fails costs nothing that is proved.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Annotated

import structlog
from pydantic import BaseModel, Field

from learning_service.catalogue.library import Catalogue, CatalogueEntry, Role
from learning_service.paths.errors import NoGroundedPath
from learning_service.paths.models import Drafted, DraftItem, Finding, ItemType, Priority, Wish
from shared.generation import Generation
from shared.language.detecting import is_in
from shared.language.similarity import SAME, likeness
from shared.llm import Attempt, LlmAnswer, LlmRequest, Registry
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.anchors import entries
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.redaction import Redaction
from shared.resumes.statements import Citations, Statements
from shared.skills.index import SkillIndex
from shared.utils.prompts import Prompt, fenced

PLACEHOLDERS = frozenset(
    {
        *("wanted", "language", "hours_per_week", "target_date", "target_role", "focus_areas"),
        *("resume", "job_posting", "catalogue", "previous"),
    }
)
LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MAX_OFFERED = 120
MAX_FINDINGS = 5
MIN_HOURS, MAX_HOURS = 2, 60
MAX_RESOURCES = 3
MAX_ASKS = 2
ANALYSIS_TOKENS, TOKENS_PER_ITEM = 1_400, 600
"""What an analysis, and an item, have in Korean, measured."""
SAME_AT_ONE_PLACE = 0.3
"""Likeness from which on two titles that rest on the same places count as one."""

logger = structlog.stdlib.get_logger(__name__)


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


class ModelItems(BaseModel):
    """The model's answer when the analysis stands already."""

    items: list[ModelItem]


class ModelPath(ModelItems):
    """The model's answer."""

    summary: Annotated[str, Field(min_length=5, max_length=1_500)]
    strengths: list[ModelFinding]
    weaknesses: list[ModelFinding]


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
        """Between one and `wish.count` items; raises `NoGroundedPath`, and the registry's errors when there is none."""
        started = perf_counter()
        deadline = self._registry.deadline(ANALYSIS_TOKENS + TOKENS_PER_ITEM * wish.count)
        redaction = Redaction(resume)
        statements = Statements(resume, wish.job_posting, redaction)
        proof = _Proof(wish, redaction, statements, self._catalogue)
        offered = self._offered(resume, wish)
        attempts: list[Attempt] = []
        writers: list[tuple[str, str]] = []
        for _ in range(MAX_ASKS):
            request = self._request(wish, proof, redaction, statements, offered, deadline)
            try:
                answer: LlmAnswer[ModelItems] = await self._registry.generate(request)
            except (LlmUnavailable, LlmDeadlineExceeded, LlmBudgetExceeded) as error:
                if not proof.items:
                    raise
                attempts += error.attempts
                break
            attempts += answer.attempts
            parts = proof.take(answer.value)
            writers += [(answer.provider, answer.model)] * parts
            if len(proof.items) == wish.count:
                break
            logger.info("items without proof", have=len(proof.items), of=wish.count, rejected=dict(proof.rejected))
        if not proof.items:
            raise NoGroundedPath
        elapsed = round((perf_counter() - started) * 1000)
        return Drafted(
            # A summary in another language is left out like everything else; what comes first says most.
            summary=proof.summary or proof.items[0].description,
            strengths=proof.strengths,
            weaknesses=proof.weaknesses,
            items=proof.items,
            generation=Generation.by_llm(self._prompt.version, attempts, writers, elapsed, proof.rejected),
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
        return list((offered or self._catalogue.by_id).values())[:MAX_OFFERED]

    def _request(
        self,
        wish: Wish,
        proof: "_Proof",
        redaction: Redaction,
        statements: Statements,
        offered: Sequence[CatalogueEntry],
        deadline: float,
    ) -> LlmRequest[ModelItems]:
        lines = [f"{one.id} | {one.title} | {one.kind} | {one.level} | {one.language}" for one in offered]
        count = wish.count - len(proof.items)
        analysed = proof.is_analysed
        prompt = self._prompt.fill(
            {
                "wanted": f"{count} more items of a learning path" if analysed else f"a learning path of {count} items",
                "language": LANGUAGES[wish.language],
                "hours_per_week": str(wish.hours_per_week),
                "target_date": wish.target_date.isoformat() if wish.target_date else "(none)",
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus_areas": redaction.data("FOCUS", "\n".join(wish.focus_areas)),
                "resume": statements.resume(),
                "job_posting": statements.posting(),
                "catalogue": fenced("CATALOGUE", "\n".join(lines)),
                "previous": redaction.data("ITEMS", "\n".join(item.title for item in proof.items)),
            }
        )
        return LlmRequest(
            ModelItems if analysed else ModelPath,
            self._prompt.instructions,
            prompt,
            "learning_path",
            expected_tokens=(0 if analysed else ANALYSIS_TOKENS) + TOKENS_PER_ITEM * count,
            deadline=deadline,
        )


class _Proof:
    """Takes the findings and items that are proved, in the right language, and new."""

    def __init__(self, wish: Wish, redaction: Redaction, statements: Statements, catalogue: Catalogue) -> None:
        self.summary = ""
        self.strengths: list[Finding] = []
        self.weaknesses: list[Finding] = []
        self.items: list[DraftItem] = []
        self.rejected: Counter[str] = Counter()
        self._wish = wish
        self._redaction = redaction
        self._statements = statements
        self._catalogue = catalogue

    @property
    def is_analysed(self) -> bool:
        """Whether the analysis stands, so that only items have to be asked for."""
        return bool(self.summary and self.strengths and self.weaknesses)

    def take(self, answer: ModelItems) -> int:
        """Add what stands of an answer; the number of parts that were added."""
        before = len(self.strengths) + len(self.weaknesses) + len(self.items)
        if isinstance(answer, ModelPath):
            if not self.summary and is_in(self._wish.language, answer.summary):
                self.summary = self._redaction.show(answer.summary)
            self._add_findings(self.strengths, answer.strengths)
            self._add_findings(self.weaknesses, answer.weaknesses)
        for made in answer.items:
            if len(self.items) < self._wish.count:
                self._add_item(made)
        return len(self.strengths) + len(self.weaknesses) + len(self.items) - before

    def _add_findings(self, findings: list[Finding], made: Iterable[ModelFinding]) -> None:
        for one in made:
            if len(findings) == MAX_FINDINGS:
                break
            show = self._redaction.show
            evidence = tuple(self._statements.cited(one.evidence))
            finding = Finding(show(one.title), show(one.detail), evidence)
            known = any(_is_same(finding, other) for other in findings)
            if self._stands(evidence, (finding.title, finding.detail), known=known):
                findings.append(finding)

    def _add_item(self, made: ModelItem) -> None:
        show = self._redaction.show
        found = [self._catalogue.by_id[one] for one in dict.fromkeys(made.resource_ids) if one in self._catalogue.by_id]
        item = DraftItem(
            type=made.type,
            title=show(made.title),
            description=show(made.description),
            reason=show(made.reason),
            evidence=tuple(self._statements.cited(made.evidence)),
            priority=made.priority,
            estimated_hours=min(MAX_HOURS, max(MIN_HOURS, made.estimated_hours)),
            milestones=tuple(show(milestone) for milestone in made.milestones[:5]),
            resources=tuple(entry.resource() for entry in found[:MAX_RESOURCES]),
        )
        known = any(_is_same(item, other) for other in self.items)
        texts = (item.title, item.description, item.reason, *item.milestones)
        if self._stands(item.evidence, texts, known=known):
            self.items.append(item)

    def _stands(self, evidence: Sequence[object], texts: Iterable[str], *, known: bool) -> bool:
        reason = None
        if not evidence:
            reason = "no_evidence"
        elif not all(is_in(self._wish.language, text, terms=True) for text in texts):
            reason = "wrong_language"
        elif known:
            reason = "duplicate"
        if reason is not None:
            self.rejected[reason] += 1
        return reason is None


def _is_same(one: Finding | DraftItem, other: Finding | DraftItem) -> bool:
    """Whether both say the same in other words; two that rest on the same places need to be less alike for that."""
    least = SAME_AT_ONE_PLACE if one.evidence == other.evidence else SAME
    return likeness(one.title, other.title) >= least
