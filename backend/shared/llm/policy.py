"""What the registry does about each kind of failure: one table.

`again`      the same provider may be asked once more in the same generation, after a back-off or its Retry-After,
             when no other provider is left.
`elsewhere`  the next provider is asked at once. Where not, every provider would say the same, and the generation ends.
`breaker`    what the failure means for later generations: `counts` as a failure of the provider; opens the breaker for
             `seconds` (`opens`), where a Retry-After says it better; or says nothing about the provider (`ignores`).
`loud`       somebody has to do something about it: an error in the log, once until the provider answers again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shared.llm.errors import (
    BadKey,
    ConnectionFailed,
    Forbidden,
    InvalidRequest,
    Malformed,
    Overloaded,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    Refused,
    TimedOut,
    TooLong,
    Truncated,
    Unavailable,
    UnknownModel,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do about one kind of failure; the module's docstring says what the fields mean."""

    again: bool
    elsewhere: bool
    breaker: Literal["counts", "opens", "ignores"]
    seconds: float = 0
    loud: bool = False


PASSING = Policy(again=True, elsewhere=True, breaker="counts")
MINUTES = 300.0

POLICIES: Mapping[type[ProviderError], Policy] = {
    Unavailable: PASSING,
    Overloaded: PASSING,
    TimedOut: PASSING,
    ConnectionFailed: PASSING,
    RateLimited: Policy(again=True, elsewhere=True, breaker="opens", seconds=5),
    QuotaExceeded: Policy(again=False, elsewhere=True, breaker="opens", seconds=MINUTES, loud=True),
    BadKey: Policy(again=False, elsewhere=True, breaker="opens", seconds=MINUTES, loud=True),
    Forbidden: Policy(again=False, elsewhere=True, breaker="opens", seconds=MINUTES, loud=True),
    UnknownModel: Policy(again=False, elsewhere=True, breaker="opens", seconds=MINUTES, loud=True),
    # The repair turn has been had when this comes here.
    Malformed: Policy(again=False, elsewhere=True, breaker="counts"),
    TooLong: Policy(again=False, elsewhere=True, breaker="ignores"),
    Refused: Policy(again=False, elsewhere=True, breaker="ignores"),
    # Likewise the larger limit.
    Truncated: Policy(again=False, elsewhere=True, breaker="ignores"),
    InvalidRequest: Policy(again=False, elsewhere=False, breaker="ignores"),
}


def policy_of(error: ProviderError) -> Policy:
    """The row of the table for this failure."""
    return POLICIES[type(error)]
