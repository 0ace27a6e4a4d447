"""Résumés in the formats of others."""
