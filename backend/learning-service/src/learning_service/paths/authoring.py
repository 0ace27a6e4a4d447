"""Builds the requests for a learning path by a model, and checks the answers."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Protocol

from learning_service.catalogue.resources import Catalogue, CatalogueEntry
from learning_service.paths.answer import MAX_FINDINGS, MAX_RESOURCES, ModelAnalysis, ModelFinding, ModelItem
from learning_service.paths.models import Analysis, DraftItem, Finding, Wish
from shared.language.detecting import is_in
from shared.language.similarity import SAME, likeness
from shared.llm import ListRequest, LlmRequest
from shared.profiles.profile import Profile
from shared.relevance.assertions import Assertions
from shared.resumes.document import Language
from shared.runs.account import Account
from shared.runs.models import Material
from shared.utils.prompts import Prompt, shown

LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
MIN_HOURS, MAX_HOURS = 2, 60
ANALYSIS_TOKENS, TOKENS_PER_ITEM = 1_400, 600
"""Measured for an analysis and an item in Korean."""
SAME_AT_ONE_PLACE = 0.3
"""Similarity from which two titles with the same evidence count as duplicates."""

NOTHING = Analysis("", (), ())


class Rules(Protocol):
    """Generates items without a model."""

    @property
    def version(self) -> str:
        """Version of the data."""
        ...

    def drafts(
        self, profile: Profile, material: Material, wish: Wish, account: Account
    ) -> AsyncGenerator[Analysis | DraftItem]:
        """Yield an analysis and at most `wish.count` items."""
        ...


class PathAuthor:
    """Accepts findings and items that are verified, in the right language, and new."""

    def __init__(
        self,
        profile: Profile,
        material: Material,
        wish: Wish,
        prompt: Prompt,
        catalogue: Catalogue,
        offered: Sequence[CatalogueEntry],
        rules: Rules,
        account: Account,
    ) -> None:
        self._profile = profile
        self._material = material
        self._wish = wish
        self._prompt = prompt
        self._catalogue = catalogue
        self._offered = offered
        self._rules = rules
        self._account = account
        self._summary = ""
        self._strengths: list[Finding] = []
        self._weaknesses: list[Finding] = []
        self._items: list[DraftItem] = []

    @property
    def missing(self) -> int:
        """Number of items still missing."""
        return self._wish.count - len(self._items)

    @property
    def analysis(self) -> Analysis:
        """The analysis accepted so far."""
        return Analysis(self._summary, tuple(self._strengths), tuple(self._weaknesses))

    @property
    def has_analysis(self) -> bool:
        """Whether any part of the analysis was accepted."""
        return self.analysis != NOTHING

    @property
    def is_analysed(self) -> bool:
        """Whether the analysis is complete."""
        return bool(self._summary and self._strengths and self._weaknesses)

    def analysis_request(self) -> LlmRequest[ModelAnalysis]:
        """Return the request for the analysis."""
        return LlmRequest(
            ModelAnalysis,
            self._prompt.instructions(self._material.redaction.fence),
            self._fill("the analysis alone, without items"),
            "learning_path_analysis",
            expected_tokens=ANALYSIS_TOKENS,
        )

    def request(self) -> ListRequest[ModelItem]:
        """Return the request for the missing items."""
        more = "more " if self._items else ""
        return ListRequest(
            ModelItem,
            self._prompt.instructions(self._material.redaction.fence),
            self._fill(f"{self.missing} {more}items of a learning path, without an analysis"),
            "learning_path",
            expected_tokens=TOKENS_PER_ITEM * self.missing,
        )

    def _fill(self, wanted: str) -> str:
        redaction, statements, wish = self._material.redaction, self._material.statements, self._wish
        lines = [f"{one.id} | {one.title} | {one.kind} | {one.level} | {one.language}" for one in self._offered]
        findings = [f"{kind}: {one.title}" for kind, found in self._findings() for one in found]
        known = self._profile.profession
        return self._prompt.fill(
            {
                "wanted": wanted,
                "language": LANGUAGES[wish.language],
                "profession": known.name.of(wish.language) if known else "(not known)",
                "competencies": "; ".join(one.name.of(wish.language) for one in known.competencies) if known else "-",
                "examples": examples(wish.language),
                "hours_per_week": str(wish.hours_per_week),
                "target_date": wish.target_date.isoformat() if wish.target_date else "(none)",
                "target_role": redaction.data("ROLE", wish.target_role),
                "focus_areas": redaction.data("FOCUS", "\n".join(wish.focus_areas)),
                "resume": statements.resume(),
                "job_posting": statements.posting(),
                "catalogue": redaction.fence.text("CATALOGUE", "\n".join(lines)),
                "findings": redaction.data("FINDINGS", "\n".join(findings)),
                "previous": redaction.data("ITEMS", "\n".join(item.title for item in self._items)),
            }
        )

    def _findings(self) -> tuple[tuple[str, list[Finding]], ...]:
        return ("strength", self._strengths), ("weakness", self._weaknesses)

    def take_analysis(self, made: ModelAnalysis, account: Account) -> int:
        """Add the verified findings of an analysis; return their number."""
        before = len(self._strengths) + len(self._weaknesses)
        if not self._summary and is_in(self._wish.language, made.summary):
            self._summary = made.summary
        self._add_findings(self._strengths, made.strengths, account, claims=True)
        # A weakness names something missing, so only its figures must be supported.
        self._add_findings(self._weaknesses, made.weaknesses, account, claims=False)
        return len(self._strengths) + len(self._weaknesses) - before

    def take(self, element: ModelItem) -> DraftItem | str:
        """Return the accepted item, or the reason for rejecting it."""
        if self.missing < 1:
            return "too_many"
        item = self._item(element)
        known = any(_is_same(item, other) for other in self._items)
        texts = (item.title, item.description, item.reason, *item.milestones)
        reason = self._objection(item.evidence, texts, known=known)
        if reason is None:
            self._items.append(item)
        return reason or item

    @property
    def rules(self) -> str:
        """Version of the rules."""
        return self._rules.version

    async def filled(self) -> AsyncGenerator[DraftItem]:
        """Yield rule-based items in place of the missing ones, without duplicates."""
        missing = self.missing
        wish = replace(self._wish, count=self._wish.count + len(self._items))
        async with aclosing(self._rules.drafts(self._profile, self._material, wish, self._account)) as drafts:
            async for draft in drafts:
                if isinstance(draft, Analysis) or any(_is_same(draft, other) for other in self._items):
                    continue
                if missing > 0:
                    missing -= 1
                    self._items.append(draft)
                    yield draft

    async def analysis_by_rules(self) -> Analysis:
        """Return the rule-based analysis, used if there is none by a model."""
        async with aclosing(self._rules.drafts(self._profile, self._material, self._wish, self._account)) as drafts:
            async for draft in drafts:
                if isinstance(draft, Analysis):
                    self._account.filled(self._rules.version)
                    return draft
        return NOTHING

    @cached_property
    def _assertions(self) -> Assertions:
        wish = self._wish
        return self._profile.assertions.beside([wish.job_posting or "", wish.target_role or "", *wish.focus_areas])

    def _add_findings(
        self, findings: list[Finding], made: Iterable[ModelFinding], account: Account, *, claims: bool
    ) -> None:
        for one in made:
            if len(findings) == MAX_FINDINGS:
                break
            evidence = tuple(self._material.statements.cited(one.evidence))
            finding = Finding(one.title, one.detail, evidence)
            known = any(_is_same(finding, other) for other in findings)
            texts = (finding.title, finding.detail)
            reason = self._objection(evidence, texts, known=known)
            if reason is None and self._assertions.unsupported(texts, technologies=claims) is not None:
                reason = "unsupported"
            if reason is None:
                findings.append(finding)
            else:
                account.reject(reason)

    def _item(self, made: ModelItem) -> DraftItem:
        found = [self._catalogue.by_id[one] for one in dict.fromkeys(made.resource_ids) if one in self._catalogue.by_id]
        return DraftItem(
            type=made.type,
            title=made.title,
            description=made.description,
            reason=made.reason,
            evidence=tuple(self._material.statements.cited(made.evidence)),
            priority=made.priority,
            estimated_hours=min(MAX_HOURS, max(MIN_HOURS, made.estimated_hours)),
            milestones=tuple(made.milestones),
            resources=tuple(entry.resource() for entry in found[:MAX_RESOURCES]),
        )

    def _objection(self, evidence: Sequence[object], texts: Iterable[str], *, known: bool) -> str | None:
        if not evidence:
            return "no_evidence"
        if not all(is_in(self._wish.language, text, terms=True) for text in texts):
            return "wrong_language"
        return "duplicate" if known else None


def _is_same(one: Finding | DraftItem, other: Finding | DraftItem) -> bool:
    """Return whether both say the same. With the same evidence, a lower similarity is enough."""
    least = SAME_AT_ONE_PLACE if one.evidence == other.evidence else SAME
    return likeness(one.title, other.title) >= least


@cache
def examples(language: Language) -> str:
    """Return the examples in the prompt."""
    return shown(files("learning_service") / "prompts" / "examples" / f"learning_path.{language}.yaml")
