"""A learning path as a model would write it about the example résumé (docs/examples/resume.json)."""

import json

TOPICS = (
    "캐시 만료 정책",
    "파티션 수의 근거",
    "정산 대사 규칙",
    "배포 실패율 기록",
    "자원 한도 실험",
    "러닝 통계 배치",
)


def path_answer(items: int) -> str:
    """Return one answer that is both an analysis and a list of this many items, whichever is asked for."""
    answer = {
        "summary": "이 경로는 면접에서 판단의 근거를 말하도록 돕습니다.",
        "strengths": [_finding("캐시를 다룬 경험", "주문 플랫폼 개편에서 캐시를 다뤘습니다.", "S3")],
        "weaknesses": [_finding("부하 시험 설계", "부하 시험을 어떻게 했는지 적혀 있지 않습니다.", "S4")],
        "items": [_item(TOPICS[number % len(TOPICS)], number) for number in range(items)],
    }
    return json.dumps(answer, ensure_ascii=False)


def _finding(title: str, detail: str, number: str) -> dict[str, object]:
    return {"title": title, "detail": detail, "evidence": [number]}


def _item(topic: str, number: int) -> dict[str, object]:
    return {
        "type": "weakness",
        "title": f"{topic} 정리하기",
        "description": f"{topic}에 관해 한 쪽을 쓰고 동료에게 설명하세요.",
        "reason": f"면접에서 {topic}에 관한 질문이 나옵니다.",
        "evidence": [f"S{number + 3}"],
        "priority": "high",
        "estimated_hours": 8,
        "milestones": ["한 쪽을 씁니다", "동료가 읽습니다"],
        "resource_ids": [],
    }
