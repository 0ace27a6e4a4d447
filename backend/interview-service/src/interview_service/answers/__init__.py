"""Answers: what was said to the questions of sessions, every attempt of it."""
