"""Headings that are sentences or parts of one: `제가 걸어온 시간`, `What I'm good at`."""

import re
from collections.abc import Mapping

from resume_service.imports.structuring.words.vocabulary import Kind

PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    "education": re.compile(
        r"(?:배움|배운|공부한|다닌 학교|학교 ?생활).{0,8}|.{0,8}(?:배움|배웠던|공부한).{0,6}"
        r"|(?:where|what) i(?:'ve| have)? (?:learn\w*|studied|trained|went to school)|(?:my )?(?:studies|schooling)",
        re.IGNORECASE,
    ),
    "work": re.compile(
        r".{0,8}(?:걸어온|걸어 온|일해온|일해 온|일했던|일한|몸담은|몸담았던|거쳐 ?온).{1,6}"
        r"|(?:where|what) i(?:'ve| have)? (?:work\w*|done|did|been)(?: (?:so far|until now|before))?"
        r"|(?:my )?(?:story|career|journey|path|work)(?: so far| to date| until now)|(?:places|jobs) i(?:'ve)? .{3,20}",
        re.IGNORECASE,
    ),
    "skills": re.compile(
        r".{0,8}(?:다룰|다루는|할 ?줄 ?아는|쓸 ?줄 ?아는|잘하는|사용하는|써 ?본|익숙한) ?.{0,6}"
        r"|(?:what|things) i(?:'m| am)? (?:good at|can do|know|use|work with|bring)"
        r"|(?:my )?(?:toolbox|toolkit|tool ?belt)",
        re.IGNORECASE,
    ),
    "certifications": re.compile(
        r"(?:갖고|가지고|가진|보유한|취득한|따낸?|딴).{0,6}(?:자격|면허|자격증).{0,2}"
        r"|(?:tickets?|licen[cs]es?|registrations?|cards?)"
        r"(?: and (?:tickets?|licen[cs]es?|registrations?|cards?|clearances))?"
        r"|professional registrations?",
        re.IGNORECASE,
    ),
    "awards": re.compile(r".{0,6}(?:받은|받았던) ?상|prizes i(?:'ve)? won", re.IGNORECASE),
}
"""By what such headings speak of."""
LONGEST = 32
SENTENCE = re.compile(r"[.!?:：|,·]|\d|(?:다|요|니다|죠)$")


def spoken_heading(text: str) -> Kind | None:
    """The part that begins under a short line that speaks of one."""
    if len(text) > LONGEST or SENTENCE.search(text):
        return None
    text = text.replace("’", "'").strip()
    return next((kind for kind, pattern in PATTERNS.items() if pattern.fullmatch(text)), None)
