"""An issuer of tokens: in tests as an object, for trying things out as a process. Never for anything else."""

from shared.testing.issuer.keys import SigningKey, new_key
from shared.testing.issuer.server import AUDIENCE, EVERYTHING, Issuer

__all__ = ["AUDIENCE", "EVERYTHING", "Issuer", "SigningKey", "new_key"]
