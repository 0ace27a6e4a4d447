"""Redaction: finds the identifiers of a person in any spelling and replaces them before a prompt is sent."""
