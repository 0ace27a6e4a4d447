"""Sentences of an answer: what is said, to whom, and which of them count."""
