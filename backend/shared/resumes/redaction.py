"""Direct identifiers (name, e-mail, phone, links) are replaced before a prompt goes, and put back after."""

import re

from pydantic_core import to_json

from shared.resumes.document import ResumeDocument
from shared.utils.prompts import fenced

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
URL = re.compile(r"https?://[^\s<>\"'()\[\]]+")
PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[ -]?)?0?\d{1,3}[ -]\d{3,4}[ -]\d{4}(?!\d)")
LEAST_NAME = 2


class Redaction:
    """The identifiers of one résumé, each with the token that stands for it."""

    def __init__(self, resume: ResumeDocument) -> None:
        self._tokens: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        name = resume.name
        if name is not None and len(name) >= LEAST_NAME:
            self._token("NAME", name)
        for pointer, text in resume.texts("/contact"):
            self._token(pointer.split("/")[2].upper(), text)

    def hide(self, text: str) -> str:
        """`text` without the identifiers; the same identifier gets the same token each time."""
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, self._hidden[value])
        text = EMAIL.sub(lambda found: self._token("EMAIL", found[0]), text)
        text = URL.sub(lambda found: self._token("LINK", found[0]), text)
        return PHONE.sub(lambda found: self._token("PHONE", found[0]), text)

    def json(self, value: object) -> str:
        """`value` as JSON without the identifiers, for a prompt."""
        return self.hide(to_json(value).decode())

    def data(self, label: str, text: str | None) -> str:
        """`text` for a prompt: hidden, and between markers that it cannot close; `(none)` when there is nothing."""
        return fenced(label, self.hide(text)) if text else "(none)"

    def show(self, text: str) -> str:
        """`text` with the identifiers back in their places."""
        for value, token in self._tokens.items():
            text = text.replace(token, value)
        return text

    def _token(self, kind: str, value: str) -> str:
        if value not in self._tokens:
            self._tokens[value] = f"[{kind}_{len(self._tokens) + 1}]"
            self._hidden[value] = self._tokens[value]
            # In JSON a quotation mark or a backslash in it is written differently.
            self._hidden[to_json(value).decode()[1:-1]] = self._tokens[value]
        return self._tokens[value]
