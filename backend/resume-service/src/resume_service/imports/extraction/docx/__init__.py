"""Text of DOCX documents, using only `zipfile` and expat. Only parts with text are read."""
