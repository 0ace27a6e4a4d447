"""Text of HWPX documents, extracted in the same way as DOCX."""
