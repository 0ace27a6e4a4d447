"""Reads the texts of a résumé into claims: results, duties and activities, each with its measure and means."""

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
