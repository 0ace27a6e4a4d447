"""Reports of sessions and progress over all sessions, by dimension and competence, with supporting answers."""
