"""What the service and the processes that read documents say to each other, over pipes: frames that begin with their
length. Both sides use this module, so it imports next to nothing.
"""

from dataclasses import dataclass
from struct import Struct

REQUEST = Struct(">BI")
"""Format, as its place in `FORMATS`; length of the document that follows."""

REPLY = Struct(">BBIII")
"""Whether it is a text, whether the process ends with it, pages plus one (0: none), length of the text that follows,
and of how its rows look.

A text that is no extracted text is a failure: its code, a line end, its detail.
"""

FORMATS = ("pdf", "docx", "markdown", "text", "json", "hwpx")

READY = b"ready\n"
"""What a process says when it can take its first document."""

MAX_CHARACTERS = 500_000
"""Most text of one document; thirty dense pages are a fifth of it."""

MAX_REPLY_BYTES = MAX_CHARACTERS * 4
MAX_LOOKS_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one document. `last`: the process takes no other."""

    is_text: bool
    last: bool
    pages: int | None
    body: str
    looks: str = ""

    def packed(self) -> bytes:
        """The frame."""
        body = self.body.encode("utf-8", "replace")
        pages = 0 if self.pages is None else self.pages + 1
        looks = self.looks.encode("ascii", "replace")
        return REPLY.pack(self.is_text, self.last, pages, len(body), len(looks)) + body + looks
