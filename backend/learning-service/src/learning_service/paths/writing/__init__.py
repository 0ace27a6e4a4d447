"""An assessment in words: findings, steps, the summary."""
