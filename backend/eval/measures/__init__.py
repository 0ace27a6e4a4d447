"""What code can judge of questions and paths, a module for each theme."""
