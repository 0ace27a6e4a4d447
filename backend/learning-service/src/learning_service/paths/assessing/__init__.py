"""What a person shows and what is looked for: strengths and gaps, each with the places that it stands on."""
