"""Faults by chance or by status: what scripts cannot say, as they count requests and not calls.

A call's number stands in its prompt ("call 17"). Whether a provider fails it is drawn from the seed, the provider, the
call and how often the provider was asked within it. So every client meets the same faults in the same calls, however
many requests it makes, in whatever order they come in.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, get_args

from pydantic_core import to_json

from shared.testing.wire.behaviours import Answers, Behaviour, Fails
from shared.testing.wire.dialects.dialect import Json
from shared.testing.wire.http import Close, HttpRequest, Reset, Step, whole
from shared.testing.wire.server import WireServer

Mishap = Literal["server_error", "unavailable", "rate_limited", "reset", "cut_off", "malformed"]
"""An error status without Retry-After; a reset before any byte, or in the middle of the answer; half of the JSON."""

MISHAPS: tuple[Mishap, ...] = get_args(Mishap)
CALL = re.compile(r"\bcall (\d+)\b")


class ChanceServer(WireServer):
    """A `WireServer` whose providers fail a `share` of their requests, or answer with a status given in `statuses`.

    What does not fail is answered with `text`.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.share = 0.0
        self.text = "A plausible answer."
        self.statuses: dict[str, int] = {}
        self._seed = 0
        self._asked: Counter[tuple[str, str]] = Counter()
        self._playing = False

    def play(self, text: str, share: float = 0.0, seed: int = 0) -> None:
        """Answer with `text` from now on, and fail a `share` of all requests; a seed gives the same faults again."""
        self.text, self.share, self._seed, self._playing = text, share, seed, True
        self._asked.clear()
        self.statuses.clear()

    def stop(self) -> None:
        """Follow the providers' scripts again."""
        self._playing = False

    def handle(self, request: HttpRequest) -> Iterator[Step]:
        """The steps of the reply, which the provider that the path names would give, or of a fault."""
        name = request.path.split("/")[1]
        if not self._playing or name not in self.providers:
            return super().handle(request)
        mishap = self._mishap(name, request)
        self.providers[name].script([self._behaviour(mishap)])
        steps = super().handle(request)
        if name in self.statuses:
            return iter((whole(self.statuses[name], to_json(_refusal(self.statuses[name]))),))
        if mishap == "reset":
            return iter((Reset(),))
        return _reset_at_the_end(steps) if mishap == "cut_off" else steps

    def _mishap(self, name: str, request: HttpRequest) -> Mishap | None:
        found = CALL.search(request.body.decode())
        call = found[1] if found else request.body.decode()
        self._asked[name, call] += 1
        dice = random.Random(f"{self._seed} {name} {call} {self._asked[name, call]}")  # noqa: S311  repeatable
        return dice.choice(MISHAPS) if dice.random() < self.share else None

    def _behaviour(self, mishap: Mishap | None) -> Behaviour:
        match mishap:
            case None | "reset":
                return Answers(self.text)
            case "malformed":
                return Answers(self.text[: len(self.text) // 2])
            case "cut_off":
                return Fails("cut_off", text=self.text)
            case fault:
                return Fails(fault)


def _refusal(status: int) -> Json:
    """An error's body as all three SDKs read it."""
    return {"error": {"code": status, "type": "error", "message": f"Refused with {status}.", "status": "REFUSED"}}


def _reset_at_the_end(steps: Iterator[Step]) -> Iterator[Step]:
    return (Reset() if isinstance(step, Close) else step for step in steps)
