"""The failure policy of the registry: a table by kind of failure, passed to the registry as an argument.

Another provider is always tried: what one refuses, another may do. The table defines the rest.

`again`    the same provider may be retried in the same generation, after a back-off or its Retry-After, when no other
           provider is left. A request that every provider refused permanently is not retried.
`breaker`  effect on later generations: the failure `counts` against the provider; it `trips` the breaker immediately,
           as silence does, which is the most expensive failure; it `opens` the breaker for `seconds`, or for the
           Retry-After; or it says nothing about the provider's health (`ignores`).
`loud`     an operator must act: logged as an error, once until the provider answers again.
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
    """The policy for one kind of failure; see the module's docstring for the fields."""

    again: bool
    breaker: Literal["counts", "trips", "opens", "ignores"]
    seconds: float = 0
    loud: bool = False


TEMPORARY = Policy(again=True, breaker="counts")
PERMANENT = Policy(again=False, breaker="opens", seconds=300, loud=True)

Policies = Mapping[type[ProviderError], Policy]
POLICIES: Policies = {
    ProviderError: TEMPORARY,
    Unavailable: TEMPORARY,
    Overloaded: TEMPORARY,
    TimedOut: Policy(again=True, breaker="trips"),
    ConnectionFailed: TEMPORARY,
    RateLimited: Policy(again=True, breaker="opens", seconds=2),
    CreditExhausted: PERMANENT,
    BadKey: PERMANENT,
    PermissionDenied: PERMANENT,
    UnknownModel: PERMANENT,
    # A model whose answer was malformed even after a repair may do better next time.
    Malformed: TEMPORARY,
    TooLong: Policy(again=False, breaker="ignores"),
    Refused: Policy(again=False, breaker="ignores"),
    # The larger limit has already been tried.
    Truncated: Policy(again=False, breaker="ignores"),
    # Specific to one provider, such as an unknown parameter or another limit. An operator should look at it.
    InvalidRequest: Policy(again=False, breaker="counts", loud=True),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of hedges and retries in a race. The buckets are shared by all generations.

    `max_retries` is the number of retries per provider in one generation. Answers earn retries, so that an outage does
    not multiply the load.
    """

    policies: Policies
    hedges: ShareBucket
    retries: ShareBucket
    max_retries: int


def policy_of(error: ProviderError, policies: Policies) -> Policy:
    """Return the policy for this failure or its nearest base class; a table must have one for `ProviderError`."""
    return next(policies[kind] for kind in type(error).__mro__ if kind in policies)
