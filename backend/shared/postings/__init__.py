"""Job postings: their lines, the kind of each line, and how well a résumé matches it."""
