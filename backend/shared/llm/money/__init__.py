"""What requests cost, and what may be spent."""
