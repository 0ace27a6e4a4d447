"""Known technologies and practices, and how to find them in texts."""
