"""Résumés: fields, storage, versions and search."""
