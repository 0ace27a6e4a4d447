"""Interview questions as a model would write them about the example résumé (docs/examples/resume.json)."""

import json
from collections.abc import Sequence
from typing import Any


def question(number: int, **members: object) -> dict[str, Any]:
    """A question as a model would write it, with evidence that stands in the example résumé."""
    words = (
        "Redis 캐시의 만료",
        "Kafka 파티션 수",
        "정산 대사 규칙",
        "배포 실패율 측정",
        "쿠버네티스 자원 한도",
        "러닝 통계 집계",
    )
    made = {
        "type": "trade_off",
        "difficulty": "medium",
        "topics": ["cache"],
        "question": f"주문 플랫폼 개편에서 {words[number % len(words)]}을(를) 어떻게 정하셨나요? ({number}번째)",
        "intent": "판단의 근거를 봅니다.",
        "what_good_answers_cover": ["대안", "수치"],
        "follow_ups": ["다시 한다면 무엇을 바꾸시겠어요?"],
        "evidence": [{"pointer": "/work_experiences/0/project_name", "quote": "주문 플랫폼 개편"}],
    }
    return {**made, **members}


def answer(questions: Sequence[dict[str, Any]]) -> str:
    """The model's whole answer."""
    return json.dumps({"items": list(questions)}, ensure_ascii=False)
