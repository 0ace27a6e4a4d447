"""Chooses resources for a step that fit the reader's language and stack."""

import re
from collections.abc import Iterator, Mapping, Sequence

from learning_service.catalogue.resources import RISING, STACKS, Catalogue, Level, Reader, Subject
from learning_service.paths.assessing.assessment import works_in_software
from learning_service.paths.assessing.models import Practice, Topic
from learning_service.paths.assessing.nearness import nearness
from learning_service.paths.models import Resource
from shared.claims.models import Claim
from shared.professions.library import competency_words
from shared.profiles.profile import Profile
from shared.resumes.document import Language

SENIOR_LEVELS: tuple[Level, ...] = ("intermediate", "advanced", "beginner")
PRACTICES: Mapping[Practice, tuple[str, ...]] = {
    "certificate": ("anyone.certificate", "anyone.work", "anyone.story"),
    "unwritten": ("anyone.certificate", "anyone.work"),
    "language": ("anyone.language", "anyone.work", "anyone.story"),
    "lead": ("anyone.lead", "anyone.story"),
    "rule": ("anyone.work", "anyone.story"),
    "tool": ("anyone.tool", "anyone.work", "anyone.story"),
    "work": ("anyone.work", "anyone.story"),
    "build": ("anyone.work", "anyone.story"),
    "domain": ("anyone.work",),
}
"""Subjects for practices, which are not in any profession's data."""

SPEAKS_ENGLISH = re.compile(r"토익|TOEIC|TOEFL|토플|OPIC|오픽|IELTS|영어|English", re.IGNORECASE)
OF_NO_TRADE = frozenset({"certificate", "unwritten", "language", "lead"})
ANYONE: Mapping[str, tuple[str, ...]] = {
    "figures": ("anyone.figures", "anyone.story"),
    "lead": ("anyone.lead", "anyone.story"),
    "story": ("anyone.story",),
    "work": ("anyone.work", "anyone.story"),
}


class Pages:
    """Chooses resources for a person."""

    def __init__(self, profile: Profile, catalogue: Catalogue, language: Language, stack: frozenset[str]) -> None:
        self._profile = profile
        self._catalogue = catalogue
        self._language: Language = language
        self._stack = stack
        known = profile.profession
        self._profession = known.id if known is not None else None
        trade = {skill for one in known.competencies for skill in one.skills} if known is not None else set[str]()
        self._home = stack & trade
        self._is_senior = profile.level in ("senior", "lead")
        self._is_software = works_in_software(profile)
        says_so = any(SPEAKS_ENGLISH.search(text) for _, text in profile.resume.texts())
        self._reads_english = language == "en" or self._is_software or says_so

    def about(
        self, topic: Topic | None, text: str, claim: Claim | None, levels: tuple[Level, ...]
    ) -> tuple[Resource, ...]:
        """Return resources about a topic; `text` is the wording of the posting or person, `claim` the nearest claim."""
        return self._choose(list(self._subjects(topic, text, claim)), SENIOR_LEVELS if self._is_senior else levels)

    def for_anyone(self, about: str) -> tuple[Resource, ...]:
        """Return resources for needs of all professions."""
        return self._choose([Subject(competencies=ANYONE[about])], RISING)

    def _choose(self, subjects: Sequence[Subject], levels: tuple[Level, ...]) -> tuple[Resource, ...]:
        reader = Reader(self._language, self._stack, self._home, self._reads_english, levels)
        return self._catalogue.choose(subjects, reader)

    def _subjects(self, topic: Topic | None, text: str, claim: Claim | None) -> Iterator[Subject]:
        if topic is None:
            yield self._near(text)
            yield Subject(competencies=ANYONE["figures"])
            yield Subject(competencies=ANYONE["story"], most=1)
            return
        if topic.skill is not None:
            yield Subject(skills=(topic.skill.id,))
        if topic.competency is not None:
            yield Subject((f"{self._profession}.{topic.competency.id}",), self._known(topic.competency.skills))
            yield self._trade()
            yield Subject(competencies=ANYONE["work"], most=1)
        if topic.practice is not None:
            yield from self._of_words(topic.practice, text, claim)

    def _of_words(self, practice: Practice, text: str, claim: Claim | None) -> Iterator[Subject]:
        yield Subject.of_text(text, self._profession)
        skills = tuple(skill.id for skill, _ in self._profile.skills.within(text))
        if skills and self._is_software:
            yield Subject(skills=skills)
        yield self._near(f"{text} {claim.text if claim is not None else ''}")
        if practice not in OF_NO_TRADE:
            yield self._trade()
        yield Subject(competencies=PRACTICES[practice], most=1)

    def _near(self, text: str) -> Subject:
        """Return the competencies of a text, followed by those that it comes near."""
        if self._profession is None:
            return Subject()
        near = [*competency_words(self._profession).keys(text), *sorted(nearness(self._profession).of(text))]
        return Subject(tuple(f"{self._profession}.{one}" for one in dict.fromkeys(near)))

    def _trade(self) -> Subject:
        """Return any resources of the profession, used if nothing closer exists in the reader's language."""
        # The person's main work is closest to anything new.
        shown = sorted(self._profile.competencies, key=lambda one: -len(one.claims))
        return Subject(tuple(f"{self._profession}.{one.competency.id}" for one in shown), most=1)

    def _known(self, skills: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of several alternatives that the person works with, or else those that are not in `STACKS`."""
        held = tuple(one for one in skills if one in self._stack or one in self._profile.held_skills)
        return held or tuple(one for one in skills if one not in STACKS) or skills[:1]
