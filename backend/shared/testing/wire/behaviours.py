"""What a provider can be told to do with a request."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.testing.wire.dialect import Json
from shared.testing.wire.faults import Fault

Text = str | Callable[[Json], str]
"""A text, or what makes one of the request's body."""


@dataclass(frozen=True, slots=True)
class Answers:
    """An answer with this text, or with what is made of the request's body."""

    text: Text


@dataclass(frozen=True, slots=True)
class Sends:
    """A 200 with this JSON as its whole body, for answers that no real provider gives."""

    body: Json


@dataclass(frozen=True, slots=True)
class Fails:
    """A fault; `retry_after` is what the provider tells the client to wait, in seconds.

    Faults that break an answer off say the first `share` of `text`; without one, of an improvised answer.
    """

    fault: Fault
    retry_after: float | None = None
    text: Text | None = None
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Improvises:
    """An answer that keeps the request's JSON schema and means nothing."""


Behaviour = Answers | Sends | Fails | Improvises
