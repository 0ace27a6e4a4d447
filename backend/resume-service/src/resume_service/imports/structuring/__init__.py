"""From the text of a résumé to its fields."""
