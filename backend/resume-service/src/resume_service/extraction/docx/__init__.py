"""DOCX as text, with `zipfile` and expat alone: only the parts that hold text are read, whatever else is in the archive."""
