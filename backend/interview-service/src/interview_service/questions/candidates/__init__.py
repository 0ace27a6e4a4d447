"""Questions that could be asked of one person, each from another source; `picking` chooses among them."""
