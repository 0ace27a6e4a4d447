"""A finding claims no more than somebody wrote."""

import pytest

from shared.relevance.assertions import Assertions
from shared.skills.index import skill_index
from shared.skills.technologies import technology_index

SOURCES = ["주문 플랫폼 개편에서 Redis 캐시로 응답 시간을 800ms에서 120ms로 개선", "tech: 쿠버네티스, Node.js, Go"]
ASSERTIONS = Assertions(SOURCES, skill_index(), technology_index())


@pytest.mark.parametrize(
    "text",
    [
        "캐시 설계로 응답 시간을 800ms에서 120ms까지 줄였습니다.",
        "Redis를 이해하고 있습니다.",
        "Kubernetes 운영 경험이 있습니다.",
        "두 가지 근거가 있습니다. 1. 수치 2. 방법",
        "Node.js와 Go를 함께 씁니다.",
    ],
)
def test_what_somebody_wrote_may_be_said(text: str) -> None:
    assert ASSERTIONS.unsupported([text]) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("응답 시간을 95% 줄였습니다.", "95"),
        ("응답이 5배 빨라졌습니다.", "5배"),
        ("Kafka로 이벤트를 처리했습니다.", "Kafka"),
        ("카프카로 이벤트를 처리했습니다.", "카프카"),
        ("Terraform으로 인프라를 관리합니다.", "Terraform"),
        ("카산드라를 운영했습니다.", "카산드라"),
        ("하루 1,200만 건을 처리했습니다.", "1200"),
    ],
)
def test_what_nobody_wrote_is_found(text: str, what: str) -> None:
    assert ASSERTIONS.unsupported(["강점", text]) == what


def test_a_gap_may_name_what_is_missing_and_invents_no_figure() -> None:
    assert ASSERTIONS.unsupported(["Terraform 경험이 드러나지 않습니다."], technologies=False) is None
    assert ASSERTIONS.unsupported(["테스트 비율이 20%에 그칩니다."], technologies=False) == "20"
