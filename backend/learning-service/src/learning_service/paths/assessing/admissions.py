"""Detects statements about what a person has not done."""

import re

from shared.claims.models import Claim

TOLD = re.compile(
    r"못 ?(?:했|함|하|해|나눔|써|다뤄)|하지 ?(?:않음|못)|(?:경험|경력|적)(?:은|이|도)? ?없|아직 "
    r"|\bno experience|\bnot yet\b|\bnever (?:used|done|worked|led|managed)"
    r"|\b(?:have|had|did|do|was|were) ?(?:not|n't)\b"
    r"|\b(?:haven|hadn|didn|don)['’]t\b",
    re.IGNORECASE,
)
"""Statements of missing experience. `재발 없음` and `no failed inspection` do not match; they are results."""


def is_admission(claim: Claim) -> bool:
    """Return whether a claim admits missing experience."""
    return claim.measure is None and TOLD.search(claim.text) is not None
