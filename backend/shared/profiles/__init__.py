"""What questions and paths both start from: a person's claims, trade and level, and how far they carry a posting."""
