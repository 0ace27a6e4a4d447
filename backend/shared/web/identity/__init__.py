"""Who is calling: the identities that endpoints ask for, and tokens checked with the keys of their issuer."""
