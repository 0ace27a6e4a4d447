"""Metrics and spans for operators' tools. Neither contains prompts or answers."""
