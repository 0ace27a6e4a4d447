"""Detection of questions and requests."""

import re

POLITE = "|".join(
    (
        *(
            "까",
            "까요",
            "나요",
            "가요",
            "세요",
            "주시죠",
            "십시오",
            "시겠습니까",
            "부탁드립니다",
            "부탁드려요",
            "바랍니다",
        ),
        *("듣고 싶습니다", "듣고 싶어요", "궁금합니다", "궁금해요", "여쭙습니다", "여쭤보겠습니다"),
    )
)
VERBS = "|".join(
    (
        *("describe", "explain", "walk", "tell", "talk", "take", "share", "give", "name", "compare", "outline", "list"),
        *(
            "show",
            "discuss",
            "go through",
            "recall",
            "pick",
            "choose",
            "think",
            "imagine",
            "suppose",
            "defend",
            "argue",
        ),
        *("estimate", "sketch", "draw", "rank", "justify", "define"),
    )
)
REQUEST = re.compile(
    r"[?？]"
    rf"|(?:{POLITE})\s{{0,3}}[.!…~)\"'”’]{{0,3}}\s{{0,3}}(?:$|\n|[A-Z가-힣])"
    rf"|(?:^|[.!,;:\n]\s{{0,3}}|\b(?:please|then|and|to)\s)(?:{VERBS})\b"
    r"|\b(?:i would like to|i'd like to|we would like to|i want to) (?:hear|know|understand|learn)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether `text` is a question or a request, in Korean or English."""
    return REQUEST.search(text) is not None
