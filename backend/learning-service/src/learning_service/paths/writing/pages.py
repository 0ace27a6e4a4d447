"""Where to read about what a step is about: in the reader's language and stack, as near as the catalogue comes."""

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
}
"""Where to read about what no profession's data holds."""

SPEAKS_ENGLISH = re.compile(r"토익|TOEIC|TOEFL|토플|OPIC|오픽|IELTS|영어|English", re.IGNORECASE)
OF_NO_TRADE = frozenset({"certificate", "unwritten", "language", "lead"})
ANYONE: Mapping[str, tuple[str, ...]] = {
    "figures": ("anyone.figures", "anyone.story"),
    "lead": ("anyone.lead", "anyone.story"),
    "story": ("anyone.story",),
    "work": ("anyone.work", "anyone.story"),
}


class Pages:
    """Chooses resources for one person."""

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
        """For a topic; `text` is what the posting or the person says of it, `claim` what is nearest to it."""
        return self._choose(list(self._subjects(topic, text, claim)), SENIOR_LEVELS if self._is_senior else levels)

    def for_anyone(self, about: str) -> tuple[Resource, ...]:
        """For what people of all professions need."""
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
        """The competencies that a text belongs to, then those that it comes near."""
        if self._profession is None:
            return Subject()
        near = [*competency_words(self._profession).keys(text), *sorted(nearness(self._profession).of(text))]
        return Subject(tuple(f"{self._profession}.{one}" for one in dict.fromkeys(near)))

    def _trade(self) -> Subject:
        """Anything of the profession, for readers in whose language there is nothing nearer."""
        # What the person works on most is nearest to what is new.
        shown = sorted(self._profile.competencies, key=lambda one: -len(one.claims))
        return Subject(tuple(f"{self._profession}.{one.competency.id}" for one in shown), most=1)

    def _known(self, skills: tuple[str, ...]) -> tuple[str, ...]:
        """Of alternatives those that the person works with; else those that are no language or framework."""
        held = tuple(one for one in skills if one in self._stack or one in self._profile.held_skills)
        return held or tuple(one for one in skills if one not in STACKS) or skills[:1]
