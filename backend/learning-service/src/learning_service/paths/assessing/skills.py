"""The skills that a person shows, lists, or builds on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from learning_service.paths.assessing.admissions import is_admission
from learning_service.paths.assessing.models import Strength, Topic
from shared.profiles.profile import Profile
from shared.resumes.anchors import SKILL_LIST, SUMMARY, Entry, Named, entries
from shared.resumes.document import Language
from shared.skills.index import Skill, SkillIndex
from shared.skills.technologies import technology_index


class Skills:
    """The skills with a unit in a résumé. They matter only for people who work in software."""

    def __init__(self, profile: Profile, language: Language) -> None:
        self._index: SkillIndex = profile.skills
        self.language: Language = language
        self._entries: Sequence[Entry] = entries(profile.resume, profile.skills)
        told = [entry for entry in self._entries if entry.pointer != SKILL_LIST]
        self.used: Mapping[str, Named] = {
            named.skill.id: named for entry in reversed(told) for named in reversed(entry.skills)
        }
        claimed = {mention.id for claim in profile.claims for mention in claim.skills}
        self.denied = self._denied(profile)
        """Skills named only in statements of missing experience."""

        self.shown = self.with_bases({*self.used, *(one for one in claimed if one in self._index.by_id)}) - self.denied
        hinted = self._index.hinted(text for _, text in profile.resume.texts())
        self.known = self.with_bases({*self.shown, *hinted, *profile.held_skills}) - self.denied

    def _denied(self, profile: Profile) -> frozenset[str]:
        said = {
            skill.id for claim in profile.claims if is_admission(claim) for skill, _ in self._index.within(claim.text)
        }
        told = {
            skill.id
            for claim in profile.claims
            if not is_admission(claim)
            for skill, _ in self._index.within(claim.text)
        }
        stacks = {skill.id for name in profile.resume.technologies if (skill := self._index.named(name)) is not None}
        return frozenset(said - told - stacks)

    def topic(self, skill: Skill) -> Topic:
        """Return a skill as a topic."""
        return Topic(skill.id, skill.name_in(self.language), skill=skill)

    def listed(self) -> Iterator[Named]:
        """Yield listed skills that no job or project uses."""
        for entry in self._entries:
            if entry.pointer == SKILL_LIST:
                yield from (named for named in entry.skills if named.skill.id not in self.shown and _is_itself(named))

    def strengths(self) -> Iterator[Strength]:
        """Yield the skills used in jobs and projects, in the order of the résumé."""
        seen: set[str] = set()
        for entry in self._entries:
            if entry.pointer in (SKILL_LIST, SUMMARY):
                continue
            for named in entry.skills:
                if named.skill.id not in seen:
                    seen.add(named.skill.id)
                    evidence = (named.evidence, *(one for one in entry.evidence if one != named.evidence))
                    yield Strength(self.topic(named.skill), None, evidence)

    def with_bases(self, known: Iterable[str]) -> set[str]:
        """Return `known` with all foundations, so that a MySQL user is not told to learn SQL first."""
        implied = set(known)
        new = set(implied)
        while new:
            new = {base for one in new for base in self._index.by_id[one].builds_on} - implied
            implied |= new
        return implied


def _is_itself(named: Named) -> bool:
    """Return whether the words name the skill itself, not a related product such as Firebase for Google Cloud."""
    found = technology_index().find(named.evidence.quote)
    return found is None or found.name in (named.skill.name, *named.skill.aliases)
