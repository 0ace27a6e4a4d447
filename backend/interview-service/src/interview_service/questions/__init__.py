"""Interview questions: requesting, generating, checking, storing and returning them."""
