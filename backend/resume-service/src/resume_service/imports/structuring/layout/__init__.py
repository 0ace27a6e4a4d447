"""Lines: what a line does in its document, and which section it belongs to."""
