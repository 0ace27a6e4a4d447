"""Relevance checks of generated content against its sources, shared by models, rules and evaluation."""
