"""What an answer is worth: a document, or one of the errors."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol, TypeVar

import httpx2

from interview_prep.errors import InterviewPrepError, NoAnswer, NotModified, ProblemError
from interview_prep.model import Model
from interview_prep.retrying import NotSent

M = TypeVar("M", bound=Model)
T_co = TypeVar("T_co", covariant=True)


class Page(Protocol[T_co]):
    """A page of a list."""

    @property
    def items(self) -> Sequence[T_co]:
        """What is on it."""
        ...

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins; `None` on the last one."""
        ...


def failure_of(response: httpx2.Response) -> InterviewPrepError | None:
    """Return the error of an answer that was read, or `None` if it is a success."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return NotModified("it is still the version that you have")
    if response.is_success:
        return None
    return ProblemError.of(response.status_code, response.content, response.headers)


def no_answer(error: httpx2.TransportError) -> NoAnswer:
    """Return the error of a request that has no answer."""
    sent = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
    return (NoAnswer if sent else NotSent)(f"{type(error).__name__}: {error}")


def model_of(response: httpx2.Response, model: type[M]) -> M:
    """Return the document of an answer."""
    return model.model_validate_json(response.content).came_with(response.headers)


def is_stream(response: httpx2.Response) -> bool:
    """Whether an answer is a stream, and not an error, the stored whole, or nothing."""
    return response.is_success and response.headers.get("Content-Type", "").startswith("text/event-stream")
