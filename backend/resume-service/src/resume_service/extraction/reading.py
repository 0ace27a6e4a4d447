"""Which reader reads which format. Only the processes that read documents import this."""

from resume_service.extraction.docx.document import read_docx
from resume_service.extraction.limits import Limits
from resume_service.extraction.pdf.document import read_pdf
from resume_service.extraction.plain import read_json, read_markdown, read_text


def read(kind: str, data: bytes, limits: Limits) -> tuple[str, int | None]:
    """Text and number of pages of a document whose format is known; raises the failures of `errors`, and any other."""
    match kind:
        case "pdf":
            return read_pdf(data, limits.pages)
        case "docx":
            return read_docx(data), None
        case "markdown":
            return read_markdown(data), None
        case "json":
            return read_json(data), None
        case _:
            return read_text(data), None
