"""What stands between us and a service that is down, slow or strict: a circuit breaker and a token bucket.

Pure but for the clock that is passed in (seconds, monotonic). Both may be used from several threads.
"""

import threading
from collections.abc import Callable
from typing import Final, Literal

MAX_OPEN_SECONDS: Final = 3_600.0
"""However long a service asks us to stay away, we look again after an hour."""

State = Literal["closed", "open", "half-open"]


class CircuitBreaker:
    """Closed: calls go through. Open: they do not. Half-open: one trial call decides.

    Opens after `failures` failures in a row, or at once for as long as the service asked. After `cool_down_seconds`
    one trial is admitted; each trial that fails doubles the wait, up to `MAX_OPEN_SECONDS`.
    """

    def __init__(self, *, failures: int, cool_down_seconds: float, clock: Callable[[], float]) -> None:
        self._limit = failures
        self._cool_down_seconds = cool_down_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._trials_lost = 0
        self._open_until: float | None = None
        self._trial_runs = False

    @property
    def state(self) -> State:
        with self._lock:
            if self._open_until is None:
                return "closed"
            return "half-open" if self._clock() >= self._open_until else "open"

    @property
    def seconds_left(self) -> float:
        """Until a trial is admitted; 0.0 unless open."""
        with self._lock:
            return 0.0 if self._open_until is None else max(0.0, self._open_until - self._clock())

    def begin_trial(self) -> bool:
        """True for the one caller that may try while half-open; it must report succeeded() or failed()."""
        with self._lock:
            due = self._open_until is not None and self._clock() >= self._open_until
            if not due or self._trial_runs:
                return False
            self._trial_runs = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = self._trials_lost = 0
            self._open_until, self._trial_runs = None, False

    def failed(self, stay_away_seconds: float | None = None) -> None:
        """One more failure. stay_away_seconds: what the service asked for (Retry-After); opens at once."""
        with self._lock:
            self._failures += 1
            if self._open_until is not None:
                if not self._trial_runs:
                    return  # a call from before it opened: already counted
                self._trial_runs = False
                self._trials_lost += 1
            elif self._failures < self._limit and stay_away_seconds is None:
                return
            wait = max(self._cool_down_seconds * 2 ** min(self._trials_lost, 16), stay_away_seconds or 0.0)
            self._open_until = self._clock() + min(wait, MAX_OPEN_SECONDS)


class TokenBucket:
    """At most `burst` calls at once and `per_second` for ever."""

    def __init__(self, *, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        if per_second <= 0 or burst < 1:
            raise ValueError(f"{per_second} a second with a burst of {burst} lets nobody through")
        self._per_second = per_second
        self._burst = float(burst)
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = float(burst)
        self._at = clock()

    def take(self) -> float:
        """Take a token, on credit if need be. Returns the seconds to wait before using it."""
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
            self._at = now
            self._tokens -= 1.0
            return max(0.0, -self._tokens / self._per_second)
