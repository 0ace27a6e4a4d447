"""Job postings: their lines, what each of them is, and how far a résumé carries it."""
