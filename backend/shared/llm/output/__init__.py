"""Model output as values: schemas, and lists that arrive piece by piece."""
