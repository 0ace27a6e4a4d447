"""What the registry does about each kind of failure: one table, an argument of the registry.

Another provider is always asked: what one refuses, another may do. The table says the rest.

`again`    the same provider may be asked once more in the same generation, after a back-off or its Retry-After, when no
           other provider is left. A request that every provider refused for good is not asked again.
`breaker`  what the failure means for later generations: it `counts` as a failure of the provider; it `trips` the
           breaker at once, as silence does, which costs the most; it `opens` the breaker for `seconds`, or for the
           Retry-After; or it says nothing about the provider (`ignores`).
`loud`     somebody has to do something about it: an error in the log, once until the provider answers again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.llm.errors import (
    BadKey,
    ConnectionFailed,
    CreditExhausted,
    InvalidRequest,
    Malformed,
    Overloaded,
    PermissionDenied,
    ProviderError,
    RateLimited,
    Refused,
    TimedOut,
    TooLong,
    Truncated,
    Unavailable,
    UnknownModel,
)
from shared.llm.race.bucket import ShareBucket


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do about one kind of failure; the module's docstring says what the fields mean."""

    again: bool
    breaker: Literal["counts", "trips", "opens", "ignores"]
    seconds: float = 0
    loud: bool = False


PASSING = Policy(again=True, breaker="counts")
CLOSED_DOOR = Policy(again=False, breaker="opens", seconds=300, loud=True)

Policies = Mapping[type[ProviderError], Policy]
POLICIES: Policies = {
    ProviderError: PASSING,
    Unavailable: PASSING,
    Overloaded: PASSING,
    TimedOut: Policy(again=True, breaker="trips"),
    ConnectionFailed: PASSING,
    RateLimited: Policy(again=True, breaker="opens", seconds=2),
    CreditExhausted: CLOSED_DOOR,
    BadKey: CLOSED_DOOR,
    PermissionDenied: CLOSED_DOOR,
    UnknownModel: CLOSED_DOOR,
    # A model that wrote nonsense once, after its repair turn too, may write sense the next time.
    Malformed: PASSING,
    TooLong: Policy(again=False, breaker="ignores"),
    Refused: Policy(again=False, breaker="ignores"),
    # The larger limit has been tried when this comes here.
    Truncated: Policy(again=False, breaker="ignores"),
    # One provider's opinion: a parameter it does not know, a limit it does not have. Somebody should look at it.
    InvalidRequest: Policy(again=False, breaker="counts", loud=True),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a race may do besides asking each provider once. The buckets are shared by all generations.

    `max_retries` is how often one provider is asked again in one generation. Retries are earned by answers, so that an
    outage is not met with a multiple of the usual load.
    """

    policies: Policies
    hedges: ShareBucket
    retries: ShareBucket
    max_retries: int


def policy_of(error: ProviderError, policies: Policies) -> Policy:
    """The row for this failure, or for the nearest kind above it; a table needs one for `ProviderError`."""
    return next(policies[kind] for kind in type(error).__mro__ if kind in policies)
