"""Small things without a better room: logging, ids, prompt files."""
