"""Answers about the words of one document, remembered while it is read and forgotten afterwards.

Rules and taggers ask the same of the same words many times. Nothing is kept longer:
its words are somebody's.
"""

from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_answers: ContextVar[dict[tuple[Hashable, ...], Any] | None] = ContextVar("answers", default=None)
_ABSENT = object()


@contextmanager
def remembering() -> Generator[None]:
    """Remember the answers of `remembered` functions in this thread or task until the end of the block."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """A function of hashable arguments that is asked once for each within `remembering`, and each time elsewhere.

    What it returns is shared, so it must not be changed.
    """

    @wraps(function)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None or named:
            return function(*args, **named)
        asked_of = (function, *args)
        found = answers.get(asked_of, _ABSENT)
        if found is _ABSENT:
            found = answers[asked_of] = function(*args, **named)
        return found

    return asked
