"""Questions without any model: the résumé's own projects, technologies and achievements meet the competency packs.

Every pair of a place in the résumé and a pack's question is a candidate with a rank. Candidates are picked one by one,
for the best rank and the most variety: another type, another technology, another project than those picked before.
The same résumé, wish and earlier questions always give the same set.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass

from interview_service.questions.models import Difficulty, Draft, Wish
from interview_service.questions.packs import GENERAL, Bank, LeadIns, PackQuestion
from shared.language.particles import fill
from shared.language.similarity import Asked
from shared.resumes.anchors import SKILL_LIST, SUMMARY, Entry, Named, entries
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import JOB_POSTING, Evidence
from shared.runs.account import Account
from shared.runs.models import Material
from shared.skills.index import Skill, SkillIndex

PROVED_BY_ACHIEVEMENT, IN_A_PROJECT, LISTED, ANY_SKILL, IN_SUMMARY = 30, 20, 8, 6, 2
IN_FOCUS, IN_POSTING, IN_ROLE = 60, 25, 5
SAME_TYPE, SAME_SKILL, SAME_ENTRY, SAME_ACHIEVEMENT = 14, 40, 6, 20

ROLE_AREAS = {
    "backend": ("backend", "back-end", "server", "백엔드", "서버"),
    "frontend": ("frontend", "front-end", "web", "프론트", "프런트", "웹"),
    "data": ("data", "machine learning", "ml", "ai", "데이터", "머신러닝", "인공지능"),
    "mobile": ("mobile", "android", "ios", "app", "모바일", "안드로이드", "앱"),
    "devops": ("devops", "sre", "platform", "infra", "cloud", "데브옵스", "플랫폼", "인프라", "클라우드"),
}
"""Words of a target role that speak for an area of skills."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of a pack about a place of the résumé; `named` is `None` for questions that fit any technology."""

    rank: int
    entry: Entry
    named: Named | None
    achievement: Evidence | None
    achievement_by_skill: bool
    question: PackQuestion


class RuleBasedGenerator:
    """Draws from the bank; needs no key, no network and no luck."""

    def __init__(self, bank: Bank, skills: SkillIndex) -> None:
        self._bank = bank
        self._skills = skills

    @property
    def version(self) -> str:
        """The version of the bank and of these rules."""
        return self._bank.version

    async def drafts(self, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:  # noqa: ARG002  rules cost nothing
        """At most `wish.count` questions; none when every one was asked before."""
        for draft in self._drafts(material.resume, wish):
            yield draft

    def _drafts(self, resume: ResumeDocument, wish: Wish) -> Iterator[Draft]:
        candidates = sorted(self._candidates(resume, wish), key=lambda candidate: -candidate.rank)
        asked = Asked()
        picked: list[Candidate] = []
        for difficulty in wish.difficulties:
            choice = self._choose(candidates, picked, wish, difficulty, asked)
            if choice is None and not wish.exact_difficulties:
                choice = self._choose(candidates, picked, wish, None, asked)
            if choice is not None:
                yield self._draft(choice, wish, len(picked))
                picked.append(choice)

    def _choose(
        self,
        candidates: list[Candidate],
        picked: Sequence[Candidate],
        wish: Wish,
        difficulty: Difficulty | None,
        asked: Asked,
    ) -> Candidate | None:
        """Take the best candidate whose question was not asked yet; those that were are taken away with it."""
        while (best := _best(candidates, picked, difficulty)) is not None:
            candidates.remove(best)
            # The core is compared: behind another lead-in it would still be the same question.
            core = best.question.wording(wish.language).question
            if not any(core in question for question in wish.previous) and not asked.has(core):
                asked.add(core)
                return best
        return None

    def _candidates(self, resume: ResumeDocument, wish: Wish) -> Iterator[Candidate]:
        wanted = _Wanted(wish, self._skills)
        general = self._bank.packs[GENERAL].questions
        for entry in entries(resume, self._skills):
            for named in entry.skills:
                pack = self._bank.packs.get(named.skill.id)
                own = entry.achievement_with(named.skill, self._skills)
                achievement = own or entry.achievement_of_its_own(self._skills)
                for question in pack.questions if pack is not None else ():
                    if question.type in wish.types:
                        rank = _rank(entry, own is not None) + wanted.worth(named.skill)
                        yield Candidate(rank, entry, named, achievement, own is not None, question)
            for number, question in enumerate(general):
                if question.type in wish.types and entry.evidence:
                    achievement = entry.achievements[number % len(entry.achievements)] if entry.achievements else None
                    rank = IN_SUMMARY if entry.pointer in (SUMMARY, SKILL_LIST) else ANY_SKILL
                    yield Candidate(rank, entry, None, achievement, False, question)

    def _draft(self, candidate: Candidate, wish: Wish, turn: int) -> Draft:
        wording = candidate.question.wording(wish.language)
        posting = _posting_evidence(candidate, wish, self._skills)
        lead_in = _lead_in(candidate, self._bank.lead_ins(wish.language), wish.language, turn, posting is not None)
        return Draft(
            type=candidate.question.type,
            difficulty=candidate.question.difficulty,
            topics=candidate.question.topics,
            question=f"{lead_in} {wording.question}",
            intent=wording.intent,
            what_good_answers_cover=wording.covers,
            follow_ups=wording.follow_ups,
            evidence=_evidence(candidate, posting),
        )


class _Wanted:
    """What the wish makes worth more: skills in focus, in the posting, in the area of the role."""

    def __init__(self, wish: Wish, skills: SkillIndex) -> None:
        self._focus = {
            skill.id
            for text in wish.focus
            for skill in filter(None, (skills.named(text), *(found for found, _ in skills.within(text))))
        }
        self._posting = {skill.id for skill, _ in skills.within(wish.job_posting or "")}
        role = (wish.target_role or "").casefold()
        self._areas = {area for area, words in ROLE_AREAS.items() if any(word in role for word in words)}

    def worth(self, skill: Skill) -> int:
        return (
            IN_FOCUS * (skill.id in self._focus)
            + IN_POSTING * (skill.id in self._posting)
            + IN_ROLE * (skill.area in self._areas)
        )


def _rank(entry: Entry, proved: bool) -> int:
    if proved:
        return PROVED_BY_ACHIEVEMENT
    return IN_A_PROJECT if entry.project or entry.company else LISTED


def _best(
    candidates: Sequence[Candidate], picked: Sequence[Candidate], difficulty: Difficulty | None
) -> Candidate | None:
    types = Counter(candidate.question.type for candidate in picked)
    skills = Counter(candidate.named.skill.id for candidate in picked if candidate.named)
    places = Counter(candidate.entry.pointer for candidate in picked)
    results = Counter(candidate.achievement.pointer for candidate in picked if candidate.achievement)

    def worth(candidate: Candidate) -> int:
        return (
            candidate.rank
            - SAME_TYPE * types[candidate.question.type]
            - SAME_SKILL * (skills[candidate.named.skill.id] if candidate.named else 0)
            - SAME_ENTRY * places[candidate.entry.pointer]
            - SAME_ACHIEVEMENT * (results[candidate.achievement.pointer] if candidate.achievement else 0)
        )

    fitting = [candidate for candidate in candidates if difficulty in (None, candidate.question.difficulty)]
    return max(fitting, key=worth, default=None)


def _posting_evidence(candidate: Candidate, wish: Wish, skills: SkillIndex) -> Evidence | None:
    if candidate.named is None or wish.job_posting is None:
        return None
    for skill, words in skills.within(wish.job_posting):
        if skill.id == candidate.named.skill.id:
            return Evidence(pointer=JOB_POSTING, quote=words)
    return None


def _evidence(candidate: Candidate, posting: Evidence | None) -> tuple[Evidence, ...]:
    named = candidate.named.evidence if candidate.named else None
    cited = (*candidate.entry.evidence, named, candidate.achievement, posting)
    return tuple({(e.pointer, e.quote): e for e in cited if e is not None}.values())


def _lead_in(candidate: Candidate, lead_ins: LeadIns, language: Language, turn: int, in_posting: bool) -> str:
    entry = candidate.entry
    skill = candidate.named.skill if candidate.named else None
    values = {
        "company": entry.company or "",
        "project": entry.project or "",
        "skill": candidate.named.evidence.quote if candidate.named else "",
        "achievement": candidate.achievement.quote.rstrip(".") if candidate.achievement else "",
        "words": entry.evidence[0].quote.rstrip(".") if entry.evidence else "",
    }
    readings = {"skill": skill.reading_of(values["skill"])} if skill else {}
    values["place"] = fill(lead_ins.places[_place_kind(entry)], values)
    variants = _variants(candidate, lead_ins)
    sentence = fill(variants[turn % len(variants)], values, readings)
    if in_posting:
        sentence = f"{sentence} {fill(lead_ins.posting, values, readings)}"
    # English places begin with a small letter, and a sentence may begin with one.
    return sentence if language == "ko" else sentence[:1].upper() + sentence[1:]


def _place_kind(entry: Entry) -> str:
    if entry.project:
        return "project_at_company" if entry.company else "project"
    return "company" if entry.company else "none"


def _variants(candidate: Candidate, lead_ins: LeadIns) -> tuple[str, ...]:
    entry = candidate.entry
    if entry.pointer == SUMMARY:
        return lead_ins.summary_skill if candidate.named else lead_ins.summary
    if entry.pointer == SKILL_LIST:
        return lead_ins.skill_listed if candidate.named else lead_ins.listed
    if candidate.named is None:
        return lead_ins.achievement if candidate.achievement else lead_ins.place
    if candidate.achievement is None:
        return lead_ins.skill
    return lead_ins.achievement_by_skill if candidate.achievement_by_skill else lead_ins.achievement_beside
