"""Learning paths without any model: what the résumé shows and lacks meets the units and the catalogue."""

from collections.abc import AsyncGenerator, Sequence

from learning_service.catalogue.library import Level, Library, Phrases
from learning_service.paths.assessment import Assessment, Gap, Shown, assess
from learning_service.paths.models import Analysis, DraftItem, Finding, Priority, Wish
from shared.language.particles import fill
from shared.resumes.anchors import Entry, Named
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence
from shared.runs.account import Account
from shared.runs.models import Material
from shared.skills.index import SkillIndex

MENDING_SHARE = 0.6
"""Share of a path that mends gaps; the rest deepens what is there already."""

MOST_FINDINGS = 5
MENDING_LEVELS: tuple[Level, ...] = ("beginner", "intermediate", "advanced")
DEEPENING_LEVELS: tuple[Level, ...] = ("advanced", "intermediate", "beginner")
PRIORITIES: dict[str, Priority] = {
    "posting": "high",
    "focus": "high",
    "thin": "medium",
    "role": "medium",
    "next": "low",
}


class RuleBasedGenerator:
    """Draws from the library; needs no key, no network and no luck."""

    def __init__(self, library: Library, skills: SkillIndex) -> None:
        self._library = library
        self._skills = skills

    @property
    def version(self) -> str:
        """The version of the library and of these rules."""
        return self._library.version

    async def drafts(self, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Analysis | DraftItem]:  # noqa: ARG002  rules cost nothing
        """The analysis and up to `wish.count` items; nothing when the résumé gives nothing to hold on to."""
        resume = material.resume
        found = assess(resume, wish, self._library, self._skills)
        writer = _Writer(self._library, wish, found)
        mending = round(wish.count * MENDING_SHARE)
        # Where one kind is short, the other fills up.
        mending = max(mending, wish.count - len(found.shown))
        gaps = found.gaps[:mending]
        shown = found.shown[: wish.count - len(gaps)]
        items = [*(writer.mend(gap) for gap in gaps), *(writer.deepen(one) for one in shown)]
        if not items:
            return
        items.sort(key=lambda item: ("high", "medium", "low").index(item.priority))
        strengths = [writer.strength(one) for one in found.shown[:MOST_FINDINGS]]
        weaknesses = [writer.weakness(gap) for gap in found.gaps[:MOST_FINDINGS]]
        weaknesses += [writer.unmeasured(achievement) for achievement in found.unmeasured[:1]]
        yield Analysis(
            _summary(resume, wish, writer.phrases, items, len(strengths), len(weaknesses)),
            tuple(strengths),
            tuple(weaknesses),
        )
        for item in items:
            yield item


class _Writer:
    """Puts an assessment into words."""

    def __init__(self, library: Library, wish: Wish, found: Assessment) -> None:
        self._library = library
        self._language: Language = wish.language
        self._role = found.role.ko if wish.language == "ko" else found.role.en
        self.phrases: Phrases = library.phrases(wish.language)

    def strength(self, shown: Shown) -> Finding:
        phrase = self.phrases.strength_title_proved if shown.achievement else self.phrases.strength_title
        unit = self._library.units[shown.named.skill.id].deepen.text(self._language)
        return Finding(self._fill(phrase, shown.entry, shown.named), unit.strength, _of_shown(shown))

    def weakness(self, gap: Gap) -> Finding:
        phrase = self.phrases.weakness_title_thin if gap.cause == "thin" else self.phrases.weakness_title
        unit = self._library.units[gap.skill.id].mend.text(self._language)
        return Finding(self._fill(phrase, gap.entry, _as_named(gap, self._language)), unit.gap, gap.evidence)

    def unmeasured(self, achievement: Evidence) -> Finding:
        detail = fill(self.phrases.unmeasured_detail, {"achievement": achievement.quote})
        return Finding(self.phrases.unmeasured_title, detail, (achievement,))

    def mend(self, gap: Gap) -> DraftItem:
        unit = self._library.units[gap.skill.id].mend
        text = unit.text(self._language)
        phrase = {
            "posting": self.phrases.mend_posting,
            "focus": self.phrases.mend_focus,
            "thin": self.phrases.mend_thin,
            "role": self.phrases.mend_role,
            "next": self.phrases.mend_next,
        }[gap.cause]
        return DraftItem(
            type="weakness",
            title=text.title,
            description=text.description,
            reason=self._fill(phrase, gap.entry, _as_named(gap, self._language), base=gap.base),
            evidence=gap.evidence,
            priority=PRIORITIES[gap.cause],
            estimated_hours=unit.hours,
            milestones=text.milestones,
            resources=self._library.catalogue.choose(gap.skill.id, MENDING_LEVELS, self._language),
        )

    def deepen(self, shown: Shown) -> DraftItem:
        unit = self._library.units[shown.named.skill.id].deepen
        text = unit.text(self._language)
        phrase = self.phrases.deepen_proved if shown.achievement else self.phrases.deepen
        return DraftItem(
            type="strength",
            title=text.title,
            description=text.description,
            reason=self._fill(phrase, shown.entry, shown.named, achievement=shown.achievement),
            evidence=_of_shown(shown),
            priority="high" if shown.focus else "medium" if shown.achievement else "low",
            estimated_hours=unit.hours,
            milestones=text.milestones,
            resources=self._library.catalogue.choose(shown.named.skill.id, DEEPENING_LEVELS, self._language),
        )

    def _fill(
        self,
        phrase: str,
        entry: Entry,
        named: Named,
        *,
        base: Named | None = None,
        achievement: Evidence | None = None,
    ) -> str:
        values = {
            "company": entry.company or "",
            "project": entry.project or "",
            "skill": named.evidence.quote,
            "base": base.evidence.quote if base else "",
            "achievement": achievement.quote.rstrip(".") if achievement else "",
            "role": self._role,
        }
        readings = {
            name: spoken.skill.reading_of(values[name])
            for name, spoken in (("skill", named), ("base", base))
            if spoken is not None
        }
        values["place"] = fill(self.phrases.places[_place_kind(entry)], values)
        return fill(phrase, values, readings)


def _as_named(gap: Gap, language: Language) -> Named:
    """A gap's skill under the person's own spelling where they wrote it, else under its canonical name."""
    quote = gap.evidence[0].quote if gap.cause == "thin" else gap.skill.name_in(language)
    return Named(gap.skill, Evidence(pointer="", quote=quote))


def _of_shown(shown: Shown) -> tuple[Evidence, ...]:
    achievement = (shown.achievement,) if shown.achievement else ()
    return tuple(
        {(e.pointer, e.quote): e for e in (shown.named.evidence, *achievement, *shown.entry.evidence)}.values()
    )


def _place_kind(entry: Entry) -> str:
    if entry.project:
        return "project_at_company" if entry.company else "project"
    return "company" if entry.company else "none"


def _summary(
    resume: ResumeDocument, wish: Wish, phrases: Phrases, items: Sequence[DraftItem], strengths: int, weaknesses: int
) -> str:
    hours = sum(item.estimated_hours for item in items)
    values = {
        "name": resume.name or "",
        "strengths": str(strengths),
        "weaknesses": str(weaknesses),
        "items": str(len(items)),
        "hours": str(wish.hours_per_week),
        "weeks": str(-(-hours // wish.hours_per_week)),
        "first": items[0].title,
    }
    return fill(phrases.summary, values)
