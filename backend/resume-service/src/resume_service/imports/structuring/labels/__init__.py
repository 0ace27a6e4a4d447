"""Labels between layout and meaning: what each line is, and what each token of a head."""
