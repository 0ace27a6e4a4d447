"""Deleting, and what has to go with what was deleted."""
