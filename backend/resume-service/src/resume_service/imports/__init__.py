"""Imports: documents that become résumés."""
