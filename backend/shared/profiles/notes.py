"""What was given and could not be used, said in the reader's language: nothing is left out in silence."""

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
        "role": 'Nothing is known about the role "{value}", so this rests on the résumé and the posting alone.',
        "posting": "No line of the posting could be read as a duty or a requirement, so the posting is not used.",
        "language": "The posting is neither Korean nor English, so only names such as those of technologies are used.",
        "long": "The posting is long; only its first {value} lines are read.",
        "focus": 'Neither the résumé nor the posting says anything about "{value}", so it could not come first.',
    },
}


def notes_of(profile: Profile, language: Language, focus: Sequence[str] = ()) -> tuple[str, ...]:
    """The notes, in the order of what was given."""
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
