"""One file for each provider: the only importers of their SDKs."""
