"""Which reader reads which format. Only the processes that read documents import this."""

from resume_service.imports.blocks import Block, Document
from resume_service.imports.extraction.docx.document import docx_document
from resume_service.imports.extraction.hwpx.document import read_hwpx
from resume_service.imports.extraction.pdf.document import pdf_document
from resume_service.imports.extraction.plain import markdown_document, read_json, read_text
from resume_service.imports.extraction.workers.limits import Limits

FAILURES = (Exception,)
"""What says that a document is broken. pypdf takes a stranger's dictionaries for what they claim to be, and where they
are something else it raises whatever Python does: AttributeError, KeyError, struct.error, binascii.Error and more.
No list of them would be complete, and no document may end the process."""


def read(kind: str, data: bytes, limits: Limits) -> tuple[Document, int | None]:
    """Rows and number of pages of a document whose format is known; raises the failures of `errors`, and any other."""
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
