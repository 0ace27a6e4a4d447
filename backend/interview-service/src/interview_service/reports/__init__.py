"""What a session, and all of them, come to: by dimension and competence, with the answers that show it."""
