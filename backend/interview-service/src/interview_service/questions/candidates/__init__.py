"""Candidate questions from several sources; `picking` chooses among them."""
