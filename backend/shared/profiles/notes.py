"""Notes on inputs that could not be used, in the reader's language. No input is dropped silently."""

from collections.abc import Iterator, Mapping, Sequence

from shared.language.lexicon import HANGUL
from shared.postings.lines import MAX_LINES, posting_lines
from shared.profiles.profile import Profile
from shared.resumes.document import Language

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "ko": {
        "role": '희망 직무 "{value}"에 맞는 직업 자료가 없어, 이력서와 공고에 적힌 내용만으로 만들었습니다.',
        "posting": "공고에서 담당 업무나 자격 요건으로 읽을 수 있는 줄을 찾지 못해 공고를 반영하지 못했습니다.",
        "language": "공고가 한국어나 영어가 아니어서 기술 이름처럼 그대로 알아볼 수 있는 말만 반영했습니다.",
        "long": "공고가 길어 처음 {value}줄만 읽었습니다.",
        "focus": '"{value}"에 관한 내용이 이력서와 공고에 없어 먼저 다루지 못했습니다.',
    },
    "en": {
        "role": 'The role "{value}" is unknown, so only the résumé and the posting were used.',
        "posting": "No duty or requirement was found in the posting, so the posting was not used.",
        "language": "The posting is neither in Korean nor in English, so only names, such as technologies, were used.",
        "long": "The posting is long; only its first {value} lines were used.",
        "focus": 'Neither the résumé nor the posting mentions "{value}", so it could not be prioritised.',
    },
}


def notes_of(profile: Profile, language: Language, focus: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the notes, in the order of the inputs."""
    texts = TEXTS[language]
    return tuple(texts[what].format(value=value) for what, value in _notes(profile, focus))


def _notes(profile: Profile, focus: Sequence[str]) -> Iterator[tuple[str, str]]:
    if profile.target_role is not None and profile.target_profession is None:
        yield "role", profile.target_role
    if profile.job_posting:
        if not profile.wanted:
            yield "posting", ""
        if _is_foreign(profile.job_posting):
            yield "language", ""
        if len(posting_lines(profile.job_posting)) > MAX_LINES:
            yield "long", str(MAX_LINES)
    for one in focus:
        if not profile.mentions(one):
            yield "focus", one


def _is_foreign(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    known = sum(1 for character in letters if character.isascii() or HANGUL.match(character))
    return bool(letters) and known < len(letters) / 2
