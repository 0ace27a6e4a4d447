"""Professions as data: names, competencies tested in interviews, and how to recognise them in texts."""
