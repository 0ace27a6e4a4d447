"""English clauses."""
