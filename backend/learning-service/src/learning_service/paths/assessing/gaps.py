"""Finds gaps: requirements of the posting, the person's wish or the profession that the résumé does not show."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from learning_service.paths.assessing.admissions import is_admission
from learning_service.paths.assessing.models import Cause, Gap, State, Topic, evidence_of
from learning_service.paths.assessing.nearness import nearness
from learning_service.paths.assessing.roles import named_by_role
from learning_service.paths.assessing.skills import Skills
from learning_service.paths.assessing.topics import (
    alike,
    can_be_built,
    can_be_learned,
    named_in,
    practice_of,
    topic_of_phrase,
)
from shared.claims.models import Claim
from shared.postings.lines import Kind
from shared.postings.matching import Wanted
from shared.postings.phrases import content_words
from shared.professions.library import competency_words, heads
from shared.professions.recognition import of_title
from shared.profiles.profile import RANK_ALONE, Profile, Shown
from shared.resumes.evidence import TARGET_ROLE, Evidence

RANKS: dict[tuple[str, State], float] = {
    ("required", "missing"): 100,
    ("required", "told"): 100,
    ("focus", "missing"): 90,
    ("duty", "missing"): 80,
    ("duty", "told"): 80,
    ("required", "named"): 75,
    ("required", "partial"): 70,
    ("target", "missing"): 65,
    ("preferred", "missing"): 60,
    ("preferred", "told"): 60,
    ("duty", "named"): 55,
    ("duty", "partial"): 50,
    ("role", "told"): 45,
    ("role", "missing"): 40,
    ("preferred", "named"): 38,
    ("role", "partial"): 34,
    ("role", "named"): 32,
    ("preferred", "partial"): 30,
    ("other", "missing"): 28,
    ("listed", "named"): 26,
    ("other", "partial"): 20,
}
"""Gaps by benefit: requirements of the posting before its duties before its preferences, and missing before partly
shown. What interviews for the profession test comes after these."""

BRACKETS = re.compile(r"\([^()]*\)")

SPACES = re.compile(r"\s+")

CAUSES: dict[Kind, Cause] = {"required": "required", "duty": "duty", "preferred": "preferred", "other": "other"}
FIRST_LINES = 3
"""Number of lines of a posting that may be its headline."""

EASY = 25
"""Rank decrement for quick steps: a one-hour task never comes first, even if required."""

LIKE = re.compile(r"^\S+ (?:or|and) (?:similar|equivalent|the like)", re.IGNORECASE)
"""The second half of an enumeration: `Load testing with k6, Gatling or similar`."""

STEP = 0.1
"""Rank decrement by position: among equal gaps, earlier lines and competencies come first."""


class Gaps:
    """The gaps of a person, one per topic, most beneficial first."""

    def __init__(self, profile: Profile, skills: Skills, *, is_software: bool) -> None:
        self._profile = profile
        self._skills = skills
        self._is_software = is_software
        self._gaps: list[Gap] = []
        self._told = "\n".join(text for _, text in profile.resume.texts()).casefold()
        self._near = near_claims(profile)

    def found(self, focus: Sequence[Topic]) -> tuple[Gap, ...]:
        """Return all gaps; `focus` lists topics that the person wants to learn and does not show."""
        for place, wanted in enumerate(self._asked()):
            self._of_posting(wanted, place)
        for topic in focus:
            evidence = [one for one in (self._ground(),) if one is not None]
            state = "partial" if any(word in self._told for word in content_words(topic.name)) else "missing"
            self._add(Gap(topic, "focus", state, RANKS["focus", "missing"], evidence, words=topic.name))
        self._of_target()
        for place, shown in enumerate(self._profile.competencies):
            self._of_role(shown, place)
        if self._is_software:
            self._of_list()
        return tuple(sorted((gap for gap in self._gaps if gap.evidence), key=lambda gap: -gap.rank))

    def _asked(self) -> list[Wanted]:
        asked = [one for one in self._profile.wanted if self._is_asked(one)]
        return list(_whole_lines(asked, self._profile.wanted))

    def _is_asked(self, wanted: Wanted) -> bool:
        if wanted.state not in ("missing", "partial") or not can_be_learned(wanted.text) or LIKE.match(wanted.text):
            return False
        if wanted.state == "missing":
            return not self._rests_on_it(wanted)
        practice = practice_of(wanted.text)
        if practice in ("work", "lead") and wanted.claim is not None and _covers(wanted.claim, wanted.text):
            return False
        if wanted.line.kind == "required":
            return True
        # A partly shown duty is usually the person's own work in other words, unless it names something new.
        if practice == "language":
            return not any(practice_of(word) == "language" and self._is_told(word) for word in wanted.text.split())
        return any(map(self._is_new, named_in(wanted.text)))

    def _rests_on_it(self, wanted: Wanted) -> bool:
        """Return whether a phrase only names foundations of the person's skills, such as SQL for MySQL."""
        named = self._skills_of(wanted) if self._is_software else ()
        return bool(named) and self._skills.known.issuperset(named)

    def _is_told(self, name: str) -> bool:
        return name.casefold() in self._told

    def _is_new(self, name: str) -> bool:
        return not self._is_told(name)

    def _of_posting(self, wanted: Wanted, place: int) -> None:
        cause = CAUSES.get(wanted.line.kind)
        topics = list(self._topics(wanted))
        if cause is None or (cause == "other" and all(topic.practice is not None for topic in topics)):
            # A line without a heading may be anything; it counts only if its topic is known.
            return
        for topic in topics:
            state = self._state(topic, "partial" if wanted.state == "partial" else "missing")
            evidence = [Evidence(pointer=wanted.line.pointer, quote=wanted.text)]
            claim = wanted.claim if wanted.claim is not None and not is_admission(wanted.claim) else None
            rank = RANKS.get((cause, state), 0) - STEP * place - (EASY if topic.practice == "unwritten" else 0)
            self._add(Gap(topic, cause, state, rank, evidence, wanted.text, claim, [wanted]))

    def _of_target(self) -> None:
        """Add gaps for what a target role names: competencies (`수요예측 담당자`), and its brackets (`(연결·공시)`)."""
        target = self._profile.target_role
        if target is None:
            return
        evidence = [Evidence(pointer=TARGET_ROLE, quote=target)]
        rank = RANKS["target", "missing"]
        for shown in self._profile.competencies:
            words = self._named_by_target.get(shown.competency.id)
            if words is not None:
                of_trade = Topic.of(shown.competency, self._skills.language)
                # A competency that other work shows has still not been shown by what the role names.
                topic = topic_of_phrase(words) if self._is_shown(shown) else of_trade
                self._add(Gap(topic, "target", "missing", rank, list(evidence), words))
        for words in named_by_role(target):
            if RANK_ALONE.fullmatch(words) or not content_words(words) or any(map(self._is_told, content_words(words))):
                continue
            self._add(Gap(topic_of_phrase(words), "target", "missing", rank, list(evidence), words))

    @cached_property
    def _named_by_target(self) -> Mapping[str, str]:
        """Return the competencies that the target role names, with the words that the résumé does not use."""
        profile = self._profile
        role = profile.target_role or ""
        if profile.profession is None:
            return {}
        found = competency_words(profile.profession.id).find(role)
        words = {hit.key: role[hit.start : hit.end] for hit in found}
        told = SPACES.sub("", self._told)
        return {key: text for key, text in words.items() if SPACES.sub("", text.casefold()) not in told}

    def _topics(self, wanted: Wanted) -> Iterator[Topic]:
        shown = next((one for one in self._profile.competencies if one.competency.id == wanted.competency), None)
        if self._is_software:
            missing = [one for one in self._skills_of(wanted) if one not in self._skills.known]
            if missing:
                yield from (self._skills.topic(self._profile.skills.by_id[one]) for one in missing[:2])
                return
        if shown is not None and not self._is_shown(shown):
            yield Topic.of(shown.competency, self._skills.language)
            return
        topic = topic_of_phrase(wanted.text)
        if topic.practice == "certificate" and self._works_with(wanted.text):
            topic = replace(topic, practice="unwritten")
        if topic.practice == "work" and self._is_software and can_be_built(wanted.text):
            topic = replace(topic, practice="build")
        yield topic

    def _works_with(self, paper: str) -> bool:
        """Return whether the person's job requires this licence, such as `간호사 면허` for a nurse."""
        own = self._profile.own_profession
        titles = heads()[own].titles.all if own is not None else ()
        positions = " ".join(job.position or "" for job in self._profile.career.jobs).casefold()
        return any(title.casefold() in positions and title.casefold() in paper.casefold() for title in titles)

    def _skills_of(self, wanted: Wanted) -> tuple[str, ...]:
        """Return the skills of a phrase, without parts in brackets: `GCP (Pub/Sub)`."""
        outside = BRACKETS.sub(" ", wanted.text)
        known = self._profile.skills
        spoken = [skill.id for skill, _ in known.within(outside)]
        spoken += [skill.id for word in outside.split() if (skill := known.named(word)) is not None]
        return tuple(one for one in dict.fromkeys(spoken) if one in wanted.skills) or wanted.skills

    def _of_role(self, shown: Shown, place: int) -> None:
        if self._is_shown(shown) or self._is_another_job(shown) or (ground := self._ground()) is None:
            return
        told = [claim for claim in shown.claims if is_admission(claim)]
        near = self._near.get(shown.competency.id) if not told else None
        named = self._profile.named.get(shown.competency.id) if not told and near is None else None
        state: State = (
            "told" if told else "partial" if near is not None else "named" if named is not None else "missing"
        )
        claims = [*told[:1], *([near] if near is not None else [])]
        evidence = [ground, *map(evidence_of, claims), *([named] if named is not None else [])]
        words = told[0].text if told else named.quote if named is not None else ""
        topic = Topic.of(shown.competency, self._skills.language)
        # For a beginner, a word in a skill list counts as nothing.
        is_new = state == "named" and self._profile.level in ("student", "junior")
        rank = RANKS["role", "missing" if is_new else state] - STEP * place
        self._add(Gap(topic, "role", state, rank, evidence, words, near))

    def _is_another_job(self, shown: Shown) -> bool:
        """Return whether it is another job of the person's own trade. A beginner has not chosen one yet."""
        profile, branches = self._profile, self._profile.branches
        is_own = profile.profession is not None and profile.profession.id == profile.own_profession
        has_job = is_own and profile.level not in ("student", "junior")
        is_job = shown.competency.branch == "job"
        return has_job and is_job and branches is not None and not branches.include(shown.competency)

    def _is_shown(self, shown: Shown) -> bool:
        held = any(skill not in self._skills.denied for skill in shown.skills)
        return held or any(not is_admission(claim) for claim in shown.claims)

    def _of_list(self) -> None:
        known = self._profile.profession
        of_trade = {skill for one in known.competencies for skill in one.skills} if known is not None else None
        for place, named in enumerate(self._skills.listed()):
            if named.skill.id in self._skills.denied or (of_trade is not None and named.skill.id not in of_trade):
                continue
            topic = self._skills.topic(named.skill)
            rank = RANKS["listed", "named"] - STEP * place
            self._add(Gap(topic, "listed", "named", rank, [named.evidence], named.evidence.quote))

    def _state(self, topic: Topic, state: State) -> State:
        if topic.skill is not None and topic.skill.id in {named.skill.id for named in self._skills.listed()}:
            return "named"
        return state

    def _ground(self) -> Evidence | None:
        """Return the place that names the profession: the wish, the headline of the posting, or the latest title."""
        profile = self._profile
        if profile.target_role is not None:
            return Evidence(pointer=TARGET_ROLE, quote=profile.target_role)
        known = profile.profession
        for line in profile.lines[:FIRST_LINES]:
            if known is not None and of_title(line.text) == known.id:
                return Evidence(pointer=line.pointer, quote=line.text)
        own = known.id if known is not None else None
        for job in sorted(profile.career.jobs, key=lambda job: (job.profession == own, job.is_present), reverse=True):
            if (position := profile.resume.text(f"{job.pointer}/position")) is not None:
                return Evidence(pointer=f"{job.pointer}/position", quote=position)
        if profile.lines:
            return Evidence(pointer=profile.lines[0].pointer, quote=profile.lines[0].text)
        best = max(profile.claims, key=lambda claim: claim.weight, default=None)
        return evidence_of(best) if best is not None else None

    def _add(self, gap: Gap) -> None:
        """Add a gap, or merge it into an existing gap about the same topic."""
        for known in self._gaps:
            if not _is_same(known.topic, gap.topic):
                continue
            if gap.rank > known.rank and known.cause != "role":
                # The most important line gives the reason.
                known.cause, known.state, known.words, known.rank = gap.cause, gap.state, gap.words, gap.rank
                known.claim = gap.claim or known.claim
                known.evidence = [*gap.evidence, *(one for one in known.evidence if one not in gap.evidence)]
                known.lines = [*gap.lines, *known.lines]
            elif gap.cause != "role":
                known.evidence += [one for one in gap.evidence if one not in known.evidence]
                known.lines += gap.lines
            return
        self._gaps.append(gap)


def near_claims(profile: Profile) -> Mapping[str, Claim]:
    """Return the competencies that the person's work comes near, each with the strongest claim."""
    if profile.profession is None:
        return {}
    near = nearness(profile.profession.id)
    found: dict[str, Claim] = {}
    for claim in sorted(profile.claims, key=lambda claim: -claim.weight):
        if claim.section in ("work_experiences", "personal_projects") and not is_admission(claim):
            for one in near.of(claim.text):
                found.setdefault(one, claim)
    return found


def _covers(claim: Claim, phrase: str) -> bool:
    """Return whether a claim covers half of a phrase, so that it is shown in other words."""
    words = content_words(phrase)
    said = content_words(claim.text)
    shared = sum(any(one.startswith(word) or word.startswith(one) for one in said) for word in words)
    return shared > 1 and shared * 2 >= len(words)


def _is_same(one: Topic, other: Topic) -> bool:
    if one.key == other.key:
        return True
    return one.practice is not None and other.practice is not None and alike(one.name, other.name)


def _whole_lines(asked: Iterable[Wanted], everything: Sequence[Wanted]) -> Iterator[Wanted]:
    """Join the pieces of a line if all of them are required: `Relativity: searches, productions, batch sets`."""
    pieces: dict[int, list[Wanted]] = {}
    for wanted in asked:
        pieces.setdefault(wanted.line.number, []).append(wanted)
    for number, found in pieces.items():
        of_line = sum(1 for one in everything if one.line.number == number)
        if len(found) < 2 or len(found) < of_line or any(one.skills or one.competency for one in found):
            yield from found
            continue
        first = found[0]
        missing = sum(one.state == "missing" for one in found)
        state = "missing" if missing * 2 > len(found) else "partial"
        claim = next((one.claim for one in found if one.claim is not None), None)
        yield Wanted(first.line, first.line.text, state, claim)
