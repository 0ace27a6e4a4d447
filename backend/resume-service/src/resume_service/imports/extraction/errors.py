"""Errors of reading documents. Each detail tells the owner what to do.

    DocumentTooLarge       413 DOCUMENT_TOO_LARGE
    UnsupportedDocument    415 UNSUPPORTED_DOCUMENT
    PictureDocument        422 PICTURE_DOCUMENT
    EmptyDocument          422 EMPTY_DOCUMENT
    ScannedDocument        422 SCANNED_DOCUMENT
    EncryptedDocument      422 ENCRYPTED_DOCUMENT
    BrokenDocument         422 BROKEN_DOCUMENT
    DocumentTooComplex     422 DOCUMENT_TOO_COMPLEX
    ExtractionBusy         503 EXTRACTION_BUSY

The reader processes raise the same classes; only code and detail are sent back to the service.
"""

from shared.core.errors import ContentTooLarge, DependencyUnavailable, Unprocessable, UnsupportedMediaType

FORMATS = "PDF, DOCX, HWPX, Markdown, plain text or JSON Resume"


class DocumentTooLarge(ContentTooLarge):
    """The document has more bytes than allowed."""

    code = "DOCUMENT_TOO_LARGE"
    default_detail = "The document is too large. Export it with smaller pictures or without pictures."


class UnsupportedDocument(UnsupportedMediaType):
    """The document has an unsupported format."""

    code = "UNSUPPORTED_DOCUMENT"
    default_detail = f"This format cannot be imported. Send {FORMATS}."


class PictureDocument(Unprocessable):
    """The document is a photo or a screenshot."""

    code = "PICTURE_DOCUMENT"
    default_detail = f"This is a picture, and text in pictures cannot be read. Send the document itself: {FORMATS}."


class EmptyDocument(Unprocessable):
    """The document contains no text."""

    code = "EMPTY_DOCUMENT"
    default_detail = "The document contains no text. Check that you chose the right file and send it again."


class ScannedDocument(Unprocessable):
    """The pages are pictures, or their glyphs cannot be mapped to characters."""

    code = "SCANNED_DOCUMENT"
    default_detail = (
        "The pages of this PDF contain pictures but no text, as in a scan. Export the résumé as PDF from the word "
        "processor it was written in, or run OCR on the scan first."
    )


class EncryptedDocument(Unprocessable):
    """The document requires a password."""

    code = "ENCRYPTED_DOCUMENT"
    default_detail = "The document is password-protected. Save it without a password and send it again."


class BrokenDocument(Unprocessable):
    """The document begins like its format but is malformed."""

    code = "BROKEN_DOCUMENT"
    default_detail = "The document is damaged and cannot be read. Export it again from the program it was written in."


class DocumentTooComplex(Unprocessable):
    """Reading the document takes more time or memory than an import may use."""

    code = "DOCUMENT_TOO_COMPLEX"
    default_detail = (
        "Reading this document takes more time or memory than allowed. Export it again in a simpler form, or send "
        "only the text."
    )


class ExtractionBusy(DependencyUnavailable):
    """Too many documents are waiting; another one would not be read in time."""

    code = "EXTRACTION_BUSY"
    default_detail = "Too many documents are being imported right now. Try again in a moment."


BY_CODE = {
    failure.code: failure
    for failure in (
        EmptyDocument,
        ScannedDocument,
        EncryptedDocument,
        BrokenDocument,
        DocumentTooComplex,
    )
}
"""Errors that a reader process can report, by code."""
