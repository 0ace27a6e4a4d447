"""Résumés: their fields, their versions, how they are stored and found."""
