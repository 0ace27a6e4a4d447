"""What a résumé says, read into claims: each result, duty and activity with its words, its measure and its means."""

from shared.claims.models import Change, Claim, Context, Count, Kind, Measure, Mention
from shared.claims.reading import claims_in, claims_of, read_claim

__all__ = [
    "Change",
    "Claim",
    "Context",
    "Count",
    "Kind",
    "Measure",
    "Mention",
    "claims_in",
    "claims_of",
    "read_claim",
]
