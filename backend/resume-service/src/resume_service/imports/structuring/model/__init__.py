"""Structuring by a language model, and the proof of what it says."""
