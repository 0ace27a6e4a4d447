"""The protocol of each provider."""
