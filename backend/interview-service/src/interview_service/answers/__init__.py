"""Answers to the questions of sessions, including every attempt."""
