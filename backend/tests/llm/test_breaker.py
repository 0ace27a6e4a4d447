import pytest

from shared.llm.race.breaker import CONSECUTIVE, FIRST_OPEN_SECONDS, MAX_OPEN_SECONDS, MIN_CALLS, Breaker
from shared.testing.clock import Clock

MAX_JITTER = 1.25


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock=clock)


def opened(breaker: Breaker) -> Breaker:
    for _ in range(CONSECUTIVE):
        breaker.failed("call", "unavailable")
    return breaker


def test_it_opens_after_some_failures_in_a_row_and_not_before(breaker: Breaker) -> None:
    for _ in range(CONSECUTIVE - 1):
        breaker.failed("call", "unavailable")
    assert breaker.admit() == "call"

    breaker.failed("call", "timed_out")

    assert (breaker.state, breaker.admit(), breaker.last_error) == ("open", None, "timed_out")


def test_an_answer_ends_the_row(breaker: Breaker) -> None:
    for _ in range(MIN_CALLS // 2 - 1):
        breaker.failed("call", "unavailable")
        breaker.succeeded("call")

    assert breaker.admit() == "call"


def test_it_opens_when_half_of_the_calls_fail_although_never_in_a_row(breaker: Breaker) -> None:
    for _ in range(MIN_CALLS // 2):
        assert breaker.admit() == "call"
        breaker.succeeded("call")
        breaker.failed("call", "unavailable")

    assert breaker.state == "open"


def test_one_probe_at_a_time_after_the_open_time(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_OPEN_SECONDS * MAX_JITTER

    assert breaker.state == "half_open"
    assert [breaker.admit() for _ in range(3)] == ["probe", None, None]


def test_a_good_probe_closes_it(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_OPEN_SECONDS * MAX_JITTER
    assert breaker.admit() == "probe"

    breaker.succeeded("probe")

    assert (breaker.state, breaker.admit()) == ("closed", "call")


def test_every_probe_that_fails_doubles_the_open_time_up_to_a_limit(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    waits = [breaker.opens_in]
    for _ in range(8):
        clock.now += breaker.opens_in
        assert breaker.admit() == "probe"
        breaker.failed("probe", "unavailable")
        waits.append(breaker.opens_in)

    for place, wait in enumerate(waits):
        expected = min(FIRST_OPEN_SECONDS * 2**place, MAX_OPEN_SECONDS)
        assert expected * 0.75 <= wait <= expected * MAX_JITTER


def test_a_probe_that_says_nothing_lets_the_next_one_try(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += FIRST_OPEN_SECONDS * MAX_JITTER
    assert breaker.admit() == "probe"

    breaker.released("probe")

    assert breaker.admit() == "probe"


def test_calls_that_began_before_it_opened_do_not_move_it(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    wait = breaker.opens_in
    clock.now += 1

    breaker.succeeded("call")
    breaker.failed("call", "unavailable")

    assert breaker.opens_in == pytest.approx(wait - 1)


def test_a_rate_limit_opens_it_for_exactly_so_long(breaker: Breaker, clock: Clock) -> None:
    breaker.open_for("call", 7, "rate_limited")
    assert breaker.opens_in == 7

    breaker.open_for("call", 3, "rate_limited")
    assert breaker.opens_in == 7

    clock.now += 7
    assert breaker.admit() == "probe"


def test_forcing_makes_a_probe_of_a_call_to_an_open_one(breaker: Breaker) -> None:
    opened(breaker)

    assert breaker.admit(forced=True) == "probe"
    breaker.succeeded("probe")

    assert breaker.state == "closed"


def test_who_asked_is_told_when_it_opens(clock: Clock) -> None:
    told: list[str] = []
    breaker = Breaker(lambda: told.append("open"), clock)

    opened(breaker)

    assert told == ["open"]
