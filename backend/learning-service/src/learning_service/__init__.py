"""learning-service: makes learning paths that mend this person's gaps; owns `learning_paths`."""
