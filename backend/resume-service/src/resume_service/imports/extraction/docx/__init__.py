"""DOCX as text, with `zipfile` and expat alone: of an archive only the parts that hold text are read."""
