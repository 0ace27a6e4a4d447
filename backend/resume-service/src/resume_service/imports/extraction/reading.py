"""Which reader reads which format. Only the processes that read documents import this."""

from resume_service.imports.extraction.docx.document import read_docx
from resume_service.imports.extraction.hwpx.document import read_hwpx
from resume_service.imports.extraction.pdf.document import read_pdf
from resume_service.imports.extraction.plain import read_json, read_markdown, read_text
from resume_service.imports.extraction.workers.limits import Limits

FAILURES = (Exception,)
"""What says that a document is broken. pypdf takes a stranger's dictionaries for what they claim to be, and where they
are something else it raises whatever Python does: AttributeError, KeyError, struct.error, binascii.Error and more.
No list of them would be complete, and no document may end the process."""


def read(kind: str, data: bytes, limits: Limits) -> tuple[str, int | None]:
    """Text and number of pages of a document whose format is known; raises the failures of `errors`, and any other."""
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
