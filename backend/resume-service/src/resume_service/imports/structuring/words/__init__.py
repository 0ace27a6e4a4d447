"""Words: what a vocabulary, a date, a place, a name and an address look like."""
