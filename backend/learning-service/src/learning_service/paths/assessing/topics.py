"""Derives the topic of a posting phrase, and how to prepare for it."""

import re
from functools import cache
from typing import Any

from learning_service.files import read
from learning_service.paths.assessing.models import Practice, Topic
from shared.language.lexicon import HANGUL, Lexicon
from shared.postings.phrases import WORD, content_words, has_mark, years_in
from shared.skills.technologies import technology_index

PRACTICES: tuple[Practice, ...] = ("certificate", "language", "lead", "rule", "tool")
"""In matching order; every other phrase is about work to prepare for."""

DRIVING = re.compile(
    r"운전 ?면허|\bdriv(?:er'?s?|ing) licen[cs]e\b|^(?:full |clean |valid |a )*(?:UK|EU) (?:driving )?licen[cs]e\b",
    re.IGNORECASE,
)
"""A licence that most applicants hold and few mention."""

MAX_DOMAIN_WORDS = 3
"""Maximum number of content words of a phrase that names only a field of business."""

LATIN_LEAD = re.compile(
    r"^(?:(?:\d+\+?\s*years?(?:\s+of)?|an?|the|strong|solid|proven|good|excellent|deep|hands-on|practical|working|prior|"
    r"some|basic|demonstrated|advanced|previous|professional|including|experienced?|knowledge|understanding|familiarity|"
    r"familiar|proficiency|proficient|confident|comfortable|expertise|background|ability|skills?|with|in|of|on|to|using|"
    r"have|has|having)\s+)+",
    re.IGNORECASE,
)
LATIN_TAIL = re.compile(
    r"(?:\s+(?:experience|skills?|knowledge|preferred|required|a plus|is a plus|desirable|background))+\s*$",
    re.IGNORECASE,
)
KOREAN_TAIL = frozenset(
    [
        "경험",
        "경험자",
        "유경험자",
        "능력",
        "이해",
        "이해도",
        "가능자",
        "가능한",
        "가능",
        "보유자",
        "보유",
        "소지자",
        "소지",
        "우대",
        "필수",
        "능숙자",
        "능숙",
        "숙련자",
        "숙련",
        "역량",
        "지식",
        "경력",
        "이상",
        "분",
        "자",
        "활용",
        "기본",
        "기본적인",
        "기초",
        "관련",
        "대한",
        "충분한",
        "있는",
        "있으신",
        "참여",
        "준비",
        "위한",
        "통한",
    ]
)
ADNOMINAL = re.compile(r"(?:본|는|은|신|한|던|할|될|을)$")
PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:을|를|의|에서|에)$")
DONE = re.compile(r"(.+?)(?:을|를) (\S+?)(?:해 ?본|하신|하는|한) (?:분|사람|자|경험)")
"""`서비스를 운영해 본 분` is about `서비스 운영`."""

ABLE = re.compile(r"(\S*)([가-힣]) 수 (?:있는|있으신|있으며|있고|있어야).*$")
"""`차분하게 시연할 수 있는 분` is about `차분하게 시연하기`."""

OBJECT = re.compile(r"(?<=[가-힣])[을를](?= $)")
TOLD = re.compile(r"(.+?)(?:을|를) (?:(\S+?)(?:하고|하며) )?(\S+?)(?:합니다|해요|하게 됩니다|하시게 됩니다)\.?$")
"""`서버를 개발하고 운영합니다` is about `서버 개발·운영`."""

NO_STEP = re.compile(
    r"지원 ?가능|고용지원|경력단절|무관|환영|교대|출장|재택|주말|해외여행|결격|병역|입사 ?가능|거주"
    r"|\bfirst (?:few )?(?:weeks|months)\b|\bwe (?:can|will) teach\b|\bright to work\b|\btravel\b"
    r"|\bon site\b|\bshifts?\b",
    re.IGNORECASE,
)
"""Eligibility, location and working hours, which no step can help with."""

MAX_WORDS = 14
"""Maximum number of words; a longer phrase is prose without a single topic."""

FINALS, RIEUL = 28, 8
"""Number of final consonants of a Hangul syllable, and the index of ㄹ among them."""


def topic_of_phrase(phrase: str) -> Topic:
    """Return a topic in the posting's own words."""
    name = name_of(phrase)
    return Topic(" ".join(sorted(content_words(name))) or name.casefold(), name, practice=practice_of(phrase))


def name_of(phrase: str) -> str:
    """Return a phrase without filler words: `ICH-GCP` for `ICH-GCP 이해`, `a TMS` for `Hands-on with a TMS`."""
    text = phrase.strip(" .,;:·")
    short = _without_tail(text) if HANGUL.search(text) else LATIN_TAIL.sub("", LATIN_LEAD.sub("", text)).strip(" .,;:")
    return short if len(short) > 1 and any(map(str.isalpha, short)) else text


def practice_of(phrase: str) -> Practice:
    """Return how to prepare for a phrase."""
    if DRIVING.search(phrase) is not None:
        return "unwritten"
    if has_mark(phrase, "paper"):
        return "certificate"
    known = set(_words().keys(phrase))
    for practice in PRACTICES:
        if practice in known:
            return practice
    if "domain" in known and "build" not in known and len(content_words(name_of(phrase))) <= MAX_DOMAIN_WORDS:
        return "domain"
    latin = [word for word in content_words(phrase) if not HANGUL.match(word)]
    return "tool" if any(technology_index().find(word) is not None for word in latin) else "work"


def can_be_built(phrase: str) -> bool:
    """Return whether a small version of it can be built, unlike of a duty such as `on-call rotation`."""
    return "build" in _words().keys(phrase)


def can_be_learned(phrase: str) -> bool:
    """Return whether a step can help. Years, degrees and personal traits cannot be learned in a path."""
    if years_in(phrase) is not None or has_mark(phrase, "degree") or NO_STEP.search(phrase) is not None:
        return False
    if len(phrase.split()) > MAX_WORDS:
        return False
    return not has_mark(phrase, "soft")


def named_in(phrase: str) -> list[str]:
    """Return the names in a phrase: words with capitals or digits, such as `ECMO`, `k6` and `Relativity`."""
    return [
        found[0]
        for found in WORD.finditer(phrase)
        if not HANGUL.match(found[0]) and _is_name(found[0], is_first=found.start() == 0)
    ]


def _is_name(word: str, *, is_first: bool) -> bool:
    if sum(map(str.isupper, word)) > 1:
        return True
    letters = any(map(str.isalpha, word))
    return letters and (any(map(str.isdigit, word)) or (word[0].isupper() and not is_first))


def alike(one: str, other: str) -> bool:
    """Return whether two topics of a posting are the same: they share half of their words, or all of the shorter."""
    words, others = set(content_words(one)), set(content_words(other))
    shared = len(words & others)
    return shared > 0 and (shared * 2 >= len(words | others) or shared == min(len(words), len(others)))


def _without_tail(text: str) -> str:
    if (done := DONE.fullmatch(text)) is not None:
        return f"{done[1]} {done[2]}"
    if (able := ABLE.search(text)) is not None and (noun := _verbal_noun(able[2])) is not None:
        return f"{OBJECT.sub('', text[: able.start()])}{able[1]}{noun}"
    if (told := TOLD.fullmatch(text)) is not None:
        return f"{told[1]} {told[2]}·{told[3]}" if told[2] else f"{told[1]} {told[3]}"
    words = text.split()
    while len(words) > 1 and words[-1].strip("()") in KOREAN_TAIL:
        words.pop()
    while len(words) > 1 and " ".join(words).count("(") > " ".join(words).count(")"):
        words.pop()
    if words != text.split() and ADNOMINAL.search(words[-1]):
        # `서비스를 운영해 본 분`: only half a sentence is left.
        return text
    return PARTICLE.sub("", " ".join(words)) if words != text.split() else text


def _verbal_noun(syllable: str) -> str | None:
    """Return the noun of a verb whose adnominal form ends with this syllable: `하기` for `할`, `기` for `을`."""
    if syllable == "을":
        return "기"
    code = ord(syllable) - ord("가")
    return f"{chr(ord(syllable) - RIEUL)}기" if code % FINALS == RIEUL else None


@cache
def _words() -> Lexicon[Practice]:
    data: dict[Practice, dict[str, Any]] = read("practices.yaml")
    return Lexicon((word, practice) for practice, step in data.items() for word in step.get("words", ()))
