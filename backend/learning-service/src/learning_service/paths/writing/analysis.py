"""Writes the analysis of a path: strengths, weaknesses and the summary."""

from collections.abc import Sequence

from learning_service.catalogue.library import Library
from learning_service.paths.assessing.models import Assessment, Gap, Strength, evidence_of
from learning_service.paths.models import Analysis, DraftItem, Finding, Wish
from learning_service.paths.writing.wording import Wording, joined, quoted, subject_of
from shared.claims.models import Claim

MAX_FINDINGS = 5


def analysis_of(
    wording: Wording, library: Library, found: Assessment, items: Sequence[DraftItem], wish: Wish
) -> Analysis:
    """Return the analysis for an assessment."""
    strengths = [_strength(wording, library, one) for one in found.strengths[:MAX_FINDINGS]]
    weaknesses = [_weakness(wording, library, gap) for gap in found.gaps[:MAX_FINDINGS]]
    weaknesses += [_unmeasured(wording, claim) for claim in found.unmeasured[:1]]
    return Analysis(_summary(wording, items, wish), tuple(strengths), tuple(weaknesses))


def _strength(wording: Wording, library: Library, one: Strength) -> Finding:
    texts, topic = wording.phrases.strengths, one.topic
    stands_on = wording.fill(texts["stands_on"], claim=quoted(one.claim)) if one.claim is not None else None
    if topic is None or topic.practice is not None:
        assert one.claim is not None
        measure = one.claim.measure
        title = texts["deed" if measure is None else "claim"]
        detail = joined([stands_on, texts["claim_detail"] if measure is not None else None])
        return Finding(wording.fill(title, subject=subject_of(one.claim)), detail, one.evidence)
    if topic.skill is not None:
        detail = library.units[topic.skill.id].deepen.text(wording.language).strength
        return Finding(wording.fill(texts["skill"], topic), joined([stands_on, detail]), one.evidence)
    title = texts["competency_measured" if one.is_measured else "competency"]
    return Finding(wording.fill(title, topic), joined([stands_on, wording.looks_for(topic)]), one.evidence)


def _weakness(wording: Wording, library: Library, gap: Gap) -> Finding:
    topic = gap.topic
    title = wording.phrases.gap_titles["partial" if gap.state == "partial" else gap.cause]
    if topic.skill is not None:
        detail = library.units[topic.skill.id].mend.text(wording.language).gap
    else:
        detail = wording.looks_for(topic)
    return Finding(wording.fill(title, topic), joined([wording.reason(gap), detail]), tuple(gap.evidence[:4]))


def _unmeasured(wording: Wording, claim: Claim) -> Finding:
    text = wording.phrases.figures
    return Finding(text.finding, wording.fill(text.finding_detail, claim=quoted(claim)), (evidence_of(claim),))


def _summary(wording: Wording, items: Sequence[DraftItem], wish: Wish) -> str:
    texts, profile = wording.phrases.summary, wording.profile
    hours = sum(item.estimated_hours for item in items)
    states = [wanted.state for wanted in profile.wanted if wanted.state != "unknown"]
    if states:
        counts = {state: str(states.count(state)) for state in ("have", "partial", "missing")}
        ground = wording.fill(texts["match"], all=str(len(states)), **counts)
    elif profile.profession is not None:
        have = sum(shown.is_carried for shown in profile.competencies)
        phrase = texts["profession" if have else "profession_none"]
        ground = wording.fill(phrase, all=str(len(profile.competencies)), have=str(have))
    else:
        ground = texts["unknown"]
    name = wording.fill(texts["name"], name=profile.resume.name) if profile.resume.name else ""
    plan = wording.fill(
        texts["plan"],
        name=name,
        items=_counted(len(items), texts.get("step")),
        total=_counted(hours, texts.get("hour")),
        hours=_counted(wish.hours_per_week, texts.get("hour")),
        weeks=_counted(-(-hours // wish.hours_per_week), texts.get("week")),
        first=items[0].title,
    )
    return f"{ground} {plan}"


def _counted(count: int, noun: str | None) -> str:
    """Return a number with its English noun; the Korean phrase contains the noun itself."""
    if noun is None:
        return str(count)
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
