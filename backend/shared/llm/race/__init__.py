"""Which provider is asked when, and what is known about its health."""
