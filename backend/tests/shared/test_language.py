"""The language of a text, whatever names and technologies it mentions."""

from typing import Literal

import pytest

from shared.language.detecting import is_in

KOREAN = [
    "Kafka의 acks=all을 왜 선택하셨나요?",
    "Redis Cluster 대신 Redis Sentinel을 고르신 이유와 failover 때의 RPO를 말씀해 주세요.",
    '"Reduced p99 latency from 1.2 s to 280 ms by sharding"이라고 적으셨는데 샤드 키는 무엇이었나요?',
    "대안과 그 비용",
    "Spring Boot, Kafka, Redis, MySQL, Kubernetes 중 무엇을 먼저 도입하셨나요?",
    "acks, idempotent producer, exactly once 중 어느 것을 선택하셨나요?",
    "캐시 무효화(how to keep the cache and the database in step)의 어려움",
    "Redis, Kafka 운영 능력 확인",
    "React Native와 Flutter 비교",
    "Time to live를 어떻게 정했나요?",
]
ENGLISH = [
    "At 누리커머스, why did you choose Kafka over a plain queue for the orders?",
    'You wrote "정산 배치를 4시간에서 35분으로 단축". What was the shard key?',
    "Trade-offs and their cost",
    "At 누리커머스, in the project 주문 플랫폼 개편, why did you choose Kafka?",
    "What was the team's hardest decision in '주문 플랫폼 개편'?",
    "Deepen Redis at 누리커머스",
    "cache stampede mitigation strategies",
    "Tests judgement of trade-offs (정합성).",
]
MIXED = ["Why did you choose Kafka? 이유를 말씀해 주세요.", "Why did you choose Kafka for 주문 플랫폼 개편?"]
NEITHER = [
    "Почему вы выбрали Kafka для этого проекта?",
    "なぜこのプロジェクトでその方法を選んだのですか、詳しく教えて。",
]


@pytest.mark.parametrize(
    ("language", "text"), [*(("ko", text) for text in KOREAN), *(("en", text) for text in ENGLISH)]
)
def test_a_text_is_in_its_language_and_in_no_other(language: Literal["ko", "en"], text: str) -> None:
    other = "en" if language == "ko" else "ko"

    assert is_in(language, text)
    assert is_in(language, text, terms=True)
    assert not is_in(other, text)
    assert not is_in(other, text, terms=True)


@pytest.mark.parametrize("text", MIXED)
def test_english_with_some_korean_in_it_is_no_korean(text: str) -> None:
    assert not is_in("ko", text)


@pytest.mark.parametrize("text", NEITHER)
def test_other_languages_are_neither(text: str) -> None:
    assert not is_in("ko", text)
    assert not is_in("en", text)


def test_a_term_is_the_same_in_both() -> None:
    assert is_in("ko", "acks=all, min.insync.replicas", terms=True)
    assert is_in("ko", "exactly once delivery", terms=True)
    assert is_in("en", "p99 latency", terms=True)
    assert not is_in("ko", "Why did you choose Kafka?")
