"""Prices of requests, and the daily budget."""
