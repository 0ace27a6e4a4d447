"""What practice costs: evaluation, feedback, progress."""
