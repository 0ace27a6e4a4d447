"""Keeps the profiles of résumés, because several things are made of one: sets, practice, paths.

The key has all that a profile depends on, so it is never stale. A few are kept, in memory only.
"""

from datetime import date

from shared.core.kept import Kept
from shared.profiles.profile import Profile
from shared.resumes.document import ResumeDocument
from shared.skills.index import skill_index

KEPT = 16

_kept: Kept[tuple[bytes, date, str | None, str | None], Profile] = Kept(KEPT)


def profile_for(
    resume: ResumeDocument, today: date, target_role: str | None = None, job_posting: str | None = None
) -> Profile:
    """Return the profile for a résumé, a target role and a posting. It is shared: nobody may change it."""
    key = (resume.key, today, target_role, job_posting) if resume.key is not None else None
    return _kept.get(key, lambda: Profile(resume, skill_index(), today, target_role, job_posting))
