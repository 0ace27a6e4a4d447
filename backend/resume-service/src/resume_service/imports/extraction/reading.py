"""Maps formats to readers. Imported only by reader processes."""

from resume_service.imports.blocks import Block, Document
from resume_service.imports.extraction.docx.document import docx_document
from resume_service.imports.extraction.hwpx.document import read_hwpx
from resume_service.imports.extraction.pdf.document import pdf_document
from resume_service.imports.extraction.plain import markdown_document, read_json, read_text
from resume_service.imports.extraction.workers.limits import Limits

FAILURES = (Exception,)
"""Exceptions that mean a broken document. pypdf trusts the types in a document and raises whatever Python raises if
they are wrong: AttributeError, KeyError, struct.error, binascii.Error and more. No list would be complete, and no
document may end the process."""


def read(kind: str, data: bytes, limits: Limits) -> tuple[Document, int | None]:
    """Return rows and page count of a document in a known format; raises the errors of `errors`, and any other."""
    match kind:
        case "pdf":
            return pdf_document(data, limits.pages)
        case "docx":
            return docx_document(data), None
        case "hwpx":
            return Document.of_text(read_hwpx(data)), None
        case "markdown":
            return markdown_document(data), None
        case "json":
            return Document((Block(read_json(data)),)), None
        case _:
            return Document.of_text(read_text(data)), None
