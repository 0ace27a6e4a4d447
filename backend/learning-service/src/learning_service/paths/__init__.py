"""Learning paths: requesting, generating, checking, storing and returning them."""
