"""Writes the items of a path: closing a gap, deepening a strength, or improving the résumé."""

from collections import Counter

from learning_service.catalogue.library import Library
from learning_service.catalogue.resources import FALLING, RISING
from learning_service.paths.assessing.models import Gap, Practice, Strength, Topic, evidence_of
from learning_service.paths.models import DraftItem, ItemType, Priority
from learning_service.paths.writing.pages import Pages
from learning_service.paths.writing.texts import StepText, practices
from learning_service.paths.writing.wording import Wording, joined, quoted, subject_of
from shared.claims.models import Claim
from shared.resumes.document import Language
from shared.resumes.evidence import TARGET_ROLE, Evidence

HIGH, MEDIUM = 68, 38
"""Ranks above which a gap has high and medium priority."""


class Steps:
    """Writes the items of a path."""

    def __init__(self, wording: Wording, library: Library, stack: frozenset[str]) -> None:
        self._wording = wording
        self._library = library
        self._language: Language = wording.language
        self._pages = Pages(wording.profile, library.catalogue, self._language, stack)
        self._practised: Counter[Practice] = Counter()
        self._has_said_if_done = False
        self._is_senior = wording.profile.level in ("senior", "lead")
        self._is_new = wording.profile.level in ("student", "junior")
        known = wording.profile.profession
        self._profession = known.id if known is not None else None

    @property
    def is_for_new(self) -> bool:
        """Whether the person is a beginner, for whom merely using a technology is not a strength yet."""
        return self._is_new

    def mend(self, gap: Gap) -> DraftItem:
        """Return the step that closes a gap."""
        topic = gap.topic
        if topic.skill is not None:
            unit = self._library.units[topic.skill.id].mend
            text = unit.text(self._language)
            body = (text.title, text.description, text.milestones, unit.hours)
        elif topic.competency is not None:
            body = self._show(topic) if self.is_unwritten(gap) else self._learn(topic, if_done=self._does_it_daily(gap))
        else:
            body = self._practise(gap)
        title, description, milestones, hours = body
        return DraftItem(
            type="weakness",
            title=title,
            description=description,
            reason=joined([self._wording.reason(gap), self._wording.looks_for(topic)]),
            evidence=tuple(gap.evidence[:4]),
            priority=_priority(gap.rank),
            estimated_hours=hours,
            milestones=milestones,
            resources=self._pages.about(topic, gap.lines[0].text if gap.lines else topic.name, gap.claim, RISING),
        )

    def deepen(self, strength: Strength) -> DraftItem:
        """Return the step that builds on a strength."""
        topic, claim = self._to_deepen(strength), strength.claim
        if topic is not None and topic.skill is not None:
            unit = self._library.units[topic.skill.id].deepen
            text = unit.text(self._language)
            body = (text.title, text.description, text.milestones, unit.hours)
        elif topic is not None and topic.competency is not None and strength.focus:
            body = self._learn(topic, if_done=False)
        else:
            assert claim is not None
            body = self._case(topic, claim)
        title, description, milestones, hours = body
        convinces = strength.is_measured and not strength.is_of_old_trade
        return DraftItem(
            type="strength",
            title=title,
            description=description,
            reason=self._why_deepen(strength),
            evidence=strength.evidence,
            priority="high" if strength.focus else "medium" if convinces else "low",
            estimated_hours=hours,
            milestones=milestones,
            resources=self._pages.about(topic, claim.text if claim is not None else "", claim, FALLING),
        )

    def _to_deepen(self, strength: Strength) -> Topic | None:
        """Return the topic of the step; for a competency, a technology named in its claim if that has a unit."""
        topic, claim = strength.topic, strength.claim
        if topic is not None and topic.skill is not None and claim is not None and self._is_new and not strength.focus:
            # Texts for experienced users would be too advanced.
            return None
        if topic is None or topic.competency is None or claim is None or strength.focus or self._is_new:
            return topic
        for mention in claim.skills:
            if mention.id in topic.competency.skills and mention.id in self._library.units:
                skill = self._wording.profile.skills.by_id[mention.id]
                return Topic(skill.id, skill.name_in(self._language), skill=skill)
        return topic

    def subject(self, strength: Strength) -> str:
        """Return the subject of the step, to detect duplicates."""
        topic = self._to_deepen(strength)
        if topic is not None and (topic.skill is not None or strength.focus):
            return topic.key
        return strength.claim.text if strength.claim is not None else ""

    def is_story(self, strength: Strength) -> bool:
        """Return whether the step prepares a claim for the interview."""
        topic = self._to_deepen(strength)
        return not strength.focus and (topic is None or topic.skill is None)

    def is_unwritten(self, gap: Gap) -> bool:
        """Return whether the person has probably done it for years without mentioning it."""
        return gap.topic.competency is not None and self._is_senior and self._does_it_daily(gap)

    def figures(self, claim: Claim) -> DraftItem:
        """Return the step that adds figures to results without any."""
        return self._plain(self._wording.phrases.figures, "weakness", "figures", claim)

    def transfer(self, target: str, claim: Claim) -> DraftItem:
        """Return the step that relates one's experience to an unknown role."""
        return self._plain(self._wording.phrases.transfer, "strength", "work", claim, self.role(target))

    def lead(self, ground: Evidence) -> DraftItem:
        """Return the step that prepares a leadership case, for leading roles and experienced people."""
        return self._plain(self._wording.phrases.lead, "weakness", "lead", None, ground)

    def aim(self, ground: Evidence) -> DraftItem:
        """Return the step that chooses a posting, if neither a posting nor a role is given."""
        return self._plain(self._wording.phrases.aim, "strength", "work", None, ground)

    def role(self, target: str) -> Evidence:
        """Return the target role as evidence."""
        return Evidence(pointer=TARGET_ROLE, quote=target)

    def title(self) -> Evidence | None:
        """Return the latest job title as evidence, if any."""
        latest = self._wording.profile.career.latest
        if latest is None or latest.position is None:
            return None
        return Evidence(pointer=f"{latest.pointer}/position", quote=latest.position)

    def _plain(self, text: StepText, kind: ItemType, about: str, claim: Claim | None, *ground: Evidence) -> DraftItem:
        values = {
            "claim": quoted(claim) if claim is not None else "",
            "target": next((one.quote for one in ground), ""),
        }
        wishes = any(one.pointer == TARGET_ROLE for one in ground)
        return DraftItem(
            type=kind,
            title=self._wording.fill(text.title, **values),
            description=self._wording.fill(text.description, **values),
            reason=self._wording.fill(text.reason, **values),
            evidence=(*ground, *([evidence_of(claim)] if claim is not None else [])),
            priority="medium" if wishes else "low",
            estimated_hours=text.hours,
            milestones=text.milestones,
            resources=self._pages.for_anyone(about),
        )

    def _learn(self, topic: Topic, *, if_done: bool) -> tuple[str, str, tuple[str, ...], int]:
        assert topic.competency is not None
        learn = topic.competency.learn
        text = learn.of(self._language)
        # Say it only once.
        first = self._wording.phrases.if_done if if_done and not self._has_said_if_done else None
        self._has_said_if_done |= if_done
        return text.title, joined([first, text.description]), text.milestones, learn.hours

    def _show(self, topic: Topic) -> tuple[str, str, tuple[str, ...], int]:
        """Return texts for experienced people, who more likely omitted the topic than do not know it."""
        assert topic.competency is not None
        text = self._wording.phrases.show
        values = {
            "learn": topic.competency.learn.of(self._language).title,
            "good": "; ".join(sign.rstrip(".") for sign in topic.competency.good.of(self._language)),
        }
        fill = self._wording.fill
        return (
            fill(text.title, topic),
            fill(text.description, topic, **values),
            tuple(fill(milestone, topic, **values) for milestone in text.milestones),
            text.hours,
        )

    def _practise(self, gap: Gap) -> tuple[str, str, tuple[str, ...], int]:
        kind = gap.topic.practice or "work"
        practice = practices()[kind]
        text = practice.of(self._language)
        milestones = text.milestones_of(self._practised[kind])
        self._practised[kind] += 1
        if gap.claim is not None and text.near is not None:
            near = self._wording.fill(text.near, claim=quoted(gap.claim))
            milestones = (*milestones[:3], near)
        return self._wording.fill(text.title, gap.topic), text.description, milestones, practice.hours

    def _case(self, topic: Topic | None, claim: Claim) -> tuple[str, str, tuple[str, ...], int]:
        text = self._wording.phrases.case
        measured = claim.measure is not None
        good = None
        if topic is not None and topic.competency is not None:
            signs = "; ".join(sign.rstrip(".") for sign in topic.competency.good.of(self._language))
            good = self._wording.fill(self._wording.phrases.good_answers, good=signs)
        return (
            self._wording.fill(text.title, subject=subject_of(claim)),
            joined([text.description if measured else text.description_plain, good]),
            text.milestones if measured else text.milestones_plain,
            text.hours,
        )

    def _why_deepen(self, strength: Strength) -> str:
        phrases, claim = self._wording.phrases.deepen, strength.claim
        if claim is not None:
            plain = "story" if self.is_story(strength) else "told"
            kind = "focus" if strength.focus else "measured" if strength.is_measured else plain
            return self._wording.fill(phrases[kind], strength.topic, claim=quoted(claim))
        if strength.focus:
            return self._wording.fill(phrases["focus_used"], strength.topic, claim=strength.evidence[0].quote)
        place = (strength.evidence[1:2] or strength.evidence[:1])[0].quote
        return self._wording.fill(phrases["used"], strength.topic, place=f"'{place}'")

    def _does_it_daily(self, gap: Gap) -> bool:
        """Return whether people of this profession probably do this without mentioning it."""
        profile = self._wording.profile
        return gap.cause == "role" and profile.own_profession == self._profession and profile.level != "student"


def _priority(rank: float) -> Priority:
    return "high" if rank > HIGH else "medium" if rank > MEDIUM else "low"
