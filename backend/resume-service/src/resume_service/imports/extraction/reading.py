"""Maps formats to readers. Imported only by reader processes."""

from resume_service.imports.extraction.docx.document import read_docx
from resume_service.imports.extraction.hwpx.document import read_hwpx
from resume_service.imports.extraction.pdf.document import read_pdf
from resume_service.imports.extraction.plain import read_json, read_markdown, read_text
from resume_service.imports.extraction.workers.limits import Limits

FAILURES = (Exception,)
"""Exceptions that mean a broken document. pypdf trusts the types in a document and raises whatever Python raises if
they are wrong: AttributeError, KeyError, struct.error, binascii.Error and more. No list would be complete, and no
document may end the process."""


def read(kind: str, data: bytes, limits: Limits) -> tuple[str, int | None]:
    """Return text and page count of a document in a known format; raises the errors of `errors`, and any other."""
    match kind:
        case "pdf":
            return read_pdf(data, limits.pages)
        case "docx":
            return read_docx(data), None
        case "hwpx":
            return read_hwpx(data), None
        case "markdown":
            return read_markdown(data), None
        case "json":
            return read_json(data), None
        case _:
            return read_text(data), None
