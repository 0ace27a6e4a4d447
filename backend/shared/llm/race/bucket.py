"""A token bucket that is filled by calls, not by time: it caps what is done beside them to a share of them."""


class ShareBucket:
    """Every call puts `share` of a token in; taking one succeeds while there is a whole one.

    It starts full, so `burst` is what may happen before any share is earned.
    """

    def __init__(self, share: float, burst: int) -> None:
        self._share = share
        self._burst = float(burst)
        self._tokens = self._burst if share > 0 else 0.0

    def earn(self) -> None:
        """A call was made."""
        self._tokens = min(self._burst, self._tokens + self._share)

    def take(self) -> bool:
        """Whether one more is allowed; it is then counted."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
