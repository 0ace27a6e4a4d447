"""The time limits of one generation: its start, its deadline, and the silences it allows."""

from time import monotonic


class Clock:
    """`deadline` is a time of `time.monotonic`, the others are seconds.

    `idle_seconds` is the longest silence within a text, `writing_seconds` the longest time from its first piece to its
    last one. If it is `lenient`, a provider that is not done at the deadline has not failed.
    """

    __slots__ = ("deadline", "idle_seconds", "lenient", "started", "writing_seconds")

    def __init__(self, deadline: float, *, idle_seconds: float, writing_seconds: float, lenient: bool = False) -> None:
        self.started = monotonic()
        self.deadline = deadline
        self.idle_seconds = idle_seconds
        self.writing_seconds = writing_seconds
        self.lenient = lenient

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - monotonic()

    @property
    def milliseconds(self) -> int:
        """Milliseconds since the start."""
        return round((monotonic() - self.started) * 1000)
