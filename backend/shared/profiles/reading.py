"""Caches what is read from a résumé, because reading takes half of the time of generating a set or path.

The key is a digest of the content, so results are never stale. A few readings are kept, in memory only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from pydantic_core import to_json

from shared.claims.models import Claim
from shared.claims.reading import claims_of
from shared.core.kept import Kept
from shared.professions.recognition import of_resume
from shared.resumes.document import ResumeDocument
from shared.skills.index import SkillIndex

KEPT = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """A person's claims, profession, and known skills with the words that name them."""

    claims: tuple[Claim, ...]
    profession: str | None
    held_skills: Mapping[str, str]


_kept: Kept[bytes, Reading] = Kept(KEPT)


def reading_of(resume: ResumeDocument, skills: SkillIndex) -> Reading:
    """Return the reading of a résumé, cached by content."""
    key = blake2b(to_json(resume.written), digest_size=16).digest()
    return _kept.get(key, lambda: Reading(claims_of(resume), of_resume(resume), _held(resume, skills)))


def _held(resume: ResumeDocument, skills: SkillIndex) -> Mapping[str, str]:
    held: dict[str, str] = {}
    for _, text in resume.texts():
        if len(text) > 1:
            for skill, words in skills.within(text):
                held.setdefault(skill.id, words)
    for name in resume.technologies:
        if (skill := skills.named(name)) is not None:
            held.setdefault(skill.id, name)
    return held
