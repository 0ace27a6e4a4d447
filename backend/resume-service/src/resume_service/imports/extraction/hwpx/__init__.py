"""HWPX as text, the same way as DOCX."""
