"""Korean clauses."""
