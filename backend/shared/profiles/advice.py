"""Advice on what to add to a résumé to get better results, in the reader's language."""

from collections.abc import Iterator, Mapping

from shared.profiles.profile import Profile
from shared.resumes.document import Language

ENOUGH_CLAIMS, ENOUGH_MEASURED = 6, 2

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "ko": {
        "jobs": "회사와 직책, 근무 기간이 있는 경력이나 프로젝트를 추가해 주세요.",
        "claims": "경력마다 맡은 일과 결과를 한 줄에 하나씩 적어 주세요.",
        "figures": "결과에는 전후 수치와 방법을 함께 적어 주세요(예: 처리 시간 40분 → 15분, 양식 통합).",
        "role": "희망 직무나 채용 공고를 함께 보내면 그에 맞는 내용이 더해집니다.",
    },
    "en": {
        "jobs": "Add jobs or projects with employer, title and dates.",
        "claims": "Describe what you did and what resulted from it, one result per line.",
        "figures": "Give figures before and after and how you got there (processing time 40 to 15 minutes, one form).",
        "role": "Send a target role or a posting to get more steps for it.",
    },
}


def advice(profile: Profile, language: Language, begin: str) -> str:
    """Return `begin`, which names the shortage, and one sentence for each thing that is missing."""
    texts = TEXTS[language]
    return " ".join([begin, *(texts[what] for what in _missing(profile))])


def _missing(profile: Profile) -> Iterator[str]:
    if not profile.career.jobs and not profile.resume.entries("personal_projects"):
        yield "jobs"
    if len(profile.claims) < ENOUGH_CLAIMS:
        yield "claims"
    if sum(claim.measure is not None for claim in profile.claims) < ENOUGH_MEASURED:
        yield "figures"
    if profile.target_role is None and profile.job_posting is None:
        yield "role"
