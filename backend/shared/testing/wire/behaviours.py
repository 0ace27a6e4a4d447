"""What a provider can be told to do with a request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shared.testing.wire.dialects.dialect import Json
from shared.testing.wire.faults import Fault

Text = str | Callable[[Json], str]
"""A text, or what makes one of the request's body."""


@dataclass(frozen=True, slots=True)
class Answers:
    """An answer with this text, or with what is made of the request's body.

    `finish` is the provider's own word for why it ends, in place of the good one; of OpenAI's Responses it is a status,
    with a colon before its reason or code (`incomplete:max_output_tokens`, `failed:server_error`). `whole` answers with
    one JSON body even if a stream was asked for.
    """

    text: Text
    finish: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sends:
    """A 200 with this JSON as its whole body, for answers that no real provider gives."""

    body: Json


@dataclass(frozen=True, slots=True)
class Fails:
    """A fault; `retry_after` is what the provider tells the client to wait, in seconds.

    Faults that break an answer off say the first `share` of `text`; without one, of an improvised answer. `status`
    takes the place of the error's own. `within` tells the error after a 200: within the `stream`, after that share of
    the text (a request for no stream gets its status), or within the JSON `body`, in place of the answer.
    """

    fault: Fault = "server_error"
    retry_after: float | None = None
    text: Text | None = None
    share: float = 0.5
    status: int | None = None
    within: Literal["body", "stream"] | None = None


@dataclass(frozen=True, slots=True)
class Improvises:
    """An answer that keeps the request's JSON schema and means nothing."""


Behaviour = Answers | Sends | Fails | Improvises
