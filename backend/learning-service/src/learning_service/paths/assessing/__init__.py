"""Assessment of a person against the requirements: strengths and gaps, each with evidence."""
