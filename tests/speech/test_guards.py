"""The circuit breaker and the token bucket, on a clock that is told what time it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.speech.guards import MAX_OPEN_SECONDS, CircuitBreaker, TokenBucket


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(failures=3, cool_down_seconds=30, clock=clock)


def opened(breaker: CircuitBreaker) -> None:
    for _ in range(3):
        breaker.failed()


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker):
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"
    assert breaker.seconds_left == 30


def test_after_the_cool_down_one_trial_is_admitted(breaker: CircuitBreaker, clock: Clock):
    opened(breaker)
    assert not breaker.begin_trial()
    clock.now += 30
    assert breaker.state == "half-open"
    assert breaker.begin_trial()
    assert not breaker.begin_trial()


def test_a_trial_that_succeeds_closes_it(breaker: CircuitBreaker, clock: Clock):
    opened(breaker)
    clock.now += 30
    breaker.begin_trial()
    breaker.succeeded()
    assert breaker.state == "closed"
    opened(breaker)
    assert breaker.seconds_left == 30, "old trials are forgotten"


def test_each_trial_that_fails_doubles_the_wait_up_to_an_hour(breaker: CircuitBreaker, clock: Clock):
    opened(breaker)
    waits: list[float] = []
    for _ in range(12):
        clock.now += breaker.seconds_left
        assert breaker.begin_trial()
        breaker.failed()
        waits.append(breaker.seconds_left)
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == MAX_OPEN_SECONDS


def test_calls_from_before_it_opened_change_nothing(breaker: CircuitBreaker, clock: Clock):
    opened(breaker)
    clock.now += 10
    breaker.failed()
    assert breaker.seconds_left == 20


def test_it_stays_away_as_long_as_the_service_asked(breaker: CircuitBreaker):
    breaker.failed(stay_away_seconds=120)
    assert breaker.seconds_left == 120


def test_it_does_not_stay_away_for_longer_than_an_hour(breaker: CircuitBreaker):
    breaker.failed(stay_away_seconds=1e9)
    assert breaker.seconds_left == MAX_OPEN_SECONDS


def test_the_bucket_lets_a_burst_through_and_then_the_rate(clock: Clock):
    bucket = TokenBucket(per_second=2, burst=3, clock=clock)
    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    clock.now += 100
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]


@given(pauses=st.lists(st.floats(0, 2), max_size=40), per_second=st.floats(0.5, 50), burst=st.integers(1, 20))
@settings(max_examples=50)
def test_no_window_of_time_sees_more_than_burst_and_rate(pauses: list[float], per_second: float, burst: int):
    clock = Clock()
    bucket = TokenBucket(per_second=per_second, burst=burst, clock=clock)
    used: list[float] = []
    for pause in pauses:
        clock.now += pause
        used.append(clock.now + bucket.take())
    for first in range(len(used)):
        for last in range(first, len(used)):
            assert last - first + 1 <= burst + (used[last] - used[first]) * per_second + 1e-6


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_bucket_that_lets_nobody_through_is_refused(clock: Clock, per_second: float, burst: int):
    with pytest.raises(ValueError, match="nobody"):
        TokenBucket(per_second=per_second, burst=burst, clock=clock)
