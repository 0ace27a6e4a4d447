"""Backup and restore of all three services: `python -m shared.backup create | restore`."""
