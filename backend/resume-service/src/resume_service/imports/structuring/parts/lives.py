"""Parts of a résumé that none of its fields takes and that are kept under `extra`: languages, military service, ..."""

import re
from collections.abc import Iterator, Sequence

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.vocabulary import skill_groups, vocabulary
from resume_service.resumes.models import JsonObject

MOST = 50
LONGEST = 500
LIST = re.compile(r" *(?:[,;|、，·•]|\t| {3}) *(?![^()]*\))")
FLUENCY = re.compile(r"([^():：–—]{1,60}?) *(?:\(([^()]{1,80})\)|(?:[:：]| [–—-]) *(\S.{0,80}))")
LEVEL = re.compile(
    r"([^\W\d_]+(?: [^\W\d_]+)?) +([ABC][12]\+?|native|fluent|bilingual|basic|intermediate|advanced|professional)"
    r"|([가-힣]{1,6}어) +(\S.{0,60})",
    re.IGNORECASE,
)
MOTHER_TONGUE = re.compile(r"(Mother tongue|Native language|모국어) *[:：(]? *([^()]{2,40})\)?", re.IGNORECASE)
OTHERS = re.compile(r"^(?:Other languages?|기타 언어) *[:：] *", re.IGNORECASE)


def languages(lines: Sequence[Line]) -> list[JsonObject]:
    """Languages and how well they are spoken, as JSON Resume has them."""
    said = [line for line in lines if not vocabulary().names_certificate(line.text)]
    pairs = [line.text.split("|") for line in said]
    if pairs and all(len(pair) == 2 for pair in pairs):
        return [_spoken(name.strip(), level.strip()) for name, level in pairs][:MOST]
    return [_language(text) for text in _items(said)]


def certificates_of_languages(lines: Sequence[Line]) -> list[Line]:
    """The lines that name a test and its score, which are certificates: `TOEIC 905`."""
    return [line for line in lines if vocabulary().names_certificate(line.text)]


def are_programs(lines: Sequence[Line]) -> bool:
    """Whether the languages are those of programs."""
    items = list(_items(lines))
    known = sum(skill_groups().known(item) == "programming_languages" for item in items)
    return bool(items) and known * 2 >= len(items)


def interests(lines: Sequence[Line]) -> list[JsonObject]:
    """Hobbies and fields of interest, as JSON Resume has them."""
    return [{"name": text} for text in _items(lines)]


def references(lines: Sequence[Line]) -> list[JsonObject]:
    """Who can be asked, a paragraph each, as JSON Resume has them."""
    paragraphs: list[list[str]] = []
    for line in lines:
        if line.gap or line.bullet or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(line.text)
    return [{"reference": "\n".join(said)[:LONGEST]} for said in paragraphs[:MOST]]


def rows(lines: Sequence[Line]) -> list[str]:
    """Each line as it stands."""
    return [line.text[:LONGEST] for line in lines[:MOST]]


def courses(lines: Sequence[Line]) -> list[str]:
    """The names of courses."""
    return list(_items(lines))


def _items(lines: Sequence[Line]) -> Iterator[str]:
    parts = (part.strip(" .") for line in lines for part in LIST.split(line.text))
    yield from [part[:LONGEST] for part in parts if part][:MOST]


def _spoken(name: str, fluency: str) -> JsonObject:
    return {"language": name, "fluency": fluency}


def _language(text: str) -> JsonObject:
    if (mother := MOTHER_TONGUE.fullmatch(text)) is not None:
        return {"language": mother[2], "fluency": mother[1]}
    text = OTHERS.sub("", text)
    found = FLUENCY.fullmatch(text) or LEVEL.fullmatch(text)
    if found is None:
        return {"language": text}
    name, fluency = [part for part in found.groups() if part][:2]
    return {"language": name, "fluency": fluency}
