"""Detects contact details, which often appear only in the header of a résumé."""

import re

CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|(?:https?://|www\.)\S+"
    r"|\b(?:github|gitlab|linkedin|velog|notion)\.\w+"
    r"|(?<![\d-])(?:\+\d{1,3}[ .-]?)?\(?0?\d{1,3}\)?[ .-]\d{3,4}[ .-]\d{4}(?![\d-])"
)


def has_contact(text: str) -> bool:
    """Return whether `text` contains an e-mail address, a URL or a telephone number."""
    return CONTACT.search(text) is not None
