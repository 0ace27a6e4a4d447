"""Identification of the caller: the dependencies of endpoints, and verification of tokens with the issuer's keys."""
