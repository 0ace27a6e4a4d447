"""How a person is reached, as it stands in headers of résumés and often nowhere else."""

import re

CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|(?:https?://|www\.)\S+"
    r"|\b(?:github|gitlab|linkedin|velog|notion)\.\w+"
    r"|(?<![\d-])(?:\+\d{1,3}[ .-]?)?\(?0?\d{1,3}\)?[ .-]\d{3,4}[ .-]\d{4}(?![\d-])"
)


def has_contact(text: str) -> bool:
    """Whether there is an address of e-mail or of the web, or a telephone number, in `text`."""
    return CONTACT.search(text) is not None
