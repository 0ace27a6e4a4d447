"""What can be wrong with a document, each with what its owner can do about it.

    DocumentTooLarge       413 DOCUMENT_TOO_LARGE
    UnsupportedDocument    415 UNSUPPORTED_DOCUMENT
    PictureDocument        422 PICTURE_DOCUMENT
    EmptyDocument          422 EMPTY_DOCUMENT
    ScannedDocument        422 SCANNED_DOCUMENT
    EncryptedDocument      422 ENCRYPTED_DOCUMENT
    BrokenDocument         422 BROKEN_DOCUMENT
    DocumentTooComplex     422 DOCUMENT_TOO_COMPLEX
    ExtractionBusy         503 EXTRACTION_BUSY

The processes that read documents raise the same classes; code and detail are all that comes back from them.
"""

from shared.core.errors import ContentTooLarge, DependencyUnavailable, Unprocessable, UnsupportedMediaType

FORMATS = "PDF, DOCX, HWPX, Markdown, plain text or JSON Resume"


class DocumentTooLarge(ContentTooLarge):
    """The document has more bytes than are taken."""

    code = "DOCUMENT_TOO_LARGE"
    default_detail = "The document is larger than this service takes. Export it with smaller pictures, or without."


class UnsupportedDocument(UnsupportedMediaType):
    """The document is in a format that is not read."""

    code = "UNSUPPORTED_DOCUMENT"
    default_detail = f"This is no format that can be imported. Send {FORMATS}."


class PictureDocument(Unprocessable):
    """The document is a photo or a screenshot."""

    code = "PICTURE_DOCUMENT"
    default_detail = f"This is a picture, and text in pictures is not read. Send the document itself: {FORMATS}."


class EmptyDocument(Unprocessable):
    """There is nothing in the document."""

    code = "EMPTY_DOCUMENT"
    default_detail = "There is no text in this document. Check that the right file was chosen and send it again."


class ScannedDocument(Unprocessable):
    """The pages are pictures, or letters that are no characters."""

    code = "SCANNED_DOCUMENT"
    default_detail = (
        "The pages of this PDF hold pictures and no text, as a scan does. Export the résumé as PDF from the word "
        "processor it was written in, or run OCR on the scan first."
    )


class EncryptedDocument(Unprocessable):
    """The document opens with a password alone."""

    code = "ENCRYPTED_DOCUMENT"
    default_detail = "The document is protected with a password. Save it without one and send it again."


class BrokenDocument(Unprocessable):
    """The document begins like its format and then is not."""

    code = "BROKEN_DOCUMENT"
    default_detail = "The document is damaged and cannot be read. Export it again from where it was written."


class DocumentTooComplex(Unprocessable):
    """Reading the document takes more time or memory than one import may."""

    code = "DOCUMENT_TOO_COMPLEX"
    default_detail = (
        "Reading this document takes more time or memory than an import may. Export it again, as simple as possible, "
        "or send the text alone."
    )


class ExtractionBusy(DependencyUnavailable):
    """Too many documents wait: another one would not be read in time."""

    code = "EXTRACTION_BUSY"
    default_detail = "Many documents are being imported right now. Try again in a moment."


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
"""What a process that reads documents may find, by the code it sends."""
