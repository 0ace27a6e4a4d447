"""The server of the page: the files that `web/` is built into, and nothing else."""
