"""Korean and English as text: particles, likeness, which language it is, what counts as the same."""
