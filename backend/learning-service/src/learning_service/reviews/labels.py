"""Labels for exported review cards, in the language of the cards."""

from collections.abc import Mapping, Sequence

from learning_service.reviews.models import Review
from shared.resumes.document import Language

LABELS: Mapping[Language, Mapping[str, str]] = {
    "ko": {
        "title": "면접 복습",
        "due": "복습할 질문 {count}개",
        "covers": "좋은 답이 다루는 것",
        "missing": "지난 답에 없던 것",
        "said": "지난 답",
        "next": "다음 단계",
    },
    "en": {
        "title": "Interview reviews",
        "due": "Questions to review: {count}",
        "covers": "What good answers cover",
        "missing": "What your last answer left out",
        "said": "Your last answer",
        "next": "One level up",
    },
}


def language_of(reviews: Sequence[Review]) -> Language:
    """Return the language of most cards."""
    korean = sum(one.language == "ko" for one in reviews)
    return "en" if 2 * korean < len(reviews) else "ko"
