"""Benchmarks of the registry, beside other libraries and over a long time."""
