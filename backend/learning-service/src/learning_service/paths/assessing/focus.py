"""Maps the requested focus to topics."""

from collections.abc import Iterator, Sequence

from learning_service.paths.assessing.models import Topic
from learning_service.paths.assessing.skills import Skills
from learning_service.paths.assessing.topics import alike, topic_of_phrase
from shared.postings.phrases import content_words
from shared.professions.library import competency_words
from shared.profiles.profile import Profile, Shown

MIN_SHARE = 0.5
"""Share of words that a focus must have in common with a competency, exclusive."""


def topics_of(focus: Sequence[str], profile: Profile, skills: Skills, *, is_software: bool) -> list[Topic]:
    """Return a topic for each focus, without duplicates: a skill with a unit, a competency, or the person's words."""
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
    """Return the competency of a focus: by its words, by its name, or because it contains most of the words."""
    if profile.profession is None:
        return None
    keys = competency_words(profile.profession.id).keys(text)
    for shown in profile.competencies:
        name = shown.competency.name
        if shown.competency.id in keys or alike(name.ko, text) or alike(name.en, text):
            return shown
    words = content_words(text)
    ranked = [(_share(words, shown), -place) for place, shown in enumerate(profile.competencies)]
    best, place = max(ranked, default=(0.0, 0))
    return profile.competencies[-place] if best > MIN_SHARE else None


def _share(words: Sequence[str], shown: Shown) -> float:
    competency = shown.competency
    known = " ".join((*competency.words.all, competency.name.ko, competency.name.en)).casefold()
    return sum(word in known for word in words) / len(words) if words else 0.0
