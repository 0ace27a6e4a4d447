"""The protocol between the service and reader processes: length-prefixed frames over pipes. Both sides import this
module, so it imports almost nothing.
"""

from dataclasses import dataclass
from struct import Struct

REQUEST = Struct(">BI")
"""Format as an index in `FORMATS`; length of the document that follows."""

REPLY = Struct(">BBII")
"""Whether it is a text, whether the process ends after it, pages plus one (0: none), length of the text that follows.

If it is not a text, it is an error: code, line feed, detail.
"""

FORMATS = ("pdf", "docx", "markdown", "text", "json", "hwpx")

READY = b"ready\n"
"""Sent by a process when it is ready for its first document."""

MAX_CHARACTERS = 500_000
"""Maximum length of the text of a document; thirty dense pages have a fifth of it."""

MAX_REPLY_BYTES = MAX_CHARACTERS * 4


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply for a document. With `last`, the process accepts no other."""

    is_text: bool
    last: bool
    pages: int | None
    body: str

    def packed(self) -> bytes:
        """The frame."""
        body = self.body.encode("utf-8", "replace")
        pages = 0 if self.pages is None else self.pages + 1
        return REPLY.pack(self.is_text, self.last, pages, len(body)) + body
