"""What a model says, as values: schemas, and lists that come piece by piece."""
