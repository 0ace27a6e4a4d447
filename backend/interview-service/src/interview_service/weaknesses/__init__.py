"""What went less well than wanted: questions to answer again, and what new questions should aim at."""
