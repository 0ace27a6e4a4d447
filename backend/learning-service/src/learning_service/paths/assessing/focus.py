"""What a person wants to focus on, as topics."""

from collections.abc import Iterator, Sequence

from learning_service.paths.assessing.models import Topic
from learning_service.paths.assessing.skills import Skills
from learning_service.paths.assessing.topics import alike, topic_of_phrase
from shared.postings.phrases import content_words
from shared.professions.library import competency_words
from shared.profiles.profile import Profile, Shown


def topics_of(focus: Sequence[str], profile: Profile, skills: Skills, *, is_software: bool) -> list[Topic]:
    """A topic for each thing, each once: a skill that has a unit, a competency of the profession, or its own words."""
    found = (topic for text in focus for topic in _topics(text, profile, skills, is_software=is_software))
    return list({topic.key: topic for topic in found}.values())


def _topics(text: str, profile: Profile, skills: Skills, *, is_software: bool) -> Iterator[Topic]:
    named = profile.skills.named(text)
    spoken = [named] if named is not None else [skill for skill, _ in profile.skills.within(text)]
    if is_software and spoken:
        yield from (skills.topic(skill) for skill in spoken)
        return
    shown = _competency(text, profile)
    if shown is not None:
        yield Topic.of(shown.competency, skills.language)
    elif content_words(text):
        yield topic_of_phrase(text)


def _competency(text: str, profile: Profile) -> Shown | None:
    for shown in profile.competencies:
        if any(alike(name, text) for name in (shown.competency.name.ko, shown.competency.name.en)):
            return shown
    if profile.profession is None:
        return None
    keys = competency_words(profile.profession.id).keys(text)
    return next((shown for shown in profile.competencies if shown.competency.id in keys), None)
