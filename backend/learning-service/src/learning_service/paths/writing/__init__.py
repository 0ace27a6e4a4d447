"""Puts an assessment into words: findings, steps and the summary."""
