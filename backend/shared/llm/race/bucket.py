"""A token bucket that is filled by calls, not by time: it limits extra requests to a share of the calls."""


class ShareBucket:
    """Each call adds `share` of a token; a token can be taken while there is a whole one.

    The bucket starts full, so `burst` tokens can be taken before any are earned.
    """

    def __init__(self, share: float, burst: int) -> None:
        self._share = share
        self._burst = float(burst)
        self._tokens = self._burst if share > 0 else 0.0

    def earn(self) -> None:
        """Add the share of one call."""
        self._tokens = min(self._burst, self._tokens + self._share)

    def take(self) -> bool:
        """Take a token if there is one. Return whether it was taken."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
