"""Reader processes: their limits, and the protocol between them and the service."""
