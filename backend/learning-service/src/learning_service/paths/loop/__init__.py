"""From practice back into the path: what was weak becomes steps, and what is done stays done."""
