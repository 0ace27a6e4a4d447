"""Exports and imports of résumés in standard formats."""
