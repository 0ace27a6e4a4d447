"""Professions as data: what they are called, what their interviews test, how to tell them from what people write."""
