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
    "interests": re.compile(
        r"(?:outside|beyond|away from|when not at|off|after) (?:of )?(?:the )?(?:work|office|duty|hours|clock|desk|job)"
        r"|(?:in my )?(?:free|spare) time|일 밖의? ?.{0,6}|쉬는 날.{0,6}|여가.{0,6}",
        re.IGNORECASE,
    ),
    "awards": re.compile(r".{0,6}(?:받은|받았던) ?상|prizes i(?:'ve)? won", re.IGNORECASE),
}
"""By what such headings speak of."""
TOPICS: Mapping[Kind, re.Pattern[str]] = {
    "work": re.compile(
        r"\b(?:experiences?|employ\w*|careers?|jobs?|roles|positions|work|engagements?|appointments)$"
        r"|\b(?:employment|career|work) |(?:경력|경험|근무|재직|이력|직장)(?: ?(?:사항|내역|소개|정보))?$",
        re.IGNORECASE,
    ),
    "education": re.compile(
        r"\b(?:education\w*|academi\w+|school\w*|stud(?:y|ies)|degrees?|training|learning|qualifications?)\b"
        r"|(?:학력|학업|교육|배움|(?<![가-힣])학교)(?: ?(?:사항|내역|과정|정보))?$",
        re.IGNORECASE,
    ),
    "skills": re.compile(
        r"\b(?:skills?|proficienc\w+|strengths?|abilit\w+|competenc\w+|expertise|tools?|toolkit|capabilit\w+|talents?"
        r"|knowledge|technolog\w+|stack)\b|(?:기술|역량|능력|도구|강점|스킬|툴|스택)$",
        re.IGNORECASE,
    ),
    "certifications": re.compile(
        r"\b(?:certificat\w+|licen[cs]\w+|credentials?|accreditations?|tickets)\b|(?:자격|자격증|면허)(?: ?사항)?$",
        re.IGNORECASE,
    ),
    "awards": re.compile(
        r"\b(?:awards?|hono(?:u)?rs|prizes|recognition)\b|(?:수상|상훈)(?: ?(?:경력|내역))?$", re.IGNORECASE
    ),
    "projects": re.compile(r"\b(?:projects?|portfolio)\b|(?:프로젝트|작업물|포트폴리오)$", re.IGNORECASE),
    "languages": re.compile(r"\blanguages?\b|(?:외국어|어학)(?: ?능력)?$", re.IGNORECASE),
    "interests": re.compile(r"\b(?:interests?|hobb(?:y|ies)|pastimes?)\b|(?:취미|관심사|관심 ?분야)$", re.IGNORECASE),
    "activities": re.compile(
        r"\b(?:volunteer\w*|activit\w+|communit\w+|leadership|societies|clubs)\b|(?:활동|봉사|동아리)$", re.IGNORECASE
    ),
    "summary": re.compile(
        r"\b(?:profile|summary|objective|statement|about|introduction)\b|(?:소개|프로필|소개글)$", re.IGNORECASE
    ),
}
"""Which words headings of each part are made with."""
LONGEST = 32
SENTENCE = re.compile(r"[.!?:：|,·]|\d|(?:다|요|니다|죠)$")


def spoken_heading(text: str) -> Kind | None:
    """The part that begins under a short line that speaks of one."""
    if len(text) > LONGEST or SENTENCE.search(text):
        return None
    text = text.replace("’", "'").strip()
    return next((kind for kind, pattern in PATTERNS.items() if pattern.fullmatch(text)), None)


def topic_of(text: str) -> Kind | None:
    """The part that a heading speaks of by one of its words; none where they speak of several."""
    found: list[Kind] = [kind for kind, pattern in TOPICS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None
