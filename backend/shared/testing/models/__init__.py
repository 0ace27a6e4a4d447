"""Language models for tests of what stands above the registry."""
