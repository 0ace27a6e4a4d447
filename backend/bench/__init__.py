"""Benchmarks: real processes, side by side in one run, medians. `python -m bench --help`."""
