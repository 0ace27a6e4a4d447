"""Generates the clients in `sdk/` from the services' OpenAPI documents: `make sdk`."""
