"""Judging what is generated: invented people, measures by code, gates for the rules, and labels by hand."""
