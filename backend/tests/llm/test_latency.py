import pytest

from shared.llm.race.bucket import ShareBucket
from shared.llm.race.latency import ENOUGH, HedgeLimits, Latency

LIMITS = HedgeLimits(first=1.5, floor=0.5, ceiling=10)


@pytest.fixture
def latency() -> Latency:
    return Latency(LIMITS)


def test_it_begins_with_the_setting(latency: Latency) -> None:
    assert latency.hedge_delay == 1.5


def test_the_first_slow_answer_already_counts(latency: Latency) -> None:
    latency.answered(5)

    assert latency.hedge_delay == pytest.approx(6)


def test_quick_answers_do_not_count_until_there_are_enough(latency: Latency) -> None:
    for _ in range(ENOUGH - 1):
        latency.answered(0.7)
    assert latency.hedge_delay == 1.5

    latency.answered(0.7)

    assert latency.hedge_delay == 0.7


def test_it_is_the_ninety_fifth_percentile_of_the_latest(latency: Latency) -> None:
    for _ in range(10):
        for number in range(1, 101):
            latency.answered(1 + number / 100)

    assert latency.hedge_delay == pytest.approx(1.96, abs=0.03)


def test_floor_and_ceiling_hold(latency: Latency) -> None:
    for _ in range(200):
        latency.answered(0.01)
    assert latency.hedge_delay == 0.5

    for _ in range(200):
        latency.answered(60)
    assert latency.hedge_delay == 10


def test_a_provider_that_is_always_overtaken_is_given_more_time(latency: Latency) -> None:
    latency.given_up(4)

    assert latency.hedge_delay == 4


def test_a_hang_does_not_make_the_next_one_longer(latency: Latency) -> None:
    for _ in range(5):
        latency.given_up(latency.hedge_delay)

    assert latency.hedge_delay == 1.5


def test_hedges_are_a_share_of_the_calls() -> None:
    bucket = ShareBucket(0.1, burst=10)
    assert sum(bucket.take() for _ in range(100)) == 10

    taken = 0
    for _ in range(1000):
        bucket.earn()
        taken += bucket.take()

    assert 99 <= taken <= 100


def test_a_share_of_nothing_is_nothing() -> None:
    bucket = ShareBucket(0, burst=10)
    bucket.earn()

    assert not bucket.take()
